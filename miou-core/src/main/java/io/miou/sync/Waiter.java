package io.miou.sync;

import org.jspecify.annotations.Nullable;

/**
 * Somebody's place in a {@link WaitQueue}. Whoever serves the queue takes it out and claims it, under the lock of the queue, and
 * wakes it afterwards, without the lock.
 *
 * <p>Threads: {@code queue}, {@code older} and {@code younger} are guarded by the lock of the queue. {@code item} belongs to the
 * waiter until it is in the queue, then to who holds the lock, then to the waiter when it was woken; the wake publishes it.
 */
abstract class Waiter {

    @Nullable
    WaitQueue queue;

    @Nullable
    Waiter older;

    @Nullable
    Waiter younger;

    /** What it brings, or what it is given. */
    @Nullable
    Object item;

    /**
     * Decides that it is served. Under the lock of the queue, by who has taken it out.
     *
     * @return false if it waits no longer, because it was cancelled or has been served elsewhere: then serve the next
     */
    abstract boolean claim();

    /** Lets it go on; once, by who has claimed it. Without the lock. */
    abstract void wake();
}
