package io.miou;

import io.miou.task.Holding;

/**
 * The token by which the scheduler knows who owns a resource. A wrapper around a resource returns the token of what it
 * wraps, so that both are one resource.
 */
public sealed interface Ownership permits Holding {
}
