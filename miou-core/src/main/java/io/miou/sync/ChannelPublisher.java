package io.miou.sync;

import io.miou.Miou;
import io.miou.TaskCancelled;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what is sent to a channel: a task of yours runs it and hands item after item to a {@link Flow.Subscriber}, as the
 * subscriber requests them; so senders of the channel are held back by a subscriber that is slow.
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
 * <p>It has one subscriber; another one is told so by its {@code onError}.
 *
 * <p>Threads: {@link #subscribe}, and the subscription's methods, are for any thread and never block; {@link #run} is for a
 * fiber, which calls the subscriber: that must not block.
 *
 * @param <T> what is published
 */
public final class ChannelPublisher<T> implements Flow.Publisher<T> {

    private final Channel<T> channel;
    private final AtomicReference<@Nullable Subscribed<T>> subscribed = new AtomicReference<>();
    private final Trigger ready = new Trigger();

    /**
     * Creates a publisher. Any thread.
     *
     * @param channel from which it receives
     */
    public ChannelPublisher(Channel<T> channel) {
        this.channel = Objects.requireNonNull(channel, "channel");
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Subscribed<T> first = new Subscribed<>(Objects.requireNonNull(subscriber, "subscriber"), new Demand());
        subscriber.onSubscribe(first.demand());
        if (subscribed.compareAndSet(null, first)) {
            boolean _ = ready.signal();
        } else {
            subscriber.onError(new IllegalStateException(
                    "this publisher has a subscriber already; make a publisher for each, on a channel of its own"));
        }
    }

    private record Subscribed<T>(Flow.Subscriber<? super T> subscriber, Demand demand) {
    }

    /**
     * Publishes, until the channel is closed and empty, which completes the subscriber, or the subscriber cancels. What it has
     * not published then is still in the channel. Once, from a fiber; suspends until there is a subscriber, a request, an item.
     *
     * @throws TaskCancelled if the caller is cancelled; the subscriber's {@code onError} gets a {@link CancellationException}
     * @throws IllegalStateException if it runs in another fiber; outside a fiber
     */
    public void run() {
        ready.await();
        Subscribed<T> to = Objects.requireNonNull(subscribed.get());
        channel.onClose(to.demand()::ring);
        boolean more = true;
        while (more) {
            more = publishNext(to.subscriber(), to.demand());
        }
    }

    private boolean publishNext(Flow.Subscriber<? super T> subscriber, Demand demand) {
        Optional<T> next;
        try {
            next = Miou.until(demand.stopped(), () -> {
                awaitDemand(demand);
                return channel.receive();
            });
        } catch (ChannelClosedException e) {
            subscriber.onComplete();
            return false;
        } catch (TaskCancelled e) {
            subscriber.onError(new CancellationException("the task that publishes was cancelled"));
            throw e;
        }
        IllegalArgumentException mistake = demand.mistake();
        if (next.isPresent()) {
            demand.use();
            subscriber.onNext(next.get());
        } else if (mistake != null) {
            subscriber.onError(mistake);
        }
        return next.isPresent();
    }

    /** Also returns when there is nothing to request any more. */
    private void awaitDemand(Demand demand) {
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
