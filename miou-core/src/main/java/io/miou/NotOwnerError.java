package io.miou;

/**
 * A resource was used by a task that neither owns it nor has borrowed it. Thrown in that task.
 */
public final class NotOwnerError extends RuleViolation {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an error.
     *
     * @param message what happened, and what to do
     */
    public NotOwnerError(String message) {
        super(message);
    }
}
