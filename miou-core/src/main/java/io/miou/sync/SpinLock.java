package io.miou.sync;

import io.miou.support.VarHandles;
import io.miou.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Guards the few instructions in which a primitive of this package changes its queue. The holder never suspends,
 * blocks, calls code of a user or wakes a task. So the lock is free again within a fraction of a microsecond, unless
 * the operating system preempts the holder.
 *
 * <p>Threads: any, fibers included. Writes before {@link #unlock} are seen after the next {@link #lock} (release to
 * compare-and-set of {@code held}).
 */
final class SpinLock {

    /*
     * Why not a monitor: the JDK unmounts a fiber that finds it locked, so other fibers of its domain would run in the
     * middle of an operation that does not suspend. For the same reason a fiber only spins here, and does not yield.
     * Other threads yield: on one processor the holder needs it.
     */
    private static final int SPINS = 200;

    private static final VarHandle HELD = VarHandles.field(MethodHandles.lookup(), "held", boolean.class);

    private volatile boolean held;

    void lock() {
        if (!HELD.compareAndSet(this, false, true)) {
            spin();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void spin() {
        int spins = 0;
        do {
            while (held) {
                if (++spins > SPINS && Task.currentOrNull() == null) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
        } while (!HELD.compareAndSet(this, false, true));
    }

    void unlock() {
        HELD.setRelease(this, false);
    }
}
