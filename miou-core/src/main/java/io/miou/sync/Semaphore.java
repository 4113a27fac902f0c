package io.miou.sync;

import io.miou.fiber.StackReserve;
import io.miou.support.VarHandles;
import io.miou.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

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
        task.beginOperation();
        if (!tryAcquire()) {
            TaskWaiter waiter = new TaskWaiter(task, lock, on);
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

    /** {@return the number of free permits} Any thread. Other threads may change it at any moment. */
    public int permits() {
        return Math.max(0, permits);
    }

    @Override
    public String toString() {
        return "a semaphore (" + permits() + " free)";
    }
}
