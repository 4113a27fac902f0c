package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Running;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Every subscriber gets the end exactly once, whatever ends the publishing task and whatever a subscriber throws. */
class FlowSubscriptionEndTest {

    private final Trail trail = new Trail();
    private final Channel<Integer> channel = Channel.of(4);
    private final ChannelPublisher<Integer> publisher = new ChannelPublisher<>(channel);

    /** Requests everything, tells a trail what it gets, and then does something. */
    private final class Subscriber implements Flow.Subscriber<Integer> {

        private final Consumer<String> then;

        Subscriber(Consumer<String> then) {
            this.then = then;
        }

        private void add(String event) {
            trail.add(event);
            then.accept(event);
        }

        @Override
        public void onSubscribe(Flow.Subscription to) {
            to.request(Long.MAX_VALUE);
            add("subscribed");
        }

        @Override
        public void onNext(Integer item) {
            add("item " + item);
        }

        @Override
        public void onError(Throwable thrown) {
            add(thrown.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            add("complete");
        }
    }

    private Subscriber subscriber() {
        return new Subscriber(_ -> {
            // It only listens.
        });
    }

    private Subscriber throwingOn(String event, Throwable thrown) {
        return new Subscriber(seen -> {
            if (seen.equals(event)) {
                throw ThrowingActionsTest.<RuntimeException>unchecked(thrown);
            }
        });
    }

    @OnEveryBackend
    void subscriberAfterTheCancellationOfThePublishingTask_getsOnError(Variant variant) {
        variant.run(() -> {
            Promise<Void> publishing = Miou.async(publisher::run);
            Waiting.until(publishing, "a trigger");
            publishing.cancel();
            publisher.subscribe(subscriber());
            publisher.subscribe(subscriber());
        });
        publisher.subscribe(subscriber());
        assertThat(trail.events()).containsExactly("subscribed", "CancellationException", "subscribed",
                "CancellationException", "subscribed", "CancellationException");
    }

