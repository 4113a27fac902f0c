package io.miou.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those that wait for one thing, first in, first out: what every primitive of this package is made of. Adding, removing and
 * serving are O(1); nobody is left in it who waits no longer.
 *
 * <p>Threads: any; all methods under the one lock that the primitive has for it, but for {@link #serveAll}.
 */
final class WaitQueue {

    /*
     * How a wait is decided: who serves the queue takes the oldest out and claims it, under the lock; a cancellation withdraws it
     * and takes it out, under the same lock. So exactly one of them wins. If it is the server, the waiter has been given what it waited for, and its operation returns, cancelled or not; if it is the cancellation, the
     * server learns it at once and serves the next. Hence nothing that was handed over is ever handed back.
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

    /** Adds one that is in no queue. */
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

    /** Takes one out; does nothing if it is not in this queue. */
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

    /** Takes out the one that has waited longest and claims it; who calls this wakes it, without the lock. */
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

    /**
     * Claims everybody in a queue to which nobody is added any more, and wakes them or does with them what else is to be done.
     * Without its lock, which is taken for one at a time: a hundred thousand waiters hold nobody up.
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

    /** Claims everybody in a queue that nobody can have left but under its lock, and empties it. */
    List<Waiter> claimAll() {
        List<Waiter> all = new ArrayList<>(size);
        for (Waiter waiter = claimOldest(); waiter != null; waiter = claimOldest()) {
            all.add(waiter);
        }
        return all;
    }
}
