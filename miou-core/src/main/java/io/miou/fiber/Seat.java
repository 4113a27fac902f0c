package io.miou.fiber;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread's place in a domain: where it waits until the domain is given to it.
 *
 * <p>Threads: {@link #call} is for whoever has the domain, {@link #awaitCall} for the seat's own thread. What the caller has
 * done to the domain happens before what the called thread does: the write and the read of the volatile {@code called}. A
 * call is not lost: it is written before the unpark, and an unpark that comes before the park makes that return at once.
 */
final class Seat {

    private final Thread thread;

    /** Confined to the domain. */
    private boolean started;

    private volatile boolean called;

    private Seat(Thread thread, boolean started) {
        this.thread = thread;
        this.started = started;
    }

    /** The seat of a thread that runs already. */
    static Seat of(Thread running) {
        return new Seat(running, true);
    }

    /** The seat of a thread that its first call starts. */
    static Seat startedByCall(Thread unstarted) {
        return new Seat(unstarted, false);
    }

    Thread thread() {
        return thread;
    }

    /** {@return whether it has been called once} By whoever has the domain. */
    boolean isStarted() {
        return started;
    }

    /** Lets its thread go on. By whoever has the domain, and has it no more. */
    void call() {
        called = true;
        LockSupport.unpark(thread);
    }

    /**
     * Calls its thread for the first time. By whoever has the domain, and has it no more.
     *
     * @throws OutOfMemoryError or another error if the thread cannot be started; the caller still has the domain then
     */
    void callFirst() {
        started = true;
        thread.start();
    }

    /** Waits for the call. It is no suspension point of the thread's own code: its interrupt flag and unparks are kept. */
    void awaitCall() {
        boolean interrupted = false;
        int returns = 0;
        while (!called) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            returns++;
        }
        called = false;
        if (returns > 1) {
            // One of the unparks may have been meant for the thread's own code, which would wait for it for ever.
            LockSupport.unpark(thread);
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    /**
     * Waits for the call for a while.
     *
     * @return false if it has not come; the interrupt flag is left as it is
     */
    boolean awaitCall(long nanos) {
        if (!called) {
            LockSupport.parkNanos(this, nanos);
            if (!called) {
                return false;
            }
        }
        called = false;
        return true;
    }

    /** Waits for the call without parking, for a thread whose stack is too full to be put away. */
    void awaitCallAwake() {
        while (!called) {
            Thread.onSpinWait();
        }
        called = false;
    }
}
