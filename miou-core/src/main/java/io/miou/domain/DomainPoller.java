package io.miou.domain;

import io.miou.inbox.Inbox;
import io.miou.spi.Backend;
import io.miou.support.Log;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls the backend of a domain, and lets the domain sleep there. A backend that throws is replaced by one that only
 * sleeps, and the run is ended.
 *
 * <p>Threads: {@link #backend}, {@link #wakeup} and {@link #nanoTime} are for any thread, {@link #sleep} and
 * {@link #checkInterrupt} for the thread that drives the domain, everything else for the domain.
 */
final class DomainPoller {

    private static final long LONGEST_SLEEP_WHEN_BROKEN = 10_000_000;

    private final int domain;
    private final Inbox inbox;
    private final SleepWatch sleep;
    private final Consumer<Throwable> onFailure;

    private volatile Backend backend;
    private boolean broken;

    @Nullable
    private InterruptTrap interruptTrap;

    DomainPoller(int domain, Backend backend, Inbox inbox, SleepWatch sleep, Consumer<Throwable> onFailure) {
        this.domain = domain;
        this.backend = backend;
        this.inbox = inbox;
        this.sleep = sleep;
        this.onFailure = onFailure;
    }

    Backend backend() {
        return backend;
    }

    long nanoTime() {
        return backend.nanoTime();
    }

    void wakeup() {
        backend.wakeup();
    }

    /** Polls without sleeping. */
    void pollNow() {
        try {
            backend.pollNow();
        } catch (Throwable e) {
            replaceBroken(e);
        }
    }

    /** Sleeps until an event, a wakeup or the deadline of the earliest timer. Only polls if the inbox has a message. */
    void sleep(DomainTimers timers) {
        try {
            if (inbox.fallAsleep()) {
                pollAsleep(timers);
            } else {
                backend.pollNow();
            }
        } catch (Throwable e) {
            replaceBroken(e);
        }
    }

    private void pollAsleep(DomainTimers timers) throws IOException {
        try {
            long left = timers.untilEarliest();
            if (broken) {
                left = Math.min(left, LONGEST_SLEEP_WHEN_BROKEN);
            }
            if (left > 0) {
                backend.poll(left);
            } else {
                backend.pollNow();
            }
        } finally {
            inbox.awake();
            sleep.domainWoke();
        }
    }

    private void replaceBroken(Throwable problem) {
        // While the run ends, its tasks still sleep and are woken. A thread that has just read the old backend wakes
        // the old one, not this domain: so only short sleeps follow.
        if (!broken) {
            broken = true;
            close();
            backend = new SleepingBackend();
        }
        onFailure.accept(new IOException(
                "the poller of domain " + domain
                        + " is broken and the run is ended; see what its backend has thrown, or choose another",
                problem));
    }

    /** Sets the trap for interrupts of the calling thread, which drives the domain. */
    void trapInterrupts(@Nullable InterruptTrap trap) {
        interruptTrap = trap;
        if (trap != null) {
            trap.arm();
        }
    }

    /**
     * Triggers the trap if the driving thread was interrupted during a poll, and arms it again: a selector of the JDK
     * disarms it.
     */
    void checkInterrupt() {
        if (Thread.interrupted()) {
            interrupted();
        }
        if (interruptTrap != null) {
            interruptTrap.arm();
        }
    }

    /** Triggers the trap: the driving thread was found interrupted. */
    void interrupted() {
        if (interruptTrap != null) {
            interruptTrap.spring();
        }
    }

    void close() {
        try {
            backend.close();
        } catch (IOException | RuntimeException | Error e) {
            Log.warning("the backend of domain " + domain + " could not be closed cleanly", e);
        }
    }
}
