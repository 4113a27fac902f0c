package io.miou;

/**
 * A rule of the scheduler was broken: a programming error. The message names the task and what it did; with
 * {@code -Dmiou.debug=true} it also says on which line the task was started and the resource acquired, and that line is the first
 * of the stack trace. Where a task has returned already, the first frame names the class that its code is written in.
 *
 * <p>Violations pass bare: {@code await} throws them as they are, not wrapped in a {@link TaskFailedException}.
 */
public abstract sealed class RuleViolation extends Error
        permits StillHasChildrenError, NotAChildError, NotOwnerError, ResourceLeakedError {

    private static final long serialVersionUID = 1L;

    RuleViolation(String message) {
        super(message);
    }
}
