package io.miou.domain;

import io.miou.fiber.Fiber;
import io.miou.fiber.FiberHost;
import org.jspecify.annotations.Nullable;

/**
 * Says which thread and which fiber have a domain, and keeps the values that other layers have for the domain. A
 * superclass of the loop, not a part of it, so that each resumption writes fields of the loop itself.
 *
 * <p>Threads: {@link #isCurrent} is for any thread; {@link #runningFiber} and {@link #switches} are for observers on
 * any thread; the rest is for the domain.
 */
abstract sealed class DomainOccupancy implements FiberHost permits DomainInbox {

    /*
     * Plain fields that other threads read in isCurrent(). A thread compares them with itself. Only that thread, while
     * it is this domain, can have written an equal value; any other value, however old, gives "false".
     */
    @Nullable
    private Thread loopThread;

    @Nullable
    private Thread fiberThread;

    /** Observers on other threads read a value that may be old, and read again later. */
    @Nullable
    private Fiber runningFiber;

    /** The number of calls of {@link #running}; read as {@link #runningFiber} is. */
    private long switches;

    /** Sets the thread that runs the loop from now on; null for none. */
    final void drivenBy(@Nullable Thread thread) {
        loopThread = thread;
    }

    @Override
    public final boolean isCurrent() {
        Thread caller = Thread.currentThread();
        return caller == fiberThread || caller == loopThread;
    }

    @Override
    public final void running(@Nullable Thread thread, @Nullable Fiber fiber) {
        fiberThread = thread;
        runningFiber = fiber;
        switches++;
    }

    /** {@return the fiber that runs on this domain; null if none does} Any thread; may be out of date. */
    @Nullable
    public final Fiber runningFiber() {
        return runningFiber;
    }

    /** {@return the number of times that a fiber got the domain or left it} Any thread; may be out of date. */
    public final long switches() {
        return switches;
    }
}
