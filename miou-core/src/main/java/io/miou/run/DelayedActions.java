package io.miou.run;

import io.miou.support.Log;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs actions a second of real time after they were noted, on a daemon thread that exists only while there are
 * actions.
 *
 * <p>Threads: any thread may call every method; no method waits. All delays are equal, so the queue is in the order of
 * time. The thread never oversleeps: an action that is noted while it sleeps is due after it wakes. An entry is added
 * before {@code alive} is read. {@code alive} is cleared before the queue is read a last time. So no entry is left
 * without a thread.
 */
final class DelayedActions {

    static final long DELAY_NANOS = 1_000_000_000;

    private record Look(Runnable action, long at) {
    }

    private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean alive = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    /** Runs an action in a second, unless the run has ended by then. */
    void note(Runnable action) {
        looks.add(new Look(action, System.nanoTime() + DELAY_NANOS));
        if (alive.compareAndSet(false, true)) {
            try {
                Thread next = new Thread(null, this::work, "miou-blocking-watch", 0, false);
                next.setDaemon(true);
                thread = next;
                next.start();
            } catch (Throwable e) {
                // No thread can be started. Only a warning is lost.
                looks.clear();
                alive.set(false);
            }
        }
    }

    private void work() {
        do {
            boolean idle = false;
            while (!closed && !idle) {
                Look next = looks.peek();
                long wait = next == null ? DELAY_NANOS : next.at() - System.nanoTime();
                if (next != null && wait <= 0) {
                    looks.remove();
                    run(next.action());
                } else {
                    LockSupport.parkNanos(this, wait);
                    idle = next == null && looks.isEmpty();
                }
            }
            alive.set(false);
        } while (!closed && !looks.isEmpty() && alive.compareAndSet(false, true));
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            Log.warning("a blocking call cannot be looked at", e);
        }
    }

    /** Ends the thread. {@return the thread, to be joined, if there is one} */
    @Nullable
    Thread close() {
        closed = true;
        Thread last = thread;
        if (last != null) {
            LockSupport.unpark(last);
        }
        return last;
    }
}
