package io.miou;

/**
 * A task used a resource that it neither owns nor has borrowed (rule 27). Thrown in that task.
 *
 * @since 0.1.0
 */
public final class NotOwnerError extends RuleViolation {

    private static final long serialVersionUID = 1L;

    // Only the scheduler creates them.
    NotOwnerError(String message) {
        super(message);
    }
}
