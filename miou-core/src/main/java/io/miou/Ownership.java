package io.miou;

import io.miou.task.OwnershipState;

/**
 * The token by which the scheduler knows the owner of a resource. A wrapper around a resource returns the token of the
 * wrapped one, so that both are one resource.
 *
 * @since 0.1.0
 */
public sealed interface Ownership permits OwnershipState {
}
