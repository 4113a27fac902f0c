package io.miou.sync;

import io.miou.fiber.StackReserve;
import io.miou.support.VarHandles;
import io.miou.task.Reservable;
import io.miou.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits that fibers take and give back, first come, first served. A permit has no owner: any thread may
 * release one, even one that was never acquired.
 *
 * {@snippet :
 * Semaphore connections = new Semaphore(16);
 * // in each task
 * connections.acquire();
 * try {
 *     query();
 * } finally {
 *     connections.release();
 * }
 * }
 *
 * <p>Threads: {@link #tryAcquire}, {@link #release} and {@link #permits} are for any thread and never suspend.
 * {@link #acquire} is for a fiber, of any domain. What a thread did before a release is seen after the acquisition that
 * it makes possible.
 *
 * @since 0.1.0
 */
public final class Semaphore {

    /*
     *   permits        meaning                          acquire()                    release()
     *   n > 0          n are free, no waiter            CAS to n - 1                 CAS to n + 1
     *   0              none is free, no waiter          lock, CAS to SOME_WAIT,      CAS to 1
     *                                                   join the queue
     *   SOME_WAIT      none is free, and the queue      lock, join the queue         lock, give it to the oldest
     *                  may have waiters                                              or, if the queue is empty, set 1
     *
     * SOME_WAIT is left under the lock only. So while there is a waiter, no permit is free that a later fiber could
     * take first. Without waiters each operation is one compare-and-set.
     */
    private static final int SOME_WAIT = -1;

    private static final VarHandle PERMITS = VarHandles.field(MethodHandles.lookup(), "permits", int.class);

    final SpinLock lock = new SpinLock();
    private final WaitQueue queue = new WaitQueue();
    private volatile int permits;

    /** Guarded by the lock; the task that has the permit may read it without. Null except in a mutex. */
    @Nullable
    private Reservation reservation;

    /**
     * Creates a semaphore. Any thread.
     *
     * @param permits the number of free permits
     * @throws IllegalArgumentException if it is negative
     */
    public Semaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("a semaphore cannot have " + permits + " permits; give 0 or more");
        }
        this.permits = permits;
    }

    /**
     * Takes a permit. Suspends the calling fiber until there is a permit and all earlier fibers have theirs.
     *
     * @throws io.miou.TaskCancelled if the caller is cancelled first; it has no permit then
     * @throws IllegalStateException outside a fiber
     */
    public void acquire() {
        acquire(Task.current(), this);
    }

    /** Takes a permit for a primitive that is made of this one, and whose name the task tree shows. */
    void acquire(Task<?> task, Object on) {
        acquire(task, on, null);
    }

    /** Takes the only permit for a mutex that the task had given up in a condition. */
    void acquireAgain(Task<?> task, Mutex mutex) {
        acquire(task, mutex, mutex);
    }

    private void acquire(Task<?> task, Object on, @Nullable Mutex givenUp) {
        task.beginOperation();
        if (!tryAcquire()) {
            TaskWaiter waiter = new TaskWaiter(task, lock, on);
            waiter.item = givenUp;
            if (!acquireOrJoin(waiter)) {
                waiter.await();
            }
        }
    }

    /**
     * Takes a permit if one is free and no fiber waits for it. Any thread; never suspends.
     *
     * @return whether it took one
     */
    public boolean tryAcquire() {
        for (int free = permits; free > 0; free = permits) {
            if (PERMITS.compareAndSet(this, free, free - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Takes a permit, or joins the queue for one; then the waiter is woken when it has a permit. */
    boolean acquireOrJoin(Waiter waiter) {
        lock.lock();
        try {
            while (permits != SOME_WAIT) {
                if (tryAcquire()) {
                    return true;
                }
                PERMITS.compareAndSet(this, 0, SOME_WAIT);
            }
            if (reservation != null && reservation.takeFor(waiter)) {
                return true;
            }
            queue.add(waiter);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a permit back, to the oldest waiter if there is one. Any thread; never suspends; works in a cancelled task
     * too.
     *
     * @throws IllegalStateException if there are {@value Integer#MAX_VALUE} permits already
     */
    public void release() {
        StackReserve.require();
        for (int free = permits; free != SOME_WAIT; free = permits) {
            if (free == Integer.MAX_VALUE) {
                throw new IllegalStateException("a semaphore has " + free
                        + " permits and was given one more; release what was acquired only");
            }
            if (PERMITS.compareAndSet(this, free, free + 1)) {
                return;
            }
        }
        releaseToOldest();
    }

    private void releaseToOldest() {
        Waiter next = null;
        lock.lock();
        try {
            if (permits == SOME_WAIT) {
                next = queue.claimOldest();
                if (queue.isEmpty()) {
                    // A thread that misses this value takes the lock, so no full fence is needed.
                    PERMITS.setRelease(this, next == null ? 1 : 0);
                }
                if (next == null) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
        if (next == null) {
            // Another thread has served the last waiter meanwhile.
            release();
        } else {
            next.wake();
        }
    }

    // For a mutex: its only permit may be reserved for children of its holder

    /** Gives the only permit back: to the oldest waiter that may have it. By the task that has it. */
    void releaseOnly() {
        if (reservation == null) {
            release();
            return;
        }
        StackReserve.require();
        releaseReserved();
    }

    /** Reserves the only permit for some children of the task that has it. */
    void reserve(Task<?> holder, Set<Task<?>> children, Reservable.Owner does) {
        Reservation added = new Reservation(holder, children, does, reservation);
        lock.lock();
        reservation = added;
        lock.unlock();
        releaseReserved();
    }

    private void releaseReserved() {
        Waiter next = null;
        lock.lock();
        try {
            Reservation current = reservation;
            if (current != null) {
                next = queue.claimOldest(current);
                current.idle = next == null;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake();
        }
    }

    /**
     * Ends the reservation that was made last.
     *
     * @return whether its maker has the permit again, because no other task has
     */
    boolean endReservation() {
        lock.lock();
        try {
            Reservation ended = reservation;
            if (ended == null) {
                return false;
            }
            reservation = ended.outer;
            return ended.idle;
        } finally {
            lock.unlock();
        }
    }

    /** The task that has reserved the only permit; null if none. Any thread; may be out of date. */
    @Nullable
    Task<?> reserver() {
        Reservation current = reservation;
        return current == null ? null : current.holder();
    }

    /** {@return the number of free permits} Any thread. Other threads may change it at any moment. */
    public int permits() {
        return Math.max(0, permits);
    }

    @Override
    public String toString() {
        return "a semaphore (" + permits() + " free)";
    }
}
