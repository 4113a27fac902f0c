package io.miou.task;

import io.miou.Promise.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parent's wait for some of its children to end. Both the ends and a cancellation arrive on the parent's domain, so
 * nothing here crosses threads, except {@link #describe} and {@link #waitsFor}, whose result may be out of date.
 */
final class Join implements Wait {

    private enum Goal {
        ENDS, SUCCESSES, FIRST_SUCCESS, ORPHAN, ROOM
    }

    private static final long OF_NO_CHILD = -1;
    private static final int MOST_NAMES = 3;

    /** The most children that are listed for a wait for one of many: a server may have a million. */
    private static final int MOST_ORPHANS = 1_000;

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
            case ENDS, SUCCESSES, FIRST_SUCCESS -> inWords(remaining);
        };
    }

    private String inWords(int count) {
        List<Task<?>> some = awaited(MOST_NAMES + 1);
        boolean enough = some.size() > MOST_NAMES;
        String words = count == 1 ? "a child" : count + " children";
        if (some.isEmpty()) {
            return words;
        }
        String names = some.stream().limit(MOST_NAMES).map(Task::name)
                .collect(Collectors.joining(some.size() > count ? " or " : ", "));
        return words + ": " + names + (enough ? ", ..." : "");
    }

    /** Returns the children that it waits for and that have not ended, a few or all of them. Any thread. */
    private List<Task<?>> awaited(int most) {
        List<Task<?>> awaited = new ArrayList<>();
        ChildCursor children = new ChildCursor(parent);
        for (Task<?> child = children.next(); child != null && awaited.size() < most; child = children.next()) {
            if (child.joinStamp == stamp && !child.hasEnded()) {
                awaited.add(child);
            }
        }
        return awaited;
    }

    @Override
    public WaitsFor waitsFor() {
        boolean ofOrphans = goal == Goal.ORPHAN || goal == Goal.ROOM;
        List<Task<?>> living = new ArrayList<>();
        int unread = 0;
        ChildCursor children = new ChildCursor(parent);
        for (Task<?> child = children.next(); child != null; child = children.next()) {
            if (ofOrphans && living.size() == MOST_ORPHANS) {
                return WaitsFor.ANYTHING;
            }
            // All children instead of the orphans: more of them only make the answer more careful.
            if (ofOrphans || child.joinStamp == stamp) {
                if (!child.hasEnded()) {
                    living.add(child);
                } else if (!child.ended) {
                    // Its end is a message that the parent has not read.
                    unread++;
                }
            }
        }
        int needed = goal == Goal.ENDS ? remaining - unread : 1 - unread;
        return needed <= 0 ? WaitsFor.ANYTHING : WaitsFor.some(living, needed);
    }
}
