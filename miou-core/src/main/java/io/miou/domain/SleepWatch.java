package io.miou.domain;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the watchdog thread of a run sleep while all domains sleep.
 *
 * <p>Threads: {@link #domainWoke} is for each domain, {@link #wake} for any thread, the rest for the watchdog thread.
 * No wake is lost: a domain marks itself awake before it reads {@code sleeper}. The watchdog writes {@code sleeper}
 * before it reads whether the domains sleep. Both are volatile.
 */
public final class SleepWatch {

    @Nullable
    private volatile Thread sleeper;

    /** Creates one. */
    public SleepWatch() {
    }

    /** Wakes the watchdog if it sleeps. Called by a domain that has just woken. */
    void domainWoke() {
        Thread seen = sleeper;
        if (seen != null) {
            sleeper = null;
            LockSupport.unpark(seen);
        }
    }

    /**
     * Ends the pause or the sleep of the watchdog.
     *
     * @param looker the watchdog thread
     */
    public void wake(Thread looker) {
        sleeper = null;
        LockSupport.unpark(looker);
    }

    /**
     * Waits for a time.
     *
     * @param nanos the time
     * @param enough ends the wait earlier if it returns true
     */
    public void pause(long nanos, BooleanSupplier enough) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !enough.getAsBoolean(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    /**
     * Waits until a domain is awake.
     *
     * @param loops the domains
     * @param enough ends the wait earlier if it returns true
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
