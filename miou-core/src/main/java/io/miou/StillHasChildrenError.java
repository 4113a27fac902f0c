package io.miou;

/**
 * A task returned normally with a child that it had neither awaited nor cancelled (rule 1). It ends the run, because no
 * code could catch it, unless violations are {@linkplain Violations#CONTAINED contained}.
 *
 * @since 0.1.0
 */
public final class StillHasChildrenError extends RuleViolation {

    private static final long serialVersionUID = 1L;

    // Only the scheduler creates them.
    StillHasChildrenError(String message) {
        super(message);
    }
}
