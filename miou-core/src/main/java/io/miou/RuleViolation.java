package io.miou;

/**
 * A programming error: a task broke a rule of the scheduler. The message names the task and what it did. With
 * {@code -Dmiou.debug=true} the message also tells the line that started the task or acquired the resource, and the
 * stack trace begins with that line. If the task has returned already, the first frame names the class of its code.
 *
 * <p>Violations are not wrapped: {@code await} throws them as they are, and not in a {@link TaskFailedException}.
 *
 * @since 0.1.0
 */
public abstract sealed class RuleViolation extends Error
        permits StillHasChildrenError, NotAChildError, NotOwnerError, ResourceLeakedError {

    private static final long serialVersionUID = 1L;

    RuleViolation(String message) {
        super(message);
    }
}
