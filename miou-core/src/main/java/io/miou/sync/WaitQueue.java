package io.miou.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A queue of waiters for one condition, first in, first out; every primitive of this package is made of it. Adding,
 * removing and serving are O(1). A cancelled waiter is removed at once.
 *
 * <p>Threads: any. The caller of each method holds the one lock that the primitive has for the queue, except for
 * {@link #serveAll}.
 */
final class WaitQueue {

    /*
     * Each waiter is resolved once, under the lock: claim() serves it, withdraw() cancels it. A claimed waiter succeeds
     * even if it is cancelled later. After a withdrawal the server takes the next waiter. So nothing that was handed
     * over is taken back.
     */

    @Nullable
    private Waiter oldest;

    @Nullable
    private Waiter newest;

    private int size;

    boolean isEmpty() {
        return oldest == null;
    }

    int size() {
        return size;
    }

    /** Adds a waiter that is in no queue. */
    void add(Waiter waiter) {
        Waiter last = newest;
        waiter.queue = this;
        waiter.older = last;
        if (last == null) {
            oldest = waiter;
        } else {
            last.younger = waiter;
        }
        newest = waiter;
        size++;
    }

    /** Removes a waiter; does nothing if it is not in this queue. */
    void remove(Waiter waiter) {
        if (waiter.queue != this) {
            return;
        }
        Waiter before = waiter.older;
        Waiter after = waiter.younger;
        if (before == null) {
            oldest = after;
        } else {
            before.younger = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        waiter.queue = null;
        waiter.older = null;
        waiter.younger = null;
        size--;
    }

    /** Removes the oldest waiter and claims it. The caller wakes it without the lock. */
    @Nullable
    Waiter claimOldest() {
        for (Waiter waiter = oldest; waiter != null; waiter = oldest) {
            remove(waiter);
            if (waiter.claim()) {
                return waiter;
            }
        }
        return null;
    }

    /** As {@link #claimOldest()}, among those that a reservation admits. O(n): a rare case. */
    @Nullable
    Waiter claimOldest(Reservation reservation) {
        Waiter waiter = oldest;
        while (waiter != null) {
            Waiter younger = waiter.younger;
            if (reservation.admits(waiter)) {
                remove(waiter);
                if (waiter.claim()) {
                    return waiter;
                }
            }
            waiter = younger;
        }
        return null;
    }

    /**
     * Claims and serves every waiter of a queue that no waiter joins any more. Without the lock, which is taken for
     * each waiter alone, so that a hundred thousand waiters block no other thread for long.
     */
    void serveAll(SpinLock lock, Consumer<Waiter> serve) {
        for (;;) {
            Waiter waiter;
            lock.lock();
            try {
                waiter = claimOldest();
            } finally {
                lock.unlock();
            }
            if (waiter == null) {
                return;
            }
            serve.accept(waiter);
        }
    }

    /** Claims every waiter and empties the queue. Waiters can leave the queue only under its lock. */
    List<Waiter> claimAll() {
        List<Waiter> all = new ArrayList<>(size);
        for (Waiter waiter = claimOldest(); waiter != null; waiter = claimOldest()) {
            all.add(waiter);
        }
        return all;
    }
}
