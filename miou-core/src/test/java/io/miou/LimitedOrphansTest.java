package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Miou.orphans(limit): at most {@code limit} children run at once. Starting another waits until one has ended. */
class LimitedOrphansTest {

    private final Trail trail = new Trail();

    @OnEveryBackend
    void oneTooMany_waitsUntilOneHasEnded(Variant variant) {
        variant.run(() -> {
            Trigger end = new Trigger();
            Promise<Void> parent = Miou.async(() -> {
                Orphans<Void> orphans = Miou.orphans(2);
                Promise<Void> _ = orphans.async(() -> end.await());
                Promise<Void> _ = orphans.async(() -> new Trigger().await());
                trail.add("two run");
                Promise<Void> _ = orphans.async(() -> trail.add("the third runs"));
                trail.add("the third is started");
                assertThat(orphans.get()).contains(new Outcome.Success<>(null));
                orphans.cancelAll();
            });
            Waiting.until(parent, "room among its orphans");
            trail.add("the first ends");
            end.signal();
            parent.await();
        });
        assertThat(trail.events()).containsSubsequence("two run", "the first ends", "the third is started");
    }

    @OnEveryBackend
    void neverMoreThanTheLimit_runAtOnce(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            Orphans<Void> orphans = Miou.orphans(4);
            for (int i = 0; i < 500; i++) {
                Action work = () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Miou.yield();
                    running.decrementAndGet();
                };
                Promise<Void> _ = i % 2 == 0 ? orphans.async(work) : orphans.call(work);
            }
            assertThat(orphans.drain()).as("all of them, though only four at once").hasSize(500)
                    .containsOnly(new Outcome.Success<>(null));
            assertThat(most.get()).isBetween(1, 4);
        });
    }

    @OnEveryBackend
    void childrenThatHaveEnded_doNotCount(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans(1);
            for (int i = 0; i < 10; i++) {
                int number = i;
                Promise<Integer> _ = orphans.async(() -> number);
            }
            assertThat(orphans.size()).isEqualTo(10);
            assertThat(orphans.drain()).map(Outcome::get).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        });
    }

    @OnEveryBackend
    void add_waitsForRoomToo(Variant variant) {
        variant.run(() -> {
            Trigger end = new Trigger();
            Promise<Void> parent = Miou.async(() -> {
                Orphans<String> orphans = Miou.orphans(1);
                Promise<String> first = orphans.async(() -> {
                    end.await();
                    return "first";
                });
                assertThat(orphans.add(first)).as("it is there already").isSameAs(first);
                Promise<String> _ = orphans.add(Miou.async(() -> "second"));
                trail.add("added");
                assertThat(orphans.drain()).map(Outcome::get).containsExactly("first", "second");
            });
            Waiting.until(parent, "room among its orphans");
            trail.add("the first ends");
            end.signal();
            parent.await();
        });
        assertThat(trail.events()).containsExactly("the first ends", "added");
    }

    @OnEveryBackend
    void takingOneOut_makesRoom(Variant variant) {
        variant.run(() -> {
            Orphans<Void> orphans = Miou.orphans(1);
            Promise<Void> _ = orphans.async(() -> new Trigger().await());
            Promise<Void> taken = orphans.take().orElseThrow();
            Promise<Void> _ = orphans.async(() -> {
            });
            orphans.drain();
            taken.cancel();
        });
    }

    @OnEveryBackend
    void limitWhileItWaitsForRoom_leavesNothingStarted(Variant variant) {
        variant.run(() -> {
            Orphans<Void> orphans = Miou.orphans(1);
            Promise<Void> first = orphans.async(() -> new Trigger().await());
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5), () -> {
                Promise<Void> _ = orphans.async(() -> trail.add("never"));
            })).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(() -> Miou.timeout(Duration.ZERO, () -> {
                Promise<Void> _ = Miou.<Void>orphans(9).async(() -> trail.add("never"));
            })).as("it is a suspension point also when there is room").isInstanceOf(TimeoutException.class);
            assertThat(orphans.size()).isEqualTo(1);
            first.cancel();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void stoppedAnywhere_aChildIsStartedAndAddedOrNot(Variant variant) {
        new AtEveryTurn<Orphans<String>>() {
            private int started;

            @Override
            protected Orphans<String> prepare() {
                started = 0;
                Orphans<String> orphans = Miou.orphans(1);
                Promise<String> _ = orphans.async(() -> {
                    giveWay(5);
                    return "first";
                });
                return orphans;
            }

            @Override
            protected Object perform(Orphans<String> orphans) {
                Promise<String> second = orphans.async(() -> {
                    started++;
                    return "second";
                });
                return second;
            }

            @Override
            protected void check(Orphans<String> orphans, Optional<Object> result, boolean begun) {
                assertThat(orphans.size()).isEqualTo(result.isPresent() ? 2 : 1);
                List<Outcome<String>> outcomes = orphans.drain();
                assertThat(outcomes).hasSize(result.isPresent() ? 2 : 1).contains(new Outcome.Success<>("first"));
                assertThat(started).isLessThanOrEqualTo(outcomes.size() - 1);
            }
        }.stopAndCancel(variant);
    }

    @OnEveryBackend
    void limitsBelowOneAndOtherTasks_areRefused(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.orphans(0)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("orphans(0)");
            Orphans<Void> orphans = Miou.orphans(1);
            Miou.async(() -> {
                assertThatThrownBy(() -> {
                    Promise<Void> _ = orphans.async(() -> {
                    });
                }).as("rule 16").isInstanceOf(IllegalStateException.class);
            }).await();
        });
    }
}
