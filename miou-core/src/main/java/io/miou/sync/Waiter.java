package io.miou.sync;

import org.jspecify.annotations.Nullable;

/**
 * A place in a {@link WaitQueue}. The thread that serves the queue removes and claims the waiter under the queue's
 * lock, and wakes it afterwards without the lock.
 *
 * <p>Threads: the queue's lock guards {@code queue}, {@code older} and {@code younger}. {@code item} belongs to the
 * waiter until it is in the queue, then to the lock's holder, then to the woken waiter; the wake publishes it.
 */
abstract class Waiter {

    @Nullable
    WaitQueue queue;

    @Nullable
    Waiter older;

    @Nullable
    Waiter younger;

    /** The item that the waiter brings, or gets. */
    @Nullable
    Object item;

    /**
     * Marks this waiter served. The caller holds the queue's lock and has removed it.
     *
     * @return false if it waits no longer, because it was cancelled or served elsewhere: then serve the next one
     */
    abstract boolean claim();

    /** Wakes the waiter. Called once, by the thread that claimed it, without the lock. */
    abstract void wake();
}
