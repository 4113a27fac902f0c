package io.miou.sync;

import io.miou.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a number of fibers wait for each other: the last to arrive lets all go on, and the barrier is there for the next round.
 *
 * {@snippet :
 * Barrier round = new Barrier(players.size());
 * // each player
 * while (plays()) {
 *     move();
 *     if (round.await()) {
 *         System.out.println("everybody has moved");
 *     }
 * }
 * }
 *
 * <p>A fiber that is cancelled while it waits has not arrived, and the others wait on for as many as are missing; nothing is
 * broken.
 *
 * <p>Threads: {@link #await} is for a fiber, of any domain. What any of them did before is seen by all after.
 */
public final class Barrier {

    private final SpinLock lock = new SpinLock();
    private final int parties;
    private final WaitQueue arrived = new WaitQueue();

    /**
     * Creates a barrier. Any thread.
     *
     * @param parties how many wait for each other
     * @throws IllegalArgumentException if less than 1
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier for " + parties + " parties lets nobody pass; give 1 or more");
        }
        this.parties = parties;
    }

    /**
     * Arrives, and suspends the calling fiber until all have.
     *
     * @return true for one of them, the last to arrive
     * @throws io.miou.TaskCancelled if the caller is cancelled first; it has not arrived then
     * @throws IllegalStateException outside a fiber
     */
    public boolean await() {
        Task<?> task = Task.current();
        task.beginOperation();
        TaskWaiter waiter = new TaskWaiter(task, lock, this);
        List<Waiter> others = arrive(waiter);
        if (others == null) {
            waiter.await();
            return false;
        }
        others.forEach(Waiter::wake);
        return true;
    }

    /** Returns all others if they have arrived; else the waiter joins them. */
    @Nullable
    private List<Waiter> arrive(Waiter waiter) {
        lock.lock();
        try {
            if (arrived.size() + 1 < parties) {
                arrived.add(waiter);
                return null;
            }
            // All at once: from here on none of them can be cancelled, or the number would be wrong.
            return arrived.claimAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "a barrier of " + parties;
    }
}
