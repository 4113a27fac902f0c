package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.backend.nio.NioBackendProvider;
import io.miou.sync.Trigger;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.SimulatedClock;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Rule 22: limits are inherited down the tree, and Miou.remaining tells how much time the nearest of them leaves. */
@Slow
class Rule22RemainingTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Time passes only where a test sleeps. */
    private static Launcher simulated() {
        return Miou.launcher().domains(0).backend(SimulatedClock.around(new NioBackendProvider()));
    }

    private static void assertUnderALimitOfAMinute() {
        assertThat(Miou.remaining()).hasValueSatisfying(left -> assertThat(left).isBetween(Duration.ZERO, MINUTE));
    }

    private static void assertUnderALimitOfAnHour() {
        assertThat(Miou.remaining()).hasValueSatisfying(left -> assertThat(left).isBetween(MINUTE, HOUR));
    }

    @Test
    void theNearerLimit_isTheOneThatCounts() {
        simulated().run(() -> {
            assertThat(Miou.remaining()).isEmpty();
            Miou.timeout(HOUR, () -> {
                assertThat(Miou.remaining()).contains(HOUR);
                Miou.timeout(MINUTE, () -> assertThat(Miou.remaining()).contains(MINUTE));
                Miou.timeout(HOUR.plus(HOUR), () -> assertThat(Miou.remaining()).as("the outer").contains(HOUR));
                Miou.sleep(MINUTE);
                assertThat(Miou.remaining()).contains(HOUR.minus(MINUTE));
            });
            assertThat(Miou.remaining()).isEmpty();
        });
    }

    @Test
    void limitThatHasPassed_leavesNothing() {
        simulated().run(() -> {
            Miou.timeout(MINUTE, () -> {
                Miou.shield(() -> Miou.sleep(HOUR));
                assertThat(Miou.remaining()).contains(Duration.ZERO);
            });
            Miou.timeout(Duration.ofSeconds(-1), () -> assertThat(Miou.remaining()).contains(Duration.ZERO));
            assertThat(Miou.remaining()).isEmpty();
        });
    }

    @OnEveryBackend
    void childrenOnAnyDomain_areUnderTheLimitsOfTheirAncestors(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Promise<Void> before = Miou.async(() -> {
                Miou.yield();
                assertThat(Miou.remaining()).as("started outside").isEmpty();
            });
            Miou.timeout(HOUR, () -> Miou.everywhere(() -> {
                assertUnderALimitOfAnHour();
                Miou.timeout(MINUTE, () -> {
                    Miou.async(Rule22RemainingTest::assertUnderALimitOfAMinute).await();
                    Miou.call(() -> Miou.async(Rule22RemainingTest::assertUnderALimitOfAMinute).await()).await();
                });
                Miou.async(Rule22RemainingTest::assertUnderALimitOfAnHour).await();
            }));
            before.await();
        });
    }

    @OnEveryBackend
    void limitWhoseBodyHasReturned_concernsItsChildrenNoMore(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Trigger left = new Trigger();
            Promise<Optional<Duration>> child = Miou.timeout(HOUR, () -> {
                Trigger asked = new Trigger();
                Promise<Optional<Duration>> started = Miou.call(() -> {
                    assertUnderALimitOfAnHour();
                    asked.signal();
                    left.await();
                    return Miou.remaining();
                });
                asked.await();
                return started;
            });
            left.signal();
            assertThat(child.await()).isEmpty();
        });
    }

    /** A child that never suspends, on another domain, sees its parent enter and leave. */
    @OnEveryBackend
    void childThatAsksAllTheTime_learnsThatTheLimitConcernsItNoMore(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (int i = 0; i < 200; i++) {
                Trigger asking = new Trigger();
                Promise<Void> child = Miou.timeout(HOUR, () -> {
                    Promise<Void> started = Miou.call(() -> {
                        asking.signal();
                        while (Miou.remaining().isPresent()) {
                            Thread.onSpinWait();
                        }
                    });
                    asking.await();
                    return started;
                });
                child.await();
            }
        });
    }

    @OnEveryBackend
    void shield_holdsOuterLimitsBackAndLeavesItsOwn(Variant variant) {
        variant.launcher().domains(2).run(() -> Miou.timeout(MINUTE, () -> {
            Miou.shield(() -> {
                assertThat(Miou.remaining()).isEmpty();
                assertThat(Miou.call(() -> Miou.remaining()).await()).as("a child").isEmpty();
                Miou.timeout(HOUR, () -> Miou.call(Rule22RemainingTest::assertUnderALimitOfAnHour).await());
            });
            assertUnderALimitOfAMinute();
        }));
    }

    @OnEveryBackend
    void untilIsNoLimit(Variant variant) {
        variant.run(() -> {
            boolean finished = Miou.until(new Trigger(), () -> {
                assertThat(Miou.remaining()).isEmpty();
            });
            assertThat(finished).isTrue();
        });
    }

    @OnEveryBackend
    void limitOfAnAncestor_endsADescendantOnAnotherDomainAsCancelled(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Trigger never = new Trigger();
            Promise<?>[] descendant = new Promise<?>[1];
            Duration limit = Duration.ofMillis(10);
            do {
                // Once more, with more time, if it has passed before there was a descendant.
                limit = limit.multipliedBy(2);
                Duration thisTime = limit;
                assertThatThrownBy(() -> Miou.timeout(thisTime, () -> Miou.call(() -> {
                    Promise<Void> inner = Miou.call(() -> Miou.timeout(HOUR, () -> never.await()));
                    descendant[0] = inner;
                    inner.await();
                }).await())).isInstanceOf(TimeoutException.class);
            } while (descendant[0] == null);
            assertThat(descendant[0].state()).isEqualTo(Promise.State.CANCELLED);
        });
    }

    /** A program with more limits than the heap could hold if each left something behind. */
    static final class AMillionLimits {
        private static final int COUNT = 1_000_000;

        private AMillionLimits() {
        }

        static void main(String[] arguments) {
            Miou.launcher().domains(1).run(() -> {
                Trigger stop = new Trigger();
                boolean finished = Miou.until(stop, () -> {
                    for (int i = 0; i < COUNT; i++) {
                        Miou.timeout(HOUR, Miou::yield);
                    }
                    for (int i = 0; i < COUNT / 50; i++) {
                        Miou.timeout(HOUR, () -> Miou.call(() -> Miou.timeout(MINUTE, Miou::yield)).await());
                    }
                });
                System.out.println("finished: " + finished);
            });
        }
    }

    @Test
    void millionLimitsThatNeverPass_leaveNoMemoryBehind() throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(AMillionLimits.class, "-Xmx20m").run();
        assertThat(ended.output()).contains("finished: true");
        assertThat(ended.exitCode()).isZero();
    }
}
