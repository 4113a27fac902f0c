package io.miou.sync;

import java.lang.ref.WeakReference;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber has requested of a publisher, and whether it still wants anything. The subscriber is forgotten when it has
 * cancelled or was told the end, which happens at most once.
 *
 * <p>Threads: {@link #request}, {@link #cancel} and {@link #ring} are for any thread; the rest for the fiber that publishes. A
 * request writes the number and then reads {@code bell}, the fiber writes {@code bell} and then reads the number: one of them
 * sees the other.
 *
 * @param <T> what is published
 */
final class Demand<T> implements Flow.Subscription {

    private final AtomicReference<Flow.@Nullable Subscriber<? super T>> subscriber;

    /** For an item that was taken from the channel when the subscriber cancelled; it is not to be lost. */
    private final WeakReference<Flow.Subscriber<? super T>> former;

    private final AtomicLong requested = new AtomicLong();
    private final Trigger stopped = new Trigger();

    @Nullable
    private volatile Trigger bell;

    @Nullable
    private volatile IllegalArgumentException mistake;

    Demand(Flow.Subscriber<? super T> subscriber) {
        this.subscriber = new AtomicReference<>(subscriber);
        this.former = new WeakReference<>(subscriber);
    }

    @Override
    public void request(long items) {
        if (items <= 0) {
            mistake = new IllegalArgumentException(
                    "a non-positive subscription request, for " + items + " items; request 1 or more");
            // It is to be told.
            boolean _ = stopped.signal();
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
        subscriber.set(null);
        boolean _ = stopped.signal();
    }

    /** Who it is; null if it has cancelled or was told the end. */
    Flow.@Nullable Subscriber<? super T> subscriber() {
        return subscriber.get();
    }

    /** Who it is, or was before it cancelled a moment ago; null if the collector has taken it since. */
    Flow.@Nullable Subscriber<? super T> subscriberOfAnItem() {
        Flow.Subscriber<? super T> present = subscriber.get();
        return present != null ? present : former.get();
    }

    /** Tells the subscriber that everything was published, unless that is over for it. */
    void complete() {
        Flow.Subscriber<? super T> told = subscriber.getAndSet(null);
        if (told != null) {
            told.onComplete();
        }
    }

    /** Tells the subscriber that nothing comes any more, unless that is over for it. */
    void fail(Throwable reason) {
        Flow.Subscriber<? super T> told = subscriber.getAndSet(null);
        if (told != null) {
            told.onError(reason);
        }
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
