package io.miou.task;

import io.miou.Promise.State;
import io.miou.fiber.StackReserve;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The children of a task that have not been consumed, oldest first, and rules 1 to 3: which children are forgotten and
 * which are cancelled. Every step but "cancel all" is O(1). Confined to the domain of the task.
 */
final class Children {

    /** The shared empty instance of all tasks without children. It is never written to. */
    @SuppressWarnings("NullAway") // without children, the parent is never read
    static final Children NONE = new Children(null);

    private final Task<?> parent;

    @Nullable
    private Task<?> oldest;

    @Nullable
    private Task<?> youngest;

    private long spawned;

    /** Counts the ends of children and the marks, so that a mark tells whether one of them came after it. */
    private long joinClock;

    /** The join that the parent is suspended on, if it waits for children. */
    @Nullable
    private Join joining;

    /** Resources that children had transferred before they ended and were then cancelled. The parent releases them. */
    @Nullable
    private ArrayDeque<OwnershipState> abandoned;

    Children(Task<?> parent) {
        this.parent = parent;
    }

    /** The number of children ever started, with those about to be started. */
    long spawned() {
        return spawned;
    }

    /** A unique mark for some of the children. It tells which were met twice, or are waited for. */
    long newStamp() {
        return ++joinClock;
    }

    /** Whether since this mark no child has ended and none was marked otherwise. */
    boolean isLatest(long stamp) {
        return joinClock == stamp;
    }

    long nextOrdinal() {
        return spawned++;
    }

    /** Whether no child is left to wait for, and nothing is left to release for ended children. */
    boolean isSettled() {
        return oldest == null && (abandoned == null || abandoned.isEmpty());
    }

    @Nullable
    Task<?> oldest() {
        return oldest;
    }

    void add(Task<?> child) {
        child.listed = true;
        child.older = youngest;
        if (youngest == null) {
            oldest = child;
        } else {
            youngest.younger = child;
        }
        youngest = child;
    }

    private void unlist(Task<?> child) {
        if (!child.listed) {
            return;
        }
        child.listed = false;
        Task<?> older = child.older;
        Task<?> younger = child.younger;
        if (older == null) {
            oldest = younger;
        } else {
            older.younger = younger;
        }
        if (younger == null) {
            youngest = older;
        } else {
            younger.older = older;
        }
        child.older = null;
        child.younger = null;
    }

    /** The first child that the task must not forget, or null. */
    @Nullable
    Task<?> forgotten() {
        for (Task<?> child = oldest; child != null; child = child.younger) {
            if (!child.cancelRequested && !child.attendant) {
                return child;
            }
        }
        return null;
    }

    int forgottenCount() {
        int count = 0;
        for (Task<?> child = oldest; child != null; child = child.younger) {
            if (!child.cancelRequested && !child.attendant) {
                count++;
            }
        }
        return count;
    }

    /** Handles the end of a child; called on this domain once for each child. */
    void ended(Task<?> child) {
        joinClock++;
        child.ended = true;
        if (child.cancelRequested) {
            settleCancelled(child);
        }
        Join join = joining;
        if (join != null && join.stamp == child.joinStamp) {
            join.childEnded(child);
        }
        OrphanSet<?> orphans = child.orphans;
        if (orphans != null) {
            orphans.childEnded(child);
        }
    }

    // Joins

    /** Waits until a child has ended, and consumes it. */
    void await(Task<?> child) {
        parent.beginOperation();
        if (!child.ended) {
            child.joinStamp = newStamp();
            Join join = Join.forEnds(parent, child.joinStamp, 1);
            if (parent.inside == null) {
                join(join);
            } else {
                joinInside(List.of(child), join);
            }
        }
        consume(child);
    }

