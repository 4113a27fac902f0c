package io.miou;

/**
 * A task awaited or cancelled a promise of another parent (rule 2). Thrown in that task. The message, which says which
 * call was wrong and what to do, is made by {@code ChildUse} in the package of tasks.
 *
 * @since 0.1.0
 */
public final class NotAChildError extends RuleViolation {

    private static final long serialVersionUID = 1L;

    // Only the scheduler creates them.
    NotAChildError(String message) {
        super(message);
    }
}
