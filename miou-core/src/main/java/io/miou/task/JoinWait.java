package io.miou.task;

import io.miou.Promise.State;
import org.jspecify.annotations.Nullable;

/**
 * A parent's wait for some of its children to end. Both the ends and a cancellation arrive on the parent's domain, so nothing
 * here crosses threads.
 */
final class JoinWait implements Wait {

    private final Task<?> parent;
    private final boolean untilFailure;
    private int remaining;
    private boolean complete;

    @Nullable
    private Task<?> firstFailure;

    private JoinWait(Task<?> parent, int remaining, boolean untilFailure) {
        this.parent = parent;
        this.remaining = remaining;
        this.untilFailure = untilFailure;
    }

    /** Completes when so many children have ended. */
    static JoinWait forEnds(Task<?> parent, int count) {
        return new JoinWait(parent, count, false);
    }

    /** Completes when so many children have ended, or one has ended without success. */
    static JoinWait forSuccesses(Task<?> parent, int count) {
        return new JoinWait(parent, count, true);
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
        if (!complete && (remaining == 0 || untilFailure && failed)) {
            complete = true;
            parent.wake();
        }
    }

    @Nullable
    Task<?> firstFailure() {
        return firstFailure;
    }

    @Override
    public boolean withdraw() {
        return !complete;
    }

    @Override
    public String describe() {
        return remaining == 1 ? "a child" : remaining + " children";
    }
}
