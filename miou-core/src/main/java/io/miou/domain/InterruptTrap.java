package io.miou.domain;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Notices that a thread is interrupted while it carries fibers. The flag alone would be lost: a virtual thread that is
 * mounted or unmounted clears the one of its carrier. NIO has the public hook: a channel that has begun an operation is
 * closed by whoever interrupts the thread.
 *
 * <p>Threads: {@link #arm} and {@link #disarm} are for the thread in question, the rest for any; the action is run at most
 * once, by that thread or by the interrupting one.
 */
public final class InterruptTrap extends AbstractInterruptibleChannel {

    private final Runnable action;
    private volatile boolean sprung;

    /**
     * Creates a trap that is not armed.
     *
     * @param action what an interrupt means; called by any thread
     */
    public InterruptTrap(Runnable action) {
        this.action = action;
    }

    /** From now on an interrupt of the calling thread, or one that has come already, runs the action. */
    void arm() {
        if (!sprung) {
            begin();
        }
    }

    /** Takes the trap off the calling thread. */
    void disarm() {
        try {
            end(true);
        } catch (AsynchronousCloseException e) {
            // It was interrupted just now; implCloseChannel has noted it.
        }
        if (Thread.interrupted()) {
            spring();
        }
    }

    /** The flag of the thread was seen set (and cleared), or it was interrupted in another way. */
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
