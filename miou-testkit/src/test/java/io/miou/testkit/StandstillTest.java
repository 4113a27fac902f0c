package io.miou.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Channel;
import io.miou.sync.Mutex;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how a world treats programs that can never end, and threads that do not belong to it. */
@Timeout(120)
@Tag("slow")
class StandstillTest {

    private static void tickForEver() {
        while (true) {
            Miou.sleep(Duration.ofSeconds(1));
        }
    }

    private static void deadlock() {
        Mutex left = new Mutex();
        Mutex right = new Mutex();
        Miou.all(List.of(Miou.task().named("one").async(() -> both(left, right)),
                Miou.task().named("other").async(() -> both(right, left))));
    }

    private static void both(Mutex first, Mutex second) {
        first.protect(() -> {
            Miou.sleep(Duration.ofMillis(1));
            second.protect(() -> {
            });
        });
    }

    // A program that goes on and gets nowhere

    @Test
    void periodicTaskBesideADeadlock_isAStandstillWithTheTree() {
        assertThatThrownBy(() -> Simulation.of(1).patience(Duration.ofMinutes(1), 2_000).run(() -> {
            Promise<Void> ticker = Miou.task().named("ticker").call(StandstillTest::tickForEver);
            deadlock();
            ticker.await();
        })).isInstanceOf(StandstillError.class).hasMessageContainingAll("the main task has waited for", "turns",
                "Simulation.patience", "one", "other", "ticker", "a mutex held by").hasNoCause();
    }

    @Test
    void periodicTaskBesideADeadlock_isFoundWithoutBeingAskedFor() {
        assertThatThrownBy(() -> Simulation.of(1).domains(0).run(() -> {
            Promise<Void> ticker = Miou.async(StandstillTest::tickForEver);
            deadlock();
            ticker.await();
        })).isInstanceOf(StandstillError.class).hasMessageContaining("the main task has waited for");
    }

    @Test
    void mainThatWaitsForWhatTickersDo_isNoStandstill() {
        int got = Simulation.of(1).patience(Duration.ofSeconds(10), 100).run(() -> {
            Channel<Integer> ticks = Channel.of(1);
            Promise<Void> ticker = Miou.call(() -> {
                for (int i = 0; i < 200; i++) {
                    Miou.sleep(Duration.ofSeconds(1));
                    ticks.send(i);
                }
            });
            int sum = 0;
            for (int i = 0; i < 200; i++) {
                sum += ticks.receive();
            }
            ticker.await();
            return sum;
        });
        assertThat(got).isEqualTo(199 * 100);
    }

    @Test
    void mainThatSleepsOrHasALimit_isNoStandstill() {
        Simulation.of(1).patience(Duration.ofSeconds(10), 100).runIn(world -> {
            Promise<Void> ticker = Miou.call(StandstillTest::tickForEver);
            Miou.sleep(Duration.ofHours(1));
            assertThatThrownBy(() -> Miou.timeout(Duration.ofHours(1), () -> new Trigger().await()))
                    .isInstanceOf(TimeoutException.class);
            ticker.cancel();
            assertThat(world.elapsed()).isEqualTo(Duration.ofHours(2));
        });
    }

