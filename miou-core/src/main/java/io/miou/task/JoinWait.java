package io.miou.task;

import io.miou.Promise.State;
import org.jspecify.annotations.Nullable;

/**
 * A parent's wait for some of its children to end. Both the ends and a cancellation arrive on the parent's domain, so nothing
 * here crosses threads.
 */
final class JoinWait implements Wait {

    private enum Goal {
        ENDS, SUCCESSES, ORPHAN, ROOM
    }

    private final Task<?> parent;
    private final Goal goal;
    private int remaining;
    private boolean complete;

    @Nullable
    private Task<?> firstFailure;

    private JoinWait(Task<?> parent, int remaining, Goal goal) {
        this.parent = parent;
        this.remaining = remaining;
        this.goal = goal;
    }

    /** Completes when so many children have ended. */
    static JoinWait forEnds(Task<?> parent, int count) {
        return new JoinWait(parent, count, Goal.ENDS);
    }

    /** Completes when so many children have ended, or one has ended without success. */
    static JoinWait forSuccesses(Task<?> parent, int count) {
        return new JoinWait(parent, count, Goal.SUCCESSES);
    }

    /** Completes when one of the orphans has ended. */
    static JoinWait forOrphan(Task<?> parent) {
        return new JoinWait(parent, 1, Goal.ORPHAN);
    }

    /** Completes when one of the orphans has ended, so that another may start. */
    static JoinWait forRoom(Task<?> parent) {
        return new JoinWait(parent, 1, Goal.ROOM);
    }

    void expect(int count) {
        remaining = count;
    }

    void childEnded(Task<?> child) {
        boolean failed = child.state() != State.SUCCEEDED;
        if (failed && firstFailure == null) {
            firstFailure = child;
        }
        remaining--;
        if (!complete && (remaining == 0 || goal == Goal.SUCCESSES && failed)) {
            complete = true;
            parent.wake();
        }
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
            case ENDS, SUCCESSES -> remaining == 1 ? "a child" : remaining + " children";
        };
    }
}
