package io.miou.domain;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Detects an interrupt of a thread that carries fibers (ADR 7). The interrupt status alone would be lost: a virtual
 * thread clears that of its carrier when it is mounted or unmounted. NIO has a public hook: the interrupting thread
 * closes a channel that has begun an operation.
 *
 * <p>Threads: {@link #listen} and {@link #stopListening} are for the thread that may be interrupted, the rest for any
 * thread. The action runs at most once, on that thread or on the interrupting one.
 */
public final class InterruptListener extends AbstractInterruptibleChannel {

    private final Runnable action;
    private volatile boolean interrupted;

    /**
     * Creates a listener that does not listen yet.
     *
     * @param action runs after an interrupt, on any thread
     */
    public InterruptListener(Runnable action) {
        this.action = action;
    }

    /** Listens: an interrupt of the calling thread, also an earlier one, runs the action. */
    void listen() {
        if (!interrupted) {
            begin();
        }
    }

    /** Stops listening to interrupts of the calling thread. */
    void stopListening() {
        try {
            end(true);
        } catch (AsynchronousCloseException e) {
            // The thread was interrupted just now; implCloseChannel has noted it.
        }
        if (Thread.interrupted()) {
            interrupted();
        }
    }

    /** Runs the action for an interrupt that was found in another way. */
    public void interrupted() {
        try {
            close();
        } catch (java.io.IOException e) {
            throw new IllegalStateException("cannot happen: nothing is closed here", e);
        }
    }

    /** {@return whether the thread has been interrupted} Any thread. */
    public boolean wasInterrupted() {
        return interrupted;
    }

    @Override
    protected void implCloseChannel() {
        interrupted = true;
        action.run();
    }
}
