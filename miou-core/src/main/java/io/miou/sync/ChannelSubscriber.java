package io.miou.sync;

import io.miou.support.Thrown;
import io.miou.task.Failures;
import io.miou.task.Scopes;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Receives the items of a {@link Flow.Publisher}: fibers call {@link #receive} or iterate. It requests only as many
 * items as it has room for, so that a fast publisher is held back (backpressure).
 *
 * {@snippet :
 * try (ChannelSubscriber<Reading> readings = new ChannelSubscriber<>(64)) {
 *     sensor.subscribe(readings);
 *     for (Reading reading : readings) {   // until the publisher completes
 *         store(reading);
 *     }
 * }
 * }
 *
 * <p>Threads: the methods of {@link Flow.Subscriber} are for the publisher. They and {@link #close} may be called by
 * any thread and never block. {@link #receive} and {@link #iterator} are for fibers, of any domain.
 *
 * @param <T> the items' type
 * @since 0.1.0
 */
public final class ChannelSubscriber<T> implements Flow.Subscriber<T>, Iterable<T>, AutoCloseable {

    /*
     * Room is counted: the first request is for the capacity, later ones are for the items received since, at least
     * half the capacity. So requested items that have not come, and items in the channel, are together never more than
     * the capacity.
     */
    private final Channel<T> channel;
    private final int capacity;
    private final int batch;

    /** The number of items received since the last request. */
    private final AtomicLong received = new AtomicLong();

    /**
     * onSubscribe() writes this field and then reads {@code ended}; close() does it the other way round. So one of them
     * cancels.
     */
    private volatile Flow.@Nullable Subscription subscription;

    private volatile boolean ended;

    @Nullable
    private volatile Throwable failure;

    /**
     * Creates a subscriber that is subscribed to no publisher yet. Any thread.
     *
     * @param capacity the most items that are requested or wait to be received
     * @throws IllegalArgumentException if it is less than 1
     */
    public ChannelSubscriber(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a subscriber with room for " + capacity
                    + " items would never request one; give 1 or more");
        }
        this.capacity = capacity;
        this.batch = Math.max(1, capacity / 2);
        this.channel = Channel.of(capacity);
        channel.openToThreads();
    }

    /**
     * Receives the next item. Suspends the calling fiber until there is one.
     *
     * @return the item
     * @throws ChannelClosedException if no item is left, and the publisher has completed, or has failed (which is the
     *        cause), or this subscriber was closed
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no item is taken then
     * @throws IllegalStateException outside a fiber
     */
    public T receive() {
        T item = receiveOrNull();
        if (item == null) {
            throw Channel.closedAndEmpty();
        }
        return item;
    }

    @Nullable
    private T receiveOrNull() {
        T item = channel.receiveOrNull();
        if (item == null) {
            Throwable thrown = failure;
            if (thrown != null) {
                throw new ChannelClosedException("a publisher has failed: " + Failures.words(thrown), thrown);
            }
            return null;
        }
        received.incrementAndGet();
        requestMore();
        return item;
    }

    /** Requests items for the free room. The item that was received must not be lost, whatever the publisher throws. */
    private void requestMore() {
        Flow.Subscription from = subscription;
        if (from == null || ended || received.get() < batch) {
            return;
        }
        long items = received.getAndSet(0);
        if (items == 0) {
            return;
        }
        try {
            // Shielded: after a request that a cancellation cuts, it would be unknown whether it was made.
            Scopes.shield(() -> {
                from.request(items);
                return true;
            });
        } catch (Throwable e) {
            end(e);
            cancel(from, e);
        }
    }

    private static void cancel(Flow.Subscription from, Throwable because) {
        try {
            from.cancel();
        } catch (Throwable e) {
            Thrown.suppress(because, e);
        }
    }

    /**
     * {@return an iterator that receives items until the publisher completes} {@code hasNext} receives the next item as
     * {@link #receive} does, and suspends the calling fiber until there is one. In a cancelled task it throws
     * {@link io.miou.TaskCancelled} and has received nothing (rule 9). Several iterators share the items. Any thread
     * may make one; it is for one fiber.
     */
    @Override
    public Iterator<T> iterator() {
        return new ReceivingIterator<>(this::receiveOrNull);
    }

    /** Cancels the subscription. Items that have come can still be received. Any thread; never blocks. */
    @Override
    public void close() {
        end(null);
        Flow.Subscription from = subscription;
        if (from != null) {
            from.cancel();
        }
    }

    private void end(@Nullable Throwable thrown) {
        if (thrown != null && !ended) {
            failure = thrown;
        }
        ended = true;
        channel.close();
    }

    // For the publisher

    @Override
    public void onSubscribe(Flow.Subscription to) {
        Objects.requireNonNull(to, "subscription");
        if (subscription != null) {
            to.cancel();
            return;
        }
        subscription = to;
        if (ended) {
            to.cancel();
        } else {
            to.request(capacity);
        }
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        if (ended) {
            // An item may come after a cancellation.
            return;
        }
        boolean sent;
        try {
            sent = channel.trySend(item);
        } catch (ChannelClosedException e) {
            return;
        }
        if (!sent) {
            end(new IllegalStateException("a publisher has published more than was requested"));
            close();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end(Objects.requireNonNull(thrown, "throwable"));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    @Override
    public String toString() {
        return "a subscriber (" + (ended ? "ended" : "open") + ")";
    }
}
