package io.miou.sync;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber has requested of a publisher, and whether it still wants anything.
 *
 * <p>Threads: {@link #request}, {@link #cancel} and {@link #ring} are for any thread; the rest for the fiber that publishes. A
 * request writes the number and then reads {@code bell}, the fiber writes {@code bell} and then reads the number: one of them
 * sees the other.
 */
final class Demand implements Flow.Subscription {

    private final AtomicLong requested = new AtomicLong();
    private final Trigger stopped = new Trigger();

    @Nullable
    private volatile Trigger bell;

    @Nullable
    private volatile IllegalArgumentException mistake;

    @Override
    public void request(long items) {
        if (items <= 0) {
            mistake = new IllegalArgumentException("a subscriber has requested " + items + " items; request 1 or more");
            cancel();
            return;
        }
        requested.accumulateAndGet(items, Demand::sum);
        ring();
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void cancel() {
        boolean _ = stopped.signal();
    }

    /** Fired when the subscriber wants nothing any more. */
    Trigger stopped() {
        return stopped;
    }

    /** Why, if that was by a mistake of its own. */
    @Nullable
    IllegalArgumentException mistake() {
        return mistake;
    }

    boolean isEmpty() {
        return requested.get() == 0;
    }

    /** One item is on its way. */
    void use() {
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
    }

    /** Makes a trigger that the next {@link #ring} fires. */
    Trigger newBell() {
        Trigger next = new Trigger();
        bell = next;
        return next;
    }

    /** The fiber that publishes is to look again. */
    void ring() {
        Trigger waiting = bell;
        if (waiting != null) {
            boolean _ = waiting.signal();
        }
    }
}
