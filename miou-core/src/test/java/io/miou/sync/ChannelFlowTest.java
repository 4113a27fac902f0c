package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Channels at both ends of java.util.concurrent.Flow, against publishers and subscribers that know nothing of Miou. */
class ChannelFlowTest {

    private final Trail trail = new Trail();

    /** Records in a trail what it gets, and requests as many items as the test wants. */
    private final class Recorder implements Flow.Subscriber<Integer> {

        private volatile Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription to) {
            subscription = to;
            trail.add("subscribed");
        }

        @Override
        public void onNext(Integer item) {
            trail.add("item " + item);
        }

        @Override
        public void onError(Throwable thrown) {
            trail.add(thrown.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            trail.add("complete");
        }
    }

    @OnEveryBackend
    void subscriber_receivesEverythingOfAPublisherOfTheJdk(Variant variant) {
        int items = 5_000;
        variant.run(() -> {
            try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>(ForkJoinPool.commonPool(), 8);
                    ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(4)) {
                publisher.subscribe(subscriber);
                Thread feeder = Thread.ofPlatform().daemon().start(() -> {
                    IntStream.range(0, items).forEach(publisher::submit);
                    publisher.close();
                });
                int expected = 0;
                for (int item : subscriber) {
                    assertThat(item).isEqualTo(expected++);
                }
                assertThat(expected).isEqualTo(items);
                Miou.blocking(() -> feeder.join());
                assertThatThrownBy(subscriber::receive).isInstanceOf(ChannelClosedException.class).hasNoCause();
            }
        });
    }

    /** A publisher that publishes by hand. */
    private final class Hand implements Flow.Publisher<Integer>, Flow.Subscription {

        private final AtomicLong requested = new AtomicLong();
        private Flow.Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> to) {
            subscriber = to;
            to.onSubscribe(this);
        }

        @Override
        public void request(long items) {
            requested.addAndGet(items);
        }

        @Override
        public void cancel() {
            trail.add("cancelled");
        }
    }

    @OnEveryBackend
    void subscriber_neverRequestsMoreThanItHasRoomFor(Variant variant) {
        variant.run(() -> {
            Hand hand = new Hand();
            ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(4);
            hand.subscribe(subscriber);
            assertThat(hand.requested).hasValue(4);
            IntStream.range(0, 4).forEach(hand.subscriber::onNext);
            assertThat(subscriber.receive()).isZero();
            assertThat(hand.requested).hasValue(4);
            assertThat(subscriber.receive()).isEqualTo(1);
            assertThat(hand.requested).as("half of it is free again").hasValue(6);
            subscriber.close();
            assertThat(List.of(subscriber.receive(), subscriber.receive())).containsExactly(2, 3);
            assertThat(hand.requested).as("nothing after a cancellation").hasValue(6);
        });
        assertThat(trail.events()).containsExactly("cancelled");
    }

    @OnEveryBackend
    void requestThatThrows_losesNoItemAndFailsTheSubscriber(Variant variant) {
        variant.run(() -> {
            IllegalStateException broken = new IllegalStateException("broken");
            Flow.Subscription subscription = new Flow.Subscription() {
                private boolean again;

                @Override
                public void request(long items) {
                    if (again) {
                        throw broken;
                    }
                    again = true;
                }

                @Override
                public void cancel() {
                    throw broken;
                }
            };
            ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(2);
            subscriber.onSubscribe(subscription);
            subscriber.onNext(1);
            subscriber.onNext(2);
            assertThat(subscriber.receive()).isEqualTo(1);
            assertThat(subscriber.receive()).isEqualTo(2);
            assertThatThrownBy(subscriber::receive).isInstanceOf(ChannelClosedException.class).hasCause(broken);
        });
    }

    @OnEveryBackend
    void requestThatMeetsACancellationOfTheReceiver_losesNoItem(Variant variant) {
        variant.run(() -> {
            Promise<?>[] receiver = new Promise<?>[1];
            Flow.Subscription subscription = new Flow.Subscription() {
                @Override
                public void request(long items) {
                    if (items == 1) {
                        trail.add("request");
                        Miou.yield();
                        trail.add("requested");
                    }
                }

                @Override
                public void cancel() {
                    trail.add("cancelled");
                }
            };
            ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(2);
            subscriber.onSubscribe(subscription);
            subscriber.onNext(1);
            receiver[0] = Miou.async(() -> trail.add("received " + subscriber.receive()));
            Miou.async(() -> receiver[0].state()).await();
            receiver[0].cancel();
        });
        assertThat(trail.events()).containsExactly("request", "requested", "received 1");
    }

    @Test
    void noRoom_isRefused() {
        assertThatThrownBy(() -> new ChannelSubscriber<>(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subscriptionAfterTheEnd_orASecondOne_isCancelled() {
        ChannelSubscriber<Integer> closed = new ChannelSubscriber<>(1);
        closed.close();
        new Hand().subscribe(closed);
        ChannelSubscriber<Integer> taken = new ChannelSubscriber<>(1);
        new Hand().subscribe(taken);
        assertThat(trail.count("cancelled")).isEqualTo(1);
        new Hand().subscribe(taken);
        assertThat(trail.count("cancelled")).isEqualTo(2);
    }

    @OnEveryBackend
    void failureOfThePublisher_isThrownAfterWhatCameBefore(Variant variant) {
        variant.run(() -> {
            Hand hand = new Hand();
            ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(4);
            hand.subscribe(subscriber);
            hand.subscriber.onNext(1);
            hand.subscriber.onError(new IOException("broken"));
            assertThat(subscriber.receive()).isEqualTo(1);
            assertThatThrownBy(subscriber::receive).isInstanceOf(ChannelClosedException.class)
                    .hasRootCauseMessage("broken");
            assertThatThrownBy(() -> subscriber.iterator().hasNext()).hasRootCauseMessage("broken");
        });
    }

    @OnEveryBackend
    void publisherThatDoesNotWaitForRequests_isCancelled(Variant variant) {
        variant.run(() -> {
            Hand hand = new Hand();
            ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(1);
            hand.subscribe(subscriber);
            hand.subscriber.onNext(1);
            hand.subscriber.onNext(2);
            hand.subscriber.onNext(3);
            assertThat(subscriber.receive()).isEqualTo(1);
            assertThatThrownBy(subscriber::receive).hasMessageContaining("more than was requested");
        });
        assertThat(trail.events()).containsExactly("cancelled");
    }

    @OnEveryBackend
    void publisher_publishesAsMuchAsIsRequestedAndCompletes(Variant variant) {
        variant.run(() -> {
            Channel<Integer> channel = Channel.of(1);
            ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);
            Recorder recorder = new Recorder();
            Promise<Void> publishing = Miou.async(publisher::run);
            Waiting.until(publishing, "a trigger");
            publisher.subscribe(recorder);
            channel.send(1);
            Promise<Void> sender = Miou.async(() -> channel.send(2));
            Waiting.until(sender, "room in a channel");
            trail.add("nothing requested");
            recorder.subscription.request(1);
            sender.await();
            assertThat(trail.events()).containsExactly("subscribed", "nothing requested", "item 1");
            recorder.subscription.request(1);
            channel.close();
            publishing.await();
        });
        assertThat(trail.events()).containsExactly("subscribed", "nothing requested", "item 1", "item 2", "complete");
    }

    @OnEveryBackend
    void publisherAndASubscriberThatRequestsOnAnotherThread_loseNothing(Variant variant) throws Exception {
        int items = 5_000;
        AtomicLong sum = new AtomicLong();
        Trigger completed = new Trigger();
        try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
            Flow.Subscriber<Integer> subscriber = new Flow.Subscriber<>() {

                private Flow.Subscription subscription;

                @Override
                public void onSubscribe(Flow.Subscription to) {
                    subscription = to;
                    elsewhere.execute(() -> to.request(1));
                }

                @Override
                public void onNext(Integer item) {
                    sum.addAndGet(item);
                    elsewhere.execute(() -> subscription.request(1));
                }

                @Override
                public void onError(Throwable thrown) {
                    trail.add(thrown.toString());
                }

                @Override
                public void onComplete() {
                    completed.signal();
                }
            };
            variant.launcher().domains(2).run(() -> {
                Channel<Integer> channel = Channel.of(2);
                ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);
                Promise<Void> publishing = Miou.call(publisher::run);
                publisher.subscribe(subscriber);
                try (channel) {
                    for (int i = 1; i <= items; i++) {
                        channel.send(i);
                    }
                }
                publishing.await();
                completed.await();
            });
        }
        assertThat(sum).hasValue(items * (items + 1L) / 2);
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void closeWithoutAnyRequest_completes(Variant variant) {
        variant.run(() -> {
            Channel<Integer> channel = Channel.of(1);
            ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);
            publisher.subscribe(new Recorder());
            Promise<Void> publishing = Miou.async(publisher::run);
            Waiting.until(publishing, "a trigger");
            channel.close();
            publishing.await();
        });
        assertThat(trail.events()).containsExactly("subscribed", "complete");
    }

    @OnEveryBackend
    void subscriberThatCancels_endsThePublisherAndLosesNothing(Variant variant) {
        variant.run(() -> {
            Channel<Integer> channel = Channel.of(1);
            ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);
            Recorder recorder = new Recorder();
            publisher.subscribe(recorder);
            recorder.subscription.request(Long.MAX_VALUE);
            recorder.subscription.request(Long.MAX_VALUE);
            Promise<Void> publishing = Miou.async(publisher::run);
            Waiting.until(publishing, "an item");
            recorder.subscription.cancel();
            channel.send(1);
            publishing.await();
            assertThat(channel.tryReceive()).contains(1);
        });
        assertThat(trail.events()).containsExactly("subscribed");
    }

    @OnEveryBackend
    void secondSubscriber_wrongRequestAndCancelledTask_areToldByOnError(Variant variant) {
        variant.run(() -> {
            Channel<Integer> channel = Channel.of(1);
            ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);
            Recorder recorder = new Recorder();
            publisher.subscribe(recorder);
            publisher.subscribe(new Recorder());
            recorder.subscription.request(0);
            publisher.run();
            ChannelPublisher<Integer> another = new ChannelPublisher<>(channel);
            another.subscribe(new Recorder());
            Promise<Void> publishing = Miou.async(another::run);
            Waiting.until(publishing, "a trigger");
            publishing.cancel();
            assertThat(publishing.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).containsExactly("subscribed", "subscribed", "IllegalStateException",
                "IllegalArgumentException", "subscribed", "CancellationException");
    }
}
