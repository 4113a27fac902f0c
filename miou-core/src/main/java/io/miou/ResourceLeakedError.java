package io.miou;

/**
 * A task returned normally while it owned a resource (rule 17). Close the resource, give it to a child, or transfer it
 * to the parent. The error ends the run, because no code could catch it, unless violations are
 * {@linkplain Violations#CONTAINED contained}.
 *
 * @since 0.1.0
 */
public final class ResourceLeakedError extends RuleViolation {

    private static final long serialVersionUID = 1L;

    // Only the scheduler creates them.
    ResourceLeakedError(String message) {
        super(message);
    }
}