    @OnEveryBackend
    void subscriberAfterALimitOrAStopOfThePublisher_getsOnError(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), publisher::run))
                    .isInstanceOf(TimeoutException.class);
            publisher.subscribe(subscriber());
            ChannelPublisher<Integer> stopped = new ChannelPublisher<>(channel);
            Trigger stop = new Trigger();
            stop.signal();
            assertThat(Miou.until(stop, stopped::run)).isFalse();
            stopped.subscribe(subscriber());
        });
        assertThat(trail.events()).containsExactly("subscribed", "CancellationException", "subscribed",
                "CancellationException");
    }

    @OnEveryEngine
    void subscriberThatComesWhileTheTaskIsCancelled_isToldOnce(Variant variant) {
        int rounds = 500;
        variant.launcher().domains(1).run(() -> {
            for (int i = 0; i < rounds; i++) {
                ChannelPublisher<Integer> raced = new ChannelPublisher<>(channel);
                Promise<Void> publishing = Miou.call(raced::run);
                Waiting.until(publishing, "a trigger");
                Promise<Void> subscribing = Miou.async(() -> {
                    Miou.blocking(() -> raced.subscribe(subscriber()));
                });
                Miou.yield();
                publishing.cancel();
                subscribing.await();
            }
        });
        assertThat(trail.count("subscribed")).isEqualTo(rounds);
        assertThat(trail.count("CancellationException")).isEqualTo(rounds);
    }

    @OnEveryEngine
    void wrongRequestWhileThePublisherBegins_isToldByOnError(Variant variant) throws Exception {
        int rounds = 1_000;
        try (Running<Void> running = variant.launcher().domains(1).start(() -> Miou.sleep(Duration.ofDays(1)))) {
            for (int i = 0; i < rounds; i++) {
                Channel<Integer> full = Channel.of(1);
                full.trySend(1);
                ChannelPublisher<Integer> raced = new ChannelPublisher<>(full);
                CompletableFuture<Throwable> told = new CompletableFuture<>();
                CompletableFuture<Void> publishing = running.submit(raced::run);
                raced.subscribe(new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription to) {
                        Thread _ = Thread.startVirtualThread(() -> to.request(0));
                    }

                    @Override
                    public void onNext(Integer item) {
                        told.completeExceptionally(new AssertionError("not requested"));
                    }

                    @Override
                    public void onError(Throwable thrown) {
                        told.complete(thrown);
                    }

                    @Override
                    public void onComplete() {
                        told.completeExceptionally(new AssertionError("not complete"));
                    }
                });
                assertThat(told.get(30, TimeUnit.SECONDS)).isInstanceOf(IllegalArgumentException.class);
                publishing.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @OnEveryBackend
    void subscriberAfterTheEnd_getsOnError(Variant variant) {
        variant.run(() -> {
            channel.close();
            publisher.subscribe(subscriber());
            publisher.run();
            publisher.subscribe(subscriber());
            assertThatThrownBy(publisher::run).isInstanceOf(IllegalStateException.class);
        });
        assertThat(trail.events()).containsExactly("subscribed", "complete", "subscribed", "IllegalStateException");
    }

    @OnEveryBackend
    void subscriberThatThrows_isNotCalledAgainAndItsExceptionIsThrown(Variant variant) {
        variant.run(() -> {
            Error error = new AssertionError("an error");
            channel.send(1);
            channel.send(2);
            publisher.subscribe(throwingOn("item 1", error));
            assertThat(catchThrowable(publisher::run)).isSameAs(error);
            assertThat(channel.receive()).isEqualTo(2);
            channel.close();
            ChannelPublisher<Integer> another = new ChannelPublisher<>(channel);
            another.subscribe(throwingOn("complete", error));
            assertThat(catchThrowable(another::run)).isSameAs(error);
        });
        assertThat(trail.events()).containsExactly("subscribed", "item 1", "subscribed", "complete");
    }

    @OnEveryBackend
    void subscriberThatThrowsInOnSubscribe_isNotSubscribed(Variant variant) {
        variant.run(() -> {
            RuntimeException broken = new IllegalStateException("broken");
            assertThat(catchThrowable(() -> publisher.subscribe(throwingOn("subscribed", broken)))).isSameAs(broken);
            publisher.subscribe(subscriber());
            channel.close();
            publisher.run();
        });
        assertThat(trail.events()).containsExactly("subscribed", "subscribed", "complete");
    }

    @OnEveryBackend
    void subscriberThatMeetsTheCancellation_getsOnError(Variant variant) {
        variant.run(() -> {
            publisher.subscribe(new Subscriber(event -> {
                if (event.equals("item 1")) {
                    Miou.sleep(Duration.ofDays(1));
                }
            }));
            Promise<Void> publishing = Miou.async(publisher::run);
            channel.send(1);
            Waiting.until(publishing, "sleep");
            publishing.cancel();
            assertThat(publishing.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).containsExactly("subscribed", "item 1", "CancellationException");
    }

    @OnEveryBackend
    void subscriberThatIsCutInAWaitOfTheJdk_getsOnError(Variant variant) {
        variant.run(() -> {
            channel.send(1);
            publisher.subscribe(new Subscriber(event -> {
                if (event.equals("item 1")) {
                    try {
                        Thread.sleep(Duration.ofDays(1));
                    } catch (InterruptedException e) {
                        throw ThrowingActionsTest.<RuntimeException>unchecked(e);
                    }
                }
            }));
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), publisher::run))
                    .isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).containsExactly("subscribed", "item 1", "CancellationException");
    }

    @OnEveryBackend
    void subscriberThatThrowsWhatEndedTheTask_isReportedOnce(Variant variant) {
        variant.run(() -> {
            IllegalStateException broken = new IllegalStateException("broken");
            publisher.subscribe(throwingOn("CancellationException", broken));
            Promise<Void> publishing = Miou.async(publisher::run);
            Waiting.until(publishing, "an item");
            publishing.cancel();
            assertThat(catchThrowable(publishing::await).getSuppressed()).containsExactly(broken);
        });
    }
}