    @Test
    void patienceThatIsNone_isRefused() {
        assertThatThrownBy(() -> Simulation.of(1).patience(Duration.ofNanos(-1), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Simulation.of(1).patience(Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // Everybody sleeps

    @Test
    void deadlockAmongFibers_isCertainAndReportedAtOnce() {
        long begin = System.nanoTime();
        for (long seed = 0; seed < 20; seed++) {
            Simulation simulation = Simulation.of(seed);
            Throwable thrown = catchThrowable(() -> simulation.run(StandstillTest::deadlock));
            assertThat(thrown).isInstanceOf(StandstillError.class).hasNoCause()
                    .hasMessageContainingAll("nothing in this world will ever wake", "one", "other", "a mutex held by");
            assertThat(thrown.getMessage()).doesNotContain("choose another", "poller");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        assertThat(System.nanoTime() - begin).as("20 of them").isLessThan(30_000_000_000L);
    }

    @Test
    void messageOfAStandstill_isAboutItsOwnWorldOnly() throws Exception {
        Trigger over = new Trigger();
        CountDownLatch running = new CountDownLatch(1);
        Thread other = Thread.ofPlatform().start(() -> Miou.run(() -> {
            Miou.task().named("of another run").async(() -> {
                running.countDown();
                over.await();
            }).await();
        }));
        running.await();
        Throwable thrown = catchThrowable(() -> Simulation.of(1).run(StandstillTest::deadlock));
        over.signal();
        other.join();
        assertThat(thrown).isInstanceOf(StandstillError.class);
        assertThat(thrown.getMessage()).contains("other").doesNotContain("of another run");
    }

    @Test
    void threadOutsideTheWorld_maySignalInTime() {
        Simulation.of(1).run(() -> {
            Trigger trigger = new Trigger();
            Thread.ofPlatform().start(() -> {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                trigger.signal();
            });
            trigger.await();
        });
    }

    @Test
    void deadlockInACallOfTheJdk_isAStandstillOnEveryEngine() {
        for (String engine : engines()) {
            for (boolean here : List.of(true, false)) {
                Throwable thrown = onEngine(engine, () -> Simulation.of(1).domains(1).run(() -> {
                    CountDownLatch never = new CountDownLatch(1);
                    Promise<Void> stuck = here
                            ? Miou.task().named("stuck").async(() -> never.await())
                            : Miou.task().named("stuck").call(() -> never.await());
                    stuck.await();
                }));
                assertThat(thrown).as(engine).isInstanceOf(StandstillError.class)
                        .hasMessageContainingAll("stuck", "blocked in a call of the JDK");
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        }
    }

    /** Returns the engines of this JVM: the carried one needs a flag. */
    private static List<String> engines() {
        return Object.class.getModule().isOpen("java.lang", StandstillTest.class.getModule())
                ? List.of("carried", "portable")
                : List.of("portable");
    }

    /** Runs code with little grace in real time, so that the test is fast. */
    private static Throwable withLittleGrace(ThrowingCallable code) {
        System.setProperty("miou.testkit.grace", "200");
        try {
            return catchThrowable(code);
        } finally {
            System.clearProperty("miou.testkit.grace");
        }
    }

    private static Throwable onEngine(String engine, ThrowingCallable code) {
        String before = System.getProperty("miou.fibers");
        System.setProperty("miou.fibers", engine);
        try {
            return withLittleGrace(code);
        } finally {
            if (before == null) {
                System.clearProperty("miou.fibers");
            } else {
                System.setProperty("miou.fibers", before);
            }
        }
    }

    // Time

    @Test
    void negativeTime_isNoAdvance() {
        Simulation.of(1).manualTime().runIn(world -> {
            assertThatThrownBy(() -> world.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("time does not go back");
            world.advance(Duration.ZERO);
            assertThat(world.elapsed()).isZero();
        });
    }

    @Test
    void futureThatATimerOfTheJdkCompletes_beatsALongLimit() {
        Simulation.of(1).runIn(world -> {
            CompletableFuture<String> future = new CompletableFuture<String>().completeOnTimeout("done", 50,
                    TimeUnit.MILLISECONDS);
            assertThat(Miou.<String, RuntimeException>timeout(Duration.ofSeconds(30), () -> Miou.await(future)))
                    .isEqualTo("done");
            assertThat(world.elapsed()).isZero();
        });
    }

    @Test
    void futureThatAFiberCompletesLater_doesNotHoldTheClockForGood() {
        Throwable thrown = withLittleGrace(() -> Simulation.of(1).runIn(world -> {
            for (int i = 0; i < 10; i++) {
                CompletableFuture<String> future = new CompletableFuture<>();
                Promise<Boolean> completer = Miou.call(() -> {
                    Miou.sleep(Duration.ofHours(1));
                    return future.complete("done");
                });
                assertThat(Miou.await(future)).isEqualTo("done");
                completer.await();
            }
            assertThat(world.elapsed()).isEqualTo(Duration.ofHours(10));
        }));
        assertThat(thrown).isNull();
    }

    @Test
    void futureOfATask_doesNotHoldTheClock() {
        long begin = System.nanoTime();
        Simulation.of(1).runIn(world -> {
            for (int i = 0; i < 100; i++) {
                Promise<Void> child = Miou.call(() -> Miou.sleep(Duration.ofHours(1)));
                Miou.await(child.toCompletableFuture());
                child.await();
            }
            assertThat(world.elapsed()).isEqualTo(Duration.ofHours(100));
        });
        assertThat(System.nanoTime() - begin).isLessThan(30_000_000_000L);
    }

    @Test
    void futureThatNobodyCompletes_losesToALimit() {
        Throwable thrown = withLittleGrace(() -> Simulation.of(1).runIn(world -> {
            assertThatThrownBy(
                    () -> Miou.timeout(Duration.ofSeconds(30), () -> Miou.await(new CompletableFuture<Integer>())))
                    .isInstanceOf(TimeoutException.class);
            assertThat(world.elapsed()).isEqualTo(Duration.ofSeconds(30));
        }));
        assertThat(thrown).isNull();
    }
}
