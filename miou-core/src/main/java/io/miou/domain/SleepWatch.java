package io.miou.domain;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the one thread that looks at the domains of a run sleep while all of them do.
 *
 * <p>Threads: {@link #domainWoke} is for each domain, {@link #wake} for any thread, the rest for the one that looks. No wake is lost:
 * a domain is awake, which everybody sees, before it reads {@code sleeper}; the other writes {@code sleeper} before it looks whether
 * the domains sleep; both volatile.
 */
public final class SleepWatch {

    @Nullable
    private volatile Thread sleeper;

    /** Creates one. */
    public SleepWatch() {
    }

    /** The calling domain has slept and is awake. */
    void domainWoke() {
        Thread seen = sleeper;
        if (seen != null) {
            sleeper = null;
            LockSupport.unpark(seen);
        }
    }

    /**
     * Ends its pause or its sleep.
     *
     * @param looker the one that looks
     */
    public void wake(Thread looker) {
        sleeper = null;
        LockSupport.unpark(looker);
    }

    /**
     * Waits.
     *
     * @param nanos how long
     * @param enough ends it before
     */
    public void pause(long nanos, BooleanSupplier enough) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !enough.getAsBoolean(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /**
     * Waits until one of the domains is awake.
     *
     * @param loops the domains
     * @param enough ends it before
     */
    public void whileAllSleep(DomainLoop[] loops, BooleanSupplier enough) {
        sleeper = Thread.currentThread();
        while (sleeper != null && !enough.getAsBoolean() && allSleep(loops)) {
            LockSupport.park(this);
        }
        sleeper = null;
    }

    private static boolean allSleep(DomainLoop[] loops) {
        for (DomainLoop loop : loops) {
            if (!loop.isAsleep()) {
                return false;
            }
        }
        return true;
    }
}
