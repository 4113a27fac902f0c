package io.miou.task;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The room in an {@link OrphanSet} with a limit, and the owner's wait for it. Confined to the owner's domain. */
final class OrphanRoom {

    private final int limit;

    @Nullable
    private Join waiter;

    private OrphanRoom(int limit) {
        this.limit = limit;
    }

    /** Returns room for some living children; checks that it is for at least one. */
    static OrphanRoom of(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("orphans(" + limit + "): choose 1 or more");
        }
        return new OrphanRoom(limit);
    }

    /** Suspends the owner while there are as many living children as there may be. */
    void await(Task<?> owner, Set<Task<?>> living) {
        owner.checkCancelled();
        while (living.size() >= limit) {
            Join wait = Join.forRoom(owner);
            waiter = wait;
            try {
                owner.suspend(wait);
            } finally {
                waiter = null;
            }
        }
    }

    /** Lets the owner go on, after a child was taken from the living. */
    void childEnded(Task<?> child) {
        Join waiting = waiter;
        if (waiting != null) {
            waiter = null;
            waiting.childEnded(child);
        }
    }
}