    /** Waits as {@link #await} does, but no longer than a limit. If the limit expires, the child goes on. */
    void awaitWithin(Task<?> child, Duration limit, long nanos) throws TimeoutException {
        if (child.ended) {
            await(child);
            return;
        }
        parent.checkCancelled();
        try {
            Boolean _ = Scopes.<Boolean>timeout(nanos, () -> {
                await(child);
                return true;
            });
        } catch (TimeoutException e) {
            throw new TimeoutException(Failures.describe(child) + " has not ended within " + limit
                    + ", and goes on: await it again, or cancel it");
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /** Waits until all children of a list have ended; each is in the list once. */
    void awaitEnds(List<Task<?>> all) {
        awaitEnds(JoinSet.again(parent, all));
    }

    void awaitEnds(JoinSet set) {
        if (set.living() > 0) {
            Join join = Join.forEnds(parent, set.stamp(), set.living());
            if (parent.inside == null) {
                join(join);
            } else {
                joinInside(set.children(), join);
            }
        }
    }

    /** Waits for all of some children inside the computation of a value, which one of them may need. */
    private void joinInside(List<Task<?>> all, Join join) {
        CycleFinder.noteJoin(parent, all);
        try {
            join(join);
        } finally {
            CycleFinder.over(parent);
        }
    }

    /**
     * Waits until the children that were cancelled, among those started in a scope, have ended. The parent is shielded.
     * What it has acquired in the scope and owns in turns, such as a mutex, they can have meanwhile.
     */
    void awaitCancelledSince(long firstResource, long firstChild) {
        if (oldest == null) {
            return;
        }
        long stamp = newStamp();
        List<Task<?>> ending = stillEnding(firstChild, stamp);
        if (!ending.isEmpty()) {
            ReservedTurns turns = ReservedTurns.of(parent, firstResource, ending, Reservable.Owner.ENDING);
            try {
                join(Join.forEnds(parent, stamp, ending.size()));
            } finally {
                turns.takeBack();
            }
        }
    }

    /** Cancels children and waits until they and their descendants have ended, as if shielded (rules 6 and 10). */
    void cancelAndAwait(List<Task<?>> all) {
        // A child that is marked as cancelled must get its message, even where the stack is nearly used up.
        StackReserve.requireMuch();
        for (Task<?> child : all) {
            cancel(child);
        }
        Scope shield = parent.ownCancellation().enter(Scope.Kind.SHIELD);
        try {
            parent.suspendForOneTurn();
            awaitEndsOfCancelled(all);
            for (Task<?> child : all) {
                discard(child);
            }
            Failures.Collector failures = new Failures.Collector();
            releaseAbandoned(failures);
            failures.log(parent);
        } finally {
            parent.cancellation.leave(shield);
        }
    }

    private void awaitEndsOfCancelled(List<Task<?>> all) {
        ReservedTurns turns = ReservedTurns.of(parent, 0, all, Reservable.Owner.CANCELLING);
        try {
            awaitEnds(all);
        } finally {
            turns.takeBack();
        }
    }

    /** Suspends the parent until the wait is decided. Only the ends of children with its mark count. */
    void join(Join join) {
        joining = join;
        try {
            parent.suspend(join);
        } finally {
            joining = null;
        }
    }

    /**
     * Whether a child has ended, and with it the parent's wait, which is about to consume the child. A cancellation of
     * the parent then comes too late for this child (rule 9).
     */
    private boolean isClaimed(Task<?> child) {
        Join join = joining;
        return child.ended && join != null && join.stamp == child.joinStamp && join.isComplete();
    }

    /** Takes the outcome of a child that has ended, and its transferred resources. On the parent's fiber. */
    void consume(Task<?> child) {
        leaveOrphans(child);
        if (child.consumed) {
            return;
        }
        child.consumed = true;
        TaskReports.awaited(child, parent);
        unlist(child);
        if (child.state() == State.SUCCEEDED) {
            child.resources.handOver(parent);
        }
    }

    /** Discards the outcome of a cancelled child, which the parent does not need any more. */
    void discard(Task<?> child) {
        leaveOrphans(child);
        child.consumed = true;
    }

    private static void leaveOrphans(Task<?> child) {
        OrphanSet<?> orphans = child.orphans;
        if (orphans != null) {
            orphans.remove(child);
        }
    }

    /** Cancels one child, whatever its state; it may still be running when this returns. */
    void cancel(Task<?> child) {
        boolean first = !child.cancelRequested;
        child.cancelRequested = true;
        if (first) {
            TaskReports.cancelled(child);
        }
        if (child.ended) {
            settleCancelled(child);
        } else if (first) {
            if (child.loop() == parent.loop()) {
                child.ownCancellation().cancelTask(parent.cancellation.isCancelled());
            } else {
                child.loop().postCancellation(new CancelMessage(child, parent.cancellation.isCancelled()));
            }
        }
    }

    private void settleCancelled(Task<?> child) {
        if (child.state() == State.SUCCEEDED && !child.consumed) {
            ArrayDeque<OwnershipState> left = abandoned;
            if (left == null) {
                left = new ArrayDeque<>();
                abandoned = left;
            }
            child.resources.moveAllTo(left);
        }
        child.becomeCancelled();
        unlist(child);
    }

    /**
     * Cancels the children with ordinals from {@code from} to before {@code before}, except those that the parent is
     * about to consume.
     */
    void cancelStarted(long from, long before) {
        Task<?> child = youngest;
        while (child != null && child.ordinal >= from) {
            Task<?> older = child.older;
            if (child.ordinal < before && !isClaimed(child)) {
                cancel(child);
            }
            child = older;
        }
    }

    /** Marks and returns those that are cancelled and have not ended, among those started since a moment. */
    private List<Task<?>> stillEnding(long from, long stamp) {
        List<Task<?>> ending = new ArrayList<>();
        for (Task<?> child = youngest; child != null && child.ordinal >= from; child = child.older) {
            if (child.cancelRequested && !child.ended) {
                child.joinStamp = stamp;
                ending.add(child);
            }
        }
        return ending;
    }

    /** Releases the resources that cancelled children had transferred; on the parent's fiber. */
    void releaseAbandoned(Failures.Collector failures) {
        ArrayDeque<OwnershipState> left = abandoned;
        while (left != null && !left.isEmpty()) {
            OwnershipState last = left.removeLast();
            last.releaseAbandoned(parent, failures);
        }
    }
}
