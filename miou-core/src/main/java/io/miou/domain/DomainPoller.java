package io.miou.domain;

import io.miou.TraceEvent;
import io.miou.inbox.Inbox;
import io.miou.spi.Backend;
import io.miou.support.Log;
import io.miou.support.Tracing;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls the backend of a domain, and lets the domain sleep there. A backend that throws is replaced by one that only
 * sleeps, and the run is ended.
 *
 * <p>Threads: {@link #backend}, {@link #wakeup} and {@link #nanoTime} are for any thread, {@link #checkInterrupt} for
 * the thread that drives the domain, everything else for the domain.
 */
final class DomainPoller {

    private static final long LONGEST_SLEEP_WHEN_BROKEN = 10_000_000;

    private final int run;
    private final int domain;
    private final Inbox inbox;
    private final SleepWatch sleep;
    private final Consumer<Throwable> onFailure;

    private volatile Backend backend;
    private boolean broken;

    @Nullable
    private InterruptListener interruptListener;

    DomainPoller(int run, int domain, Backend backend, Inbox inbox, SleepWatch sleep, Consumer<Throwable> onFailure) {
        this.run = run;
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

    /**
     * Polls.
     *
     * @param maySleep whether the domain has nothing to do; only on the thread that drives it
     * @param timers of the domain
     * @param tasks the number of its tasks that have not ended
     */
    void poll(boolean maySleep, DomainTimers timers, long tasks) {
        if (!Tracing.isOn()) {
            pollOrSleep(maySleep, timers);
            return;
        }
        Object span = Tracing.beginPoll();
        long begin = nanoTime();
        pollOrSleep(maySleep, timers);
        Tracing.report(span, () -> {
            long end = nanoTime();
            return new TraceEvent.Polled(end, run, domain, end - begin, maySleep, timers.count(), tasks);
        });
    }

    private void pollOrSleep(boolean maySleep, DomainTimers timers) {
        if (maySleep) {
            sleep(timers);
        } else {
            pollNow();
        }
    }

    private void pollNow() {
        try {
            backend.pollNow();
        } catch (Throwable e) {
            replaceBroken(e);
        }
    }

    /** Sleeps until an event, a wakeup or the deadline of the earliest timer. Only polls if the inbox has a message. */
    private void sleep(DomainTimers timers) {
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

    /** Sets the listener to interrupts of the calling thread, which drives the domain. */
    void listenForInterrupts(@Nullable InterruptListener listener) {
        interruptListener = listener;
        if (listener != null) {
            listener.listen();
        }
    }

    /**
     * Tells the listener if the driving thread was interrupted during a poll, and makes it listen again: a selector of
     * the JDK removes it.
     */
    void checkInterrupt() {
        if (Thread.interrupted()) {
            interrupted();
        }
        if (interruptListener != null) {
            interruptListener.listen();
        }
    }

    /** Tells the listener that the driving thread was found interrupted. */
    void interrupted() {
        if (interruptListener != null) {
            interruptListener.interrupted();
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
