package io.miou.domain;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Detects an interrupt of a thread that carries fibers (ADR 7). The interrupt status alone would be lost: a virtual
 * thread clears that of its carrier when it is mounted or unmounted. NIO has a public hook: the interrupting thread
 * closes a channel that has begun an operation.
 *
 * <p>Threads: {@link #arm} and {@link #disarm} are for the thread that may be interrupted, the rest for any thread. The
 * action runs at most once, on that thread or on the interrupting one.
 */
public final class InterruptTrap extends AbstractInterruptibleChannel {

    private final Runnable action;
    private volatile boolean sprung;

    /**
     * Creates a trap that is not armed.
     *
     * @param action runs after an interrupt, on any thread
     */
    public InterruptTrap(Runnable action) {
        this.action = action;
    }

    /** Arms the trap: an interrupt of the calling thread, also an earlier one, runs the action. */
    void arm() {
        if (!sprung) {
            begin();
        }
    }

    /** Disarms the trap of the calling thread. */
    void disarm() {
        try {
            end(true);
        } catch (AsynchronousCloseException e) {
            // The thread was interrupted just now; implCloseChannel has noted it.
        }
        if (Thread.interrupted()) {
            spring();
        }
    }

    /** Runs the action for an interrupt that the trap itself did not catch. */
    public void spring() {
        try {
            close();
        } catch (java.io.IOException e) {
            throw new IllegalStateException("cannot happen: nothing is closed here", e);
        }
    }

    /** {@return whether the thread has been interrupted} Any thread. */
    public boolean isSprung() {
        return sprung;
    }

    @Override
    protected void implCloseChannel() {
        sprung = true;
        action.run();
    }
}
