package io.miou.backend.nio;

import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a selector at a given time. A selector counts its timeout in milliseconds, which is too coarse for a deadline
 * that is nearer. So a thread of this class sleeps until the deadline and wakes the selector (ADR 145). The thread
 * starts with the first deadline, and uses no processor while none is set.
 *
 * <p>Threads: {@link #set} and {@link #close} are for the domain, {@link #run} is the alarm's own thread. Both share
 * {@code due}, and {@code closed}, which is volatile. No deadline is lost: the alarm's thread takes a deadline out of
 * {@code due} by a compare-and-set, and wakes the selector after that. {@link Selector#wakeup()} is sticky, so a
 * selector that does not sleep yet will not sleep. An unpark that comes before the park ends that park.
 */
final class SelectorAlarm implements Runnable {

    /** No deadline is set. */
    private static final long NONE = 0;

    private final Selector selector;
    private final String name;

    /** The time on the clock of {@link System#nanoTime()}, or {@link #NONE}. */
    private final AtomicLong due = new AtomicLong(NONE);

    private volatile boolean closed;

    @Nullable
    private Thread thread;

    /** Whether the process could not start the thread; then it is not asked again. */
    private boolean refused;

    /**
     * Creates an alarm without a thread.
     *
     * @param selector is woken
     * @param domain the number of the selector's domain, for the name of the thread
     */
    SelectorAlarm(Selector selector, int domain) {
        this.selector = selector;
        this.name = "miou-alarm-" + domain;
    }

    /**
     * Has the selector woken at a deadline. An earlier deadline that has not passed stays, and the selector is woken
     * for that one only.
     *
     * @param nanos from now
     * @return false if there is no thread for it
     */
    boolean set(long nanos) {
        if (thread == null) {
            refused = refused || !start();
            if (refused) {
                return false;
            }
        }
        long sum = System.nanoTime() + nanos;
        long deadline = sum == NONE ? 1 : sum;
        long earlier = due.get();
        if (earlier == NONE || earlier - deadline > 0) {
            due.set(deadline);
            LockSupport.unpark(thread);
        }
        return true;
    }

    private boolean start() {
        Thread own = Thread.ofPlatform().name(name).daemon().inheritInheritableThreadLocals(false).unstarted(this);
        try {
            own.start();
        } catch (OutOfMemoryError e) {
            // The process has as many threads as it may have. Timers are less precise then.
            return false;
        }
        thread = own;
        return true;
    }

    @Override
    public void run() {
        while (!closed) {
            long deadline = due.get();
            long left = deadline - System.nanoTime();
            if (deadline == NONE) {
                LockSupport.park(this);
            } else if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (due.compareAndSet(deadline, NONE)) {
                selector.wakeup();
            }
        }
    }

    /** {@return whether a deadline was ever set} For tests. */
    boolean isStarted() {
        return thread != null;
    }

    /** Ends the thread, and waits for that. */
    void close() {
        closed = true;
        Thread own = thread;
        if (own == null) {
            return;
        }
        LockSupport.unpark(own);
        boolean interrupted = false;
        while (own.isAlive()) {
            try {
                own.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
