package io.miou.domain;

import io.miou.spi.Backend;
import java.util.function.Consumer;

/**
 * The timers of a domain and its clock, which is that of its backend.
 *
 * <p>Threads: {@link #nanoTime} and {@link #isOverdue} are for any thread, the rest for the domain.
 */
public final class DomainTimers {

    private final TimerHeap heap = new TimerHeap();
    private final DomainPoller poller;
    private final Consumer<Throwable> onFailure;

    DomainTimers(DomainPoller poller, Consumer<Throwable> onFailure) {
        this.poller = poller;
        this.onFailure = onFailure;
    }

    /** {@return the time of this domain in nanoseconds} */
    public long nanoTime() {
        return poller.nanoTime();
    }

    /**
     * {@return a time of this domain's clock} It is at most half the clock's range away, so that differences keep their
     * sign.
     *
     * @param nanos from now; may be negative
     */
    public long deadlineIn(long nanos) {
        return nanoTime() + Math.clamp(nanos, Long.MIN_VALUE >> 1, Long.MAX_VALUE >> 1);
    }

    /**
     * Starts a timer.
     *
     * @param timer a timer that is not running
     * @param nanos from now; not negative
     */
    public void start(Timer timer, long nanos) {
        startAt(timer, deadlineIn(nanos));
    }

    /**
     * Starts a timer.
     *
     * @param timer a timer that is not running
     * @param deadline as {@link #deadlineIn} returns it
     */
    public void startAt(Timer timer, long deadline) {
        heap.add(timer, deadline);
    }

    /**
     * Stops a timer, if it is running.
     *
     * @param timer a timer of this domain
     */
    public void stop(Timer timer) {
        heap.remove(timer);
    }

    /**
     * {@return whether a timer is running although its deadline has passed} Another thread may ask while this domain is
     * blocked; the answer may be out of date.
     *
     * @param timer a timer of this domain
     */
    public boolean isOverdue(Timer timer) {
        return timer.isRunning() && timer.deadline - nanoTime() <= 0;
    }

    /** {@return whether {@link #isOverdue} is true of any timer} */
    public boolean hasOverdue() {
        Timer timer = heap.earliest();
        return timer != null && isOverdue(timer);
    }

    /** {@return the number of running timers} */
    public int count() {
        return heap.size();
    }

    /** Returns the nanoseconds until the earliest deadline, or {@link Backend#FOREVER} if no timer is running. */
    long untilEarliest() {
        Timer timer = heap.earliest();
        return timer == null ? Backend.FOREVER : timer.deadline - nanoTime();
    }

    /** Fires the timers whose deadline has passed, in the order of their deadlines. */
    void fireDue(long now) {
        Timer timer = heap.earliest();
        while (timer != null && timer.deadline - now <= 0) {
            heap.remove(timer);
            try {
                timer.fire();
            } catch (Throwable e) {
                onFailure.accept(e);
            }
            timer = heap.earliest();
        }
    }
}
