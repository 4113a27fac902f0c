package io.miou.task;

import io.miou.Promise.State;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The children of a task that have not been consumed, oldest first, and rules 1 to 3: who is forgotten, who is cancelled.
 * Every step but "cancel all" is O(1). Confined to the domain of the task.
 */
final class Children {

    /** Those of every task that has not started any; nothing is ever written to it. */
    @SuppressWarnings("NullAway") // where there are no children, nobody asks for their parent
    static final Children NONE = new Children(null);

    private final Task<?> parent;

    @Nullable
    private ChildLink oldest;

    @Nullable
    private ChildLink youngest;

    private long spawned;
    private long visits;

    /** What children had transferred that were cancelled after they had ended; to be released by the parent. */
    @Nullable
    private ArrayDeque<Holding> abandoned;

    Children(Task<?> parent) {
        this.parent = parent;
    }

    /** How many were ever started, or were about to be. */
    long spawned() {
        return spawned;
    }

    /** A number for one walk over some of the children, to tell those met twice. */
    long beginVisit() {
        return ++visits;
    }

    long nextOrdinal() {
        return spawned++;
    }

    /** Whether there is nobody left to wait for, and nothing to release for those that are gone. */
    boolean isSettled() {
        return oldest == null && (abandoned == null || abandoned.isEmpty());
    }

    @Nullable
    ChildLink oldest() {
        return oldest;
    }

    void add(ChildLink link) {
        link.listed = true;
        link.older = youngest;
        if (youngest == null) {
            oldest = link;
        } else {
            youngest.younger = link;
        }
        youngest = link;
    }

    private void unlist(ChildLink link) {
        if (!link.listed) {
            return;
        }
        link.listed = false;
        ChildLink older = link.older;
        ChildLink younger = link.younger;
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
        link.older = null;
        link.younger = null;
    }

    /** The first child that the task must not forget, or null. */
    @Nullable
    Task<?> forgotten() {
        for (ChildLink link = oldest; link != null; link = link.younger) {
            if (!link.cancelRequested && !link.attendant) {
                return link.child;
            }
        }
        return null;
    }

    int forgottenCount() {
        int count = 0;
        for (ChildLink link = oldest; link != null; link = link.younger) {
            if (!link.cancelRequested && !link.attendant) {
                count++;
            }
        }
        return count;
    }

    /** A child has ended; called on this domain once for each. */
    void ended(Task<?> child) {
        ChildLink link = child.link;
        link.ended = true;
        if (link.cancelRequested) {
            settleCancelled(link);
        }
        JoinWait watcher = link.watcher;
        if (watcher != null) {
            watcher.childEnded(child);
        }
        OrphanSet<?> orphans = link.orphans;
        if (orphans != null) {
            orphans.childEnded(child);
        }
    }

    /** The parent takes the outcome of a child that has ended, and what it transferred. */
    void consume(Task<?> child) {
        ChildLink link = child.link;
        leaveOrphans(link);
        if (link.consumed) {
            return;
        }
        link.consumed = true;
        unlist(link);
        if (child.state() == State.SUCCEEDED) {
            child.holdings.handOver(parent);
        }
    }

    /** The parent does not want the outcome of a cancelled child any more. */
    void discard(Task<?> child) {
        leaveOrphans(child.link);
        child.link.consumed = true;
    }

    private static void leaveOrphans(ChildLink link) {
        OrphanSet<?> orphans = link.orphans;
        if (orphans != null) {
            orphans.remove(link.child);
        }
    }

    /** Cancels one child, whatever its state; it may still be running when this returns. */
    void cancel(Task<?> child) {
        ChildLink link = child.link;
        boolean first = !link.cancelRequested;
        link.cancelRequested = true;
        if (link.ended) {
            settleCancelled(link);
        } else if (first) {
            if (child.loop() == parent.loop()) {
                child.cancellation.cancelTask();
            } else {
                child.loop().post(new CancelMessage(child));
            }
        }
    }

    private void settleCancelled(ChildLink link) {
        Task<?> child = link.child;
        if (child.state() == State.SUCCEEDED && !link.consumed) {
            ArrayDeque<Holding> left = abandoned;
            if (left == null) {
                left = new ArrayDeque<>();
                abandoned = left;
            }
            child.holdings.moveAllTo(left);
        }
        child.becomeCancelled();
        unlist(link);
    }

    /** Cancels those started between two moments, given as ordinals, unless the parent is about to consume them. */
    void cancelStarted(long from, long before) {
        ChildLink link = youngest;
        while (link != null && link.ordinal >= from) {
            ChildLink older = link.older;
            if (link.ordinal < before && !link.isClaimed()) {
                cancel(link.child);
            }
            link = older;
        }
    }

    /** Those that are cancelled and have not ended, among those started since a moment. */
    int stillEnding(long from, JoinWait watcher) {
        int count = 0;
        for (ChildLink link = youngest; link != null && link.ordinal >= from; link = link.older) {
            if (link.cancelRequested && !link.ended) {
                link.watcher = watcher;
                count++;
            }
        }
        return count;
    }

    /** Releases what cancelled children had transferred; on the parent's fiber. */
    void releaseAbandoned(Failures.Collector failures) {
        ArrayDeque<Holding> left = abandoned;
        while (left != null && !left.isEmpty()) {
            Holding last = left.removeLast();
            last.releaseAbandoned(parent, failures);
        }
    }
}
