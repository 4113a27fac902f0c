package io.miou.sync;

import io.miou.TaskCancelled;
import io.miou.support.Thrown;
import io.miou.task.Failures;
import io.miou.task.Scopes;
import io.miou.task.Task;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the items that are sent to a channel. A task of yours runs it, and hands each item to a
 * {@link Flow.Subscriber} as the subscriber requests items. So a slow subscriber holds back the senders (backpressure).
 *
 * {@snippet :
 * Channel<Event> events = Channel.of(16);
 * ChannelPublisher<Event> publisher = new ChannelPublisher<>(events);
 * publisher.subscribe(subscriber);
 * Promise<Void> publishing = Miou.async(publisher::run);
 * events.send(new Event("started"));
 * events.close();                 // completes the subscriber when it has had everything
 * publishing.await();
 * }
 *
 * <p>It has one subscriber. A second one, or one that subscribes after the publishing task was cancelled, gets
 * {@code onSubscribe} and then {@code onError}. A task that is cancelled before it has run at all publishes nothing,
 * and the publisher cannot know.
 *
 * <p>A subscriber that throws has ended its subscription, and {@link #run} throws that exception. A subscriber that has
 * cancelled is dropped.
 *
 * <p>Threads: {@link #subscribe} and the subscription's methods are for any thread and never block. {@link #run} is for
 * a fiber, which calls the subscriber; the subscriber must not block.
 *
 * @param <T> the items' type
 * @since 0.1.0
 */
public final class ChannelPublisher<T> implements Flow.Publisher<T> {

    /*
     * `first` is null at first. A subscriber sets its demand, and a publishing task that ends without a subscriber sets
     * NOBODY. Both write by compare-and-set. The second one ends the subscription.
     */
    private static final Object NOBODY = new Object();

    private final Channel<T> channel;
    private final AtomicReference<@Nullable Object> first = new AtomicReference<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Trigger ready = new Trigger();

    /**
     * Creates a publisher. Any thread.
     *
     * @param channel the channel to receive from
     */
    public ChannelPublisher(Channel<T> channel) {
        this.channel = Objects.requireNonNull(channel, "channel");
    }

    /**
     * Subscribes. Any thread; never blocks. If {@code onSubscribe} throws, this method throws that, and the publisher
     * has no subscriber.
     *
     * @param subscriber called by the task that calls {@link #run}
     */
    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Demand<T> demand = new Demand<>(Objects.requireNonNull(subscriber, "subscriber"));
        subscriber.onSubscribe(demand);
        if (first.compareAndSet(null, demand)) {
            boolean _ = ready.signal();
        } else {
            demand.fail(first.get() == NOBODY
                    ? cancelled()
                    : new IllegalStateException(
                            "this publisher has a subscriber already; make a publisher for each, on a channel of its own"));
        }
    }

    private static CancellationException cancelled() {
        return new CancellationException("the task that publishes was cancelled");
    }

    /**
     * Publishes until the channel is closed and empty, which completes the subscriber, or until the subscriber cancels.
     * Items that were not published then are still in the channel. From a fiber, once. Suspends until there is a
     * subscriber, a request and an item.
     *
     * @throws TaskCancelled if the caller is cancelled; the subscriber's {@code onError} gets a
     *        {@link CancellationException}
     * @throws IllegalStateException if it was called before; outside a fiber
     */
    public void run() {
        Task<?> task = Task.current();
        if (!begun.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "this publisher runs already, or has run; make a publisher for each subscriber, and run it once");
        }
        Demand<T> demand = awaitSubscriber();
        channel.onClose(demand::ring);
        try {
            boolean more = true;
            while (more) {
                more = publishNext(task, demand);
            }
        } catch (Throwable e) {
            fail(demand, e, task.seesCancellation());
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private Demand<T> awaitSubscriber() {
        try {
            ready.await();
        } catch (Throwable e) {
            if (!first.compareAndSet(null, NOBODY)) {
                fail((Demand<T>) Objects.requireNonNull(first.get()), e, true);
            }
            throw e;
        }
        return (Demand<T>) Objects.requireNonNull(first.get());
    }

    /** Ends the subscription with a failure. If the subscriber throws, throws that with the reason suppressed in it. */
    private void fail(Demand<T> demand, Throwable reason, boolean isCancellation) {
        try {
            demand.fail(isCancellation ? cancelled() : reason);
        } catch (Throwable e) {
            Thrown.suppress(e, reason);
            throw e;
        }
    }

    /** Returns false at the end. Throws what the subscriber throws, or the cancellation of the task. */
    private boolean publishNext(Task<?> task, Demand<T> demand) {
        // The subscriber is not kept in a variable: a waiting fiber would keep one that has cancelled in memory.
        if (demand.subscriber() == null) {
            return false;
        }
        Optional<T> next;
        try {
            next = receiveUntilStopped(demand);
        } catch (ChannelClosedException e) {
            demand.complete();
            return false;
        }
        if (next.isPresent()) {
            // Also if the subscriber has just cancelled: the item is not in the channel any more.
            demand.use();
            Flow.Subscriber<? super T> subscriber = demand.subscriberOfAnItem();
            try {
                if (subscriber != null) {
                    subscriber.onNext(next.get());
                }
            } catch (Throwable e) {
                if (!task.seesCancellation()) {
                    // The subscriber itself has failed: it must not be called again.
                    demand.cancel();
                }
                throw e;
            }
            return true;
        }
        IllegalArgumentException mistake = demand.mistake();
        if (mistake != null) {
            demand.fail(mistake);
        }
        return false;
    }

    /** Returns the next item; empty if the subscriber was stopped first. */
    private Optional<T> receiveUntilStopped(Demand<T> demand) {
        Trigger stopped = demand.stopped();
        try {
            return Scopes.<T>until(stopped::onSignal, stopped::forget, () -> {
                awaitDemand(demand);
                return channel.receive();
            });
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /** Suspends until the subscriber requests an item, or the channel is drained. */
    private void awaitDemand(Demand<T> demand) {
        Trigger bell = demand.newBell();
        while (demand.isEmpty() && !channel.isDrained()) {
            bell.await();
            bell = demand.newBell();
        }
    }

    @Override
    public String toString() {
        return "a publisher of " + channel;
    }
}
