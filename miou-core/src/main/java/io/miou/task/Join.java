package io.miou.task;

import io.miou.Promise.State;
import org.jspecify.annotations.Nullable;

/**
 * A parent's wait for some of its children to end. Both the ends and a cancellation arrive on the parent's domain, so
 * nothing here crosses threads.
 */
final class Join implements Wait {

    private enum Goal {
        ENDS, SUCCESSES, FIRST_SUCCESS, ORPHAN, ROOM
    }

    private static final long OF_NO_CHILD = -1;

    /** The stamp of the children whose end counts. */
    final long stamp;

    private final Task<?> parent;
    private final Goal goal;
    private int remaining;
    private boolean complete;

    @Nullable
    private Task<?> firstFailure;

    @Nullable
    private Task<?> firstSuccess;

    private Join(Task<?> parent, long stamp, int remaining, Goal goal) {
        this.parent = parent;
        this.stamp = stamp;
        this.remaining = remaining;
        this.goal = goal;
    }

    /** Completes when {@code count} of the children with a stamp have ended. */
    static Join forEnds(Task<?> parent, long stamp, int count) {
        return new Join(parent, stamp, count, Goal.ENDS);
    }

    /** Completes when {@code count} of the children with a stamp have ended, or one of them without success. */
    static Join forSuccesses(Task<?> parent, long stamp, int count) {
        return new Join(parent, stamp, count, Goal.SUCCESSES);
    }

    /** Completes when a child with a stamp has succeeded, or {@code count} of them have ended. */
    static Join forFirstSuccess(Task<?> parent, long stamp, int count) {
        return new Join(parent, stamp, count, Goal.FIRST_SUCCESS);
    }

    /** Completes when an orphan has ended, and gives it the stamp. */
    static Join forOrphan(Task<?> parent, long stamp) {
        return new Join(parent, stamp, 1, Goal.ORPHAN);
    }

    /** Completes when one of the orphans has ended, so that another may start. */
    static Join forRoom(Task<?> parent) {
        return new Join(parent, OF_NO_CHILD, 1, Goal.ROOM);
    }

    void childEnded(Task<?> child) {
        boolean failed = child.state() != State.SUCCEEDED;
        if (failed && isFirstFailure(child)) {
            firstFailure = child;
        }
        if (!failed && firstSuccess == null) {
            firstSuccess = child;
        }
        remaining--;
        if (!complete && (remaining == 0 || isDecidedBy(failed))) {
            complete = true;
            parent.wake();
        }
    }

    /** Prefers a failed child to one that was cancelled before it, where a success is wanted: the failure says more. */
    private boolean isFirstFailure(Task<?> child) {
        Task<?> earlier = firstFailure;
        return earlier == null || goal == Goal.FIRST_SUCCESS && earlier.state() == State.CANCELLED
                && child.state() == State.FAILED;
    }

    private boolean isDecidedBy(boolean failed) {
        return switch (goal) {
            case SUCCESSES -> failed;
            case FIRST_SUCCESS -> !failed;
            case ENDS, ORPHAN, ROOM -> false;
        };
    }

    @Nullable
    Task<?> firstSuccess() {
        return firstSuccess;
    }

    @Nullable
    Task<?> firstFailure() {
        return firstFailure;
    }

    boolean isComplete() {
        return complete;
    }

    @Override
    public boolean withdraw() {
        return !complete;
    }

    @Override
    public String describe() {
        return switch (goal) {
            case ORPHAN -> "one of its orphans";
            case ROOM -> "room among its orphans";
            case ENDS, SUCCESSES, FIRST_SUCCESS -> remaining == 1 ? "a child" : remaining + " children";
        };
    }
}
