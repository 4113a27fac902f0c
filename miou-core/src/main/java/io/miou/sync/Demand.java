package io.miou.sync;

import java.lang.ref.WeakReference;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The demand of one subscriber: the items it has requested, and whether it is still subscribed. The subscriber is
 * dropped when it has cancelled, or has got the end, which happens at most once.
 *
 * <p>Threads: {@link #request}, {@link #cancel} and {@link #ring} are for any thread; the rest for the fiber that
 * publishes. A request writes the number and then reads {@code bell}; the fiber writes {@code bell} and then reads the
 * number. So one of them sees the other.
 *
 * @param <T> the items' type
 */
final class Demand<T> implements Flow.Subscription {

    private final AtomicReference<Flow.@Nullable Subscriber<? super T>> subscriber;

    /**
     * The subscriber, also after it cancelled: it gets an item that was taken from the channel before and must not be
     * lost.
     */
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
            // The publishing fiber reports the mistake to the subscriber.
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

    /** The subscriber; null if it has cancelled or got the end. */
    Flow.@Nullable Subscriber<? super T> subscriber() {
        return subscriber.get();
    }

    /** The subscriber, also if it cancelled a moment ago; null if it was garbage collected since. */
    Flow.@Nullable Subscriber<? super T> subscriberOfAnItem() {
        Flow.Subscriber<? super T> present = subscriber.get();
        return present != null ? present : former.get();
    }

    /** Completes the subscriber, unless it has cancelled or got the end. */
    void complete() {
        Flow.Subscriber<? super T> told = subscriber.getAndSet(null);
        if (told != null) {
            told.onComplete();
        }
    }

    /** Ends the subscriber with a failure, unless it has cancelled or got the end. */
    void fail(Throwable reason) {
        Flow.Subscriber<? super T> told = subscriber.getAndSet(null);
        if (told != null) {
            told.onError(reason);
        }
    }

    /** Signalled when the subscriber needs no more items. */
    Trigger stopped() {
        return stopped;
    }

    /** The reason for the stop, if it was a mistake of the subscriber. */
    @Nullable
    IllegalArgumentException mistake() {
        return mistake;
    }

    boolean isEmpty() {
        return requested.get() == 0;
    }

    /** Counts one item that is on its way. */
    void use() {
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
    }

    /** Creates a trigger that the next {@link #ring} signals. */
    Trigger newBell() {
        Trigger next = new Trigger();
        bell = next;
        return next;
    }

    /** Wakes the fiber that publishes, which looks at the demand again. */
    void ring() {
        Trigger waiting = bell;
        if (waiting != null) {
            boolean _ = waiting.signal();
        }
    }
}
