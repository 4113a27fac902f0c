package io.miou.sync;

import io.miou.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A meeting point for a fixed number of fibers. The last one to arrive lets all go on, and the barrier is ready for the
 * next round.
 *
 * {@snippet :
 * Barrier round = new Barrier(players.size());
 * // each player
 * while (plays()) {
 *     move();
 *     if (round.await()) {
 *         System.out.println("all have moved");
 *     }
 * }
 * }
 *
 * <p>A fiber that is cancelled while it waits has not arrived. The others wait on for the missing ones; the barrier is
 * not broken.
 *
 * <p>Threads: {@link #await} is for a fiber, of any domain. What a fiber did before its {@code await}, all see after
 * theirs.
 *
 * @since 0.1.0
 */
public final class Barrier {

    private final SpinLock lock = new SpinLock();
    private final int parties;
    private final WaitQueue arrived = new WaitQueue();

    /**
     * Creates a barrier. Any thread.
     *
     * @param parties the number of fibers that wait for each other
     * @throws IllegalArgumentException if it is less than 1
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier for " + parties + " parties lets no fiber pass; give 1 or more");
        }
        this.parties = parties;
    }

    /**
     * Arrives, and suspends the calling fiber until all have arrived.
     *
     * @return true for the last one to arrive, false for the others
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

    /** Returns all others if they have arrived; otherwise the waiter joins them. */
    @Nullable
    private List<Waiter> arrive(Waiter waiter) {
        lock.lock();
        try {
            if (arrived.size() + 1 < parties) {
                arrived.add(waiter);
                return null;
            }
            // All at once: from here on no waiter can be cancelled, or the number would be wrong.
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
