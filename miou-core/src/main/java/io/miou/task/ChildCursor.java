package io.miou.task;

import org.jspecify.annotations.Nullable;

/**
 * A walk over the children of a task, oldest first, while they come and go. Children that are listed during the whole
 * walk are met once. Children that were started after its beginning are left out, so that it ends.
 *
 * <p>Threads: for one thread, which need not be the task's domain. It reads the list of that domain without asking it,
 * which is a race on purpose: each field read gives some value that it has had. A child that is taken out of the list
 * meanwhile loses its links. The walk then goes on from an earlier child that is still in the list.
 */
public final class ChildCursor {

    private static final int STEPS_TO_A_NEW_ANCHOR = 32;
    private static final int ATTEMPTS = 8;

    private final Children children;

    /** The ordinal of the first child that was started after the beginning. */
    private final long end;

    private long last = -1;
    private int steps;

    @Nullable
    private Task<?> at;

    /** A child met earlier, from which the walk may go on. */
    @Nullable
    private Task<?> anchor;

    /**
     * Begins a walk.
     *
     * @param parent any task
     */
    public ChildCursor(Task<?> parent) {
        this.children = parent.children;
        this.end = children.spawned();
    }

    /** {@return the next child; null when there is none} */
    @Nullable
    public Task<?> next() {
        Task<?> from = at;
        Task<?> child = from == null ? children.oldest() : from.younger;
        if (child == null && from != null && !from.listed) {
            child = findAgain();
        }
        // A child that was taken out and had led back would have been met before.
        while (child != null && child.ordinal <= last) {
            child = child.younger;
        }
        if (child == null || child.ordinal >= end) {
            at = null;
            last = end;
            return null;
        }
        if (++steps % STEPS_TO_A_NEW_ANCHOR == 0) {
            anchor = from;
        }
        at = child;
        last = child.ordinal;
        return child;
    }

    /** Finds the first child after the last that was met, which is not in the list any more. */
    @Nullable
    private Task<?> findAgain() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Task<?> start = anchor;
            if (start == null || !start.listed) {
                start = children.oldest();
            }
            Task<?> child = start;
            Task<?> before = null;
            while (child != null && child.ordinal <= last) {
                before = child;
                child = child.younger;
            }
            if (child != null || before == null || before.listed) {
                return child;
            }
        }
        return null;
    }
}
