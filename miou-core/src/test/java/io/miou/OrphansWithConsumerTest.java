package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Latch;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.IntStream;

/** Miou.orphans(consumer): each child is consumed as it ends, and its outcome handed over once. */
class OrphansWithConsumerTest {

    private final List<Outcome<Integer>> seen = new ArrayList<>();

    @OnEveryBackend
    void childrenOfEveryDomain_areHandedOverWhileTheOwnerWaits(Variant variant) {
        variant.run(() -> {
            Latch three = new Latch(3);
            Orphans<Integer> orphans = Miou.orphans(outcome -> {
                seen.add(outcome);
                three.countDown();
            });
            IOException thrown = new IOException("reset");
            orphans.async(() -> 1);
            orphans.call(() -> {
                throw thrown;
            });
            orphans.async(Miou.task().named("third"), () -> 3);
            three.await();
            assertThat(orphans.isEmpty()).isTrue();
            assertThat(seen).containsExactlyInAnyOrder(new Outcome.Success<>(1), new Outcome.Failure<>(thrown),
                    new Outcome.Success<>(3));
        });
    }

    @OnEveryBackend
    void ownerThatReturns_hasForgottenNoneThatEnded(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans(seen::add);
            Promise<Integer> child = orphans.async(() -> 1);
            while (child.state() == Promise.State.RUNNING) {
                Miou.yield();
            }
        });
        assertThat(seen).containsExactly(new Outcome.Success<>(1));
    }

    @OnEveryBackend
    void ownerThatReturnsBeforeAChildHasEnded_breaksRule1(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Orphans<Void> orphans = Miou.orphans(_ -> {
            });
            orphans.async(() -> new Trigger().await());
        })).isInstanceOf(StillHasChildrenError.class);
    }

    @OnEveryBackend
    void childrenThatAreCancelled_areHandedOverToo(Variant variant) {
        variant.run(() -> {
            try (Orphans<Integer> orphans = Miou.orphans(seen::add)) {
                for (int i = 0; i < 3; i++) {
                    orphans.call(() -> {
                        new Trigger().await();
                        return 0;
                    });
                }
            }
        });
        assertThat(seen).hasSize(3).containsOnly(new Outcome.Cancelled<>());
    }

    @OnEveryBackend
    void consumerThatThrows_isLoggedAndGoesOn(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Orphans<Integer> orphans = Miou.orphans(outcome -> {
                    seen.add(outcome);
                    throw new AssertionError("a mistake");
                });
                orphans.async(() -> 1);
                orphans.call(() -> 2);
                assertThat(orphans.drain()).hasSize(2);
            });
            assertThat(seen).hasSize(2);
            assertThat(log.messages(Level.SEVERE)).filteredOn(line -> line.contains("consumer of orphans of main"))
                    .hasSize(2);
        }
    }

    @OnEveryBackend
    void consumer_isOutsideAnyTask(Variant variant) {
        variant.run(() -> {
            AtomicReference<Throwable> refused = new AtomicReference<>();
            Orphans<Integer> orphans = Miou.orphans(_ -> {
                try {
                    Miou.yield();
                } catch (Throwable e) {
                    refused.set(e);
                }
            });
            orphans.async(() -> 1);
            orphans.drain();
            assertThat(refused.getAndSet(null)).isInstanceOf(IllegalStateException.class);
            orphans.call(() -> 1);
            orphans.drain();
            assertThat(refused.getAndSet(null)).isInstanceOf(IllegalStateException.class);
            Promise<Integer> ended = Miou.async(() -> 1);
            Miou.yield();
            orphans.add(ended);
            while (refused.get() == null) {
                Miou.yield();
            }
            assertThat(refused.get()).isInstanceOf(IllegalStateException.class);
        });
    }

    @OnEveryBackend
    void getAndDrain_alsoReturnWhatTheyWaitedFor(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans(seen::add);
            orphans.async(() -> 1);
            assertThat(orphans.care()).isEmpty();
            assertThat(orphans.get()).contains(new Outcome.Success<>(1));
            assertThat(orphans.get()).isEmpty();
            orphans.async(() -> 2);
            orphans.call(() -> 3);
            assertThat(orphans.drain()).containsExactlyInAnyOrder(new Outcome.Success<>(2), new Outcome.Success<>(3));
            assertThat(orphans.care()).isEmpty();
            assertThat(seen).hasSize(3);
        });
    }

    @OnEveryBackend
    void awaitedDirectly_isHandedOverToo(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans(seen::add);
            assertThat(orphans.call(() -> 1).await()).isEqualTo(1);
            Promise<Integer> taken = orphans.async(() -> 2);
            assertThat(orphans.take()).contains(taken);
            assertThat(taken.await()).isEqualTo(2);
            assertThat(seen).as("not the one that was taken out").containsExactly(new Outcome.Success<>(1));
        });
    }

    @OnEveryBackend
    void limitAndConsumer_goTogether(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans(2, seen::add);
            for (int i = 0; i < 50; i++) {
                int number = i;
                orphans.call(() -> number);
                assertThat(orphans.size()).isLessThanOrEqualTo(2);
            }
            orphans.drain();
        });
        assertThat(seen).map(Outcome::get).containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, 50).boxed().toList());
    }

    @OnEveryBackend
    void transferredByAChild_isTheOwnersWhenTheConsumerRuns(Variant variant) {
        variant.run(() -> {
            List<Owned<String>> got = new ArrayList<>();
            Orphans<Owned<String>> orphans = Miou.orphans(outcome -> got.add(outcome.get()));
            orphans.call(() -> {
                Owned<String> owned = Resource.own("it", _ -> {
                });
                owned.transfer();
                return owned;
            });
            orphans.drain();
            assertThat(got.getFirst().get()).isEqualTo("it");
            got.getFirst().close();
        });
    }

    @OnEveryBackend
    void forEachEnded_takesThoseThatHaveEndedInOrder(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            orphans.forEachEnded(seen::add);
            assertThat(seen).isEmpty();
            orphans.async(() -> 1);
            orphans.async(() -> 2);
            orphans.async(() -> {
                new Trigger().await();
                return 3;
            });
            Miou.yield();
            assertThatThrownBy(() -> orphans.forEachEnded(outcome -> {
                seen.add(outcome);
                throw new IllegalStateException("a mistake");
            })).hasMessage("a mistake");
            assertThat(orphans.size()).as("the others stay").isEqualTo(2);
            orphans.forEachEnded(seen::add);
            assertThat(seen).containsExactly(new Outcome.Success<>(1), new Outcome.Success<>(2));
            orphans.close();
            assertThat(orphans.isEmpty()).isTrue();
        });
    }

    @OnEveryBackend
    void builderThatWaitsForRoom_startsAndGivesNothingBefore(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans(2);
            for (int i = 0; i < 2; i++) {
                orphans.call(Miou.task().named("client " + i), () -> {
                    new Trigger().await();
                    return 0;
                });
            }
            Owned<String> resource = Resource.own("it", _ -> {
            });
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5),
                    () -> orphans.call(Miou.task().give(resource), () -> 1))).isInstanceOf(TimeoutException.class);
            assertThat(orphans.size()).as("none was started").isEqualTo(2);
            assertThat(resource.get()).as("it is still the owner's").isEqualTo("it");
            Optional<Promise<Integer>> taken = orphans.take();
            orphans.call(Miou.task().give(resource), () -> {
                resource.close();
                return 5;
            });
            assertThat(orphans.get()).contains(new Outcome.Success<>(5));
            taken.orElseThrow().cancel();
            orphans.close();
        });
    }
}
