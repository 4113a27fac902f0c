package io.miou.task;

import org.jspecify.annotations.Nullable;

/** What a parent knows of one child. Confined to the parent's domain. */
final class ChildLink {

    final Task<?> child;

    /** Its place among all children of its parent. */
    final long ordinal;

    /** The last walk over a collection of promises that has met it. */
    long visit;

    @Nullable
    ChildLink older;

    @Nullable
    ChildLink younger;

    /** In the parent's list: neither consumed nor cancelled and ended. */
    boolean listed;

    /** The parent has seen its end. */
    boolean ended;

    boolean cancelRequested;

    /** Works for the parent in secret, and is cancelled without a violation when the parent returns. */
    boolean attendant;

    /** Awaited: the parent has its outcome and what it transferred. */
    boolean consumed;

    /** The parent's wait that its end counts for; also for a while after its end. */
    @Nullable
    JoinWait watcher;

    @Nullable
    OrphanSet<?> orphans;

    ChildLink(Task<?> child, long ordinal) {
        this.child = child;
        this.ordinal = ordinal;
    }

    /**
     * Whether it has ended and with it the parent's wait, which is about to consume it: a cancellation of the parent comes
     * too late for it (rule 9).
     */
    boolean isClaimed() {
        JoinWait wait = watcher;
        return ended && wait != null && wait.isComplete();
    }
}
