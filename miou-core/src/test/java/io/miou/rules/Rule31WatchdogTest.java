package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule 31: a fiber that keeps its domain while others wait is warned of. */
@Slow
class Rule31WatchdogTest {

    private static final String PROPERTY = "miou.watchdog";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LogRecorder log = new LogRecorder();
    private final Property shortLimit = Property.set(PROPERTY, "50ms");

    @BeforeEach
    void nothingIsLoggedYet() {
        assertThat(warnings()).isEmpty();
    }

    @AfterEach
    void close() {
        shortLimit.close();
        log.close();
    }

    private List<String> warnings() {
        // A machine under load may well be slow elsewhere, in loading a class for example.
        return log.messages(Level.WARNING).stream()
                .filter(message -> message.contains("keeps domain") && !message.startsWith("main ")).toList();
    }

    /** Uses the processor until there are warnings. */
    private void computeUntil(int warnings) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        // Asked seldom: the stack in the warning is to be that of a computation.
        while (warnings().size() < warnings && System.nanoTime() - end < 0) {
            computeFor(Duration.ofMillis(100));
        }
    }

    private static void computeFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        computeWhile(() -> System.nanoTime() - end < 0);
    }

    private static void computeWhile(BooleanSupplier condition) {
        while (condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    private boolean hasWarned(String words) {
        return log.messages(Level.WARNING).stream().anyMatch(message -> message.contains(words));
    }

    private void assertWarned(String... words) {
        assertThat(warnings()).singleElement().asString().contains("greedy").contains("domain ")
                .contains(Rule31WatchdogTest.class.getName());
        for (String word : words) {
            assertThat(warnings().getFirst()).contains(word);
        }
    }

    @OnEveryBackend
    void fiberThatComputesWhileAnotherIsReady_isWarnedOf(Variant variant) {
        variant.run(() -> {
            Promise<Void> greedy = Miou.task().named("greedy").async(() -> computeUntil(1));
            Promise<Void> other = Miou.async(Miou::yield);
            greedy.await();
            other.await();
        });
        assertWarned("Miou.", "computeUntil");
    }

    @OnEveryEngine
    void fiberThatComputesWhileATimerIsDue_isWarnedOf(Variant variant) {
        variant.run(() -> {
            Promise<Void> sleeper = Miou.async(() -> Miou.sleep(Duration.ofMillis(1)));
            Promise<Void> greedy = Miou.task().named("greedy").async(() -> computeUntil(1));
            sleeper.await();
            greedy.await();
        });
        assertWarned();
    }

    @OnEveryEngine
    void fiberThatComputesWhileAMessageWaits_isWarnedOf(Variant variant) {
        variant.run(() -> {
            Trigger started = new Trigger();
            Promise<Void> greedy = Miou.task().named("greedy").on(Domain.pool().get(0)).call(() -> {
                started.signal();
                computeUntil(1);
            });
            started.await();
            Promise<Void> other = Miou.task().on(Domain.pool().get(0)).call(Miou::yield);
            greedy.await();
            other.await();
        });
        assertWarned();
    }

    @OnEveryEngine
    void fiberThatFindsNoThreadOfTheJdk_isNotBlamed(Variant variant) {
        assumeTrue(variant.engine().equals("portable"), "fibers of the other engine do not run on the JDK's threads");
        String words = "for a thread of the JDK's scheduler";
        int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism",
                Runtime.getRuntime().availableProcessors());
        AtomicBoolean enough = new AtomicBoolean();
        Thread.ofPlatform().daemon().start(() -> {
            long end = System.nanoTime() + PATIENCE.toNanos();
            computeWhile(() -> !hasWarned(words) && System.nanoTime() - end < 0);
            enough.set(true);
        });
        variant.run(() -> {
            List<Promise<Void>> others = List.of(Miou.async(Miou::yield), Miou.async(Miou::yield));
            for (int i = 0; i < 2 * carriers; i++) {
                // Without any lock, for which they would let go of their thread.
                Thread.startVirtualThread(() -> computeWhile(() -> !enough.get()));
            }
            Miou.all(others);
        });
        assertThat(log.messages(Level.WARNING)).filteredOn(message -> message.contains(words)).singleElement()
                .asString()
                .contains("domain 0").contains("parallelism").contains("--add-opens").doesNotContain("Miou.blocking");
        assertThat(warnings()).isEmpty();
    }

    @OnEveryEngine
    void fiberThatIsPinnedInTheJdk_isWarnedOf(Variant variant) {
        CountDownLatch enough = new CountDownLatch(1);
        initialiser = () -> {
            try {
                enough.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return true;
        };
        Thread helper = Thread.ofPlatform().daemon().start(() -> {
            computeUntil(1);
            enough.countDown();
        });
        variant.run(() -> {
            Promise<Boolean> greedy = Miou.task().named("greedy").async(
                    () -> variant.engine().equals("carried") ? OnCarried.INITIALISED : OnPortable.INITIALISED);
            Promise<Void> other = Miou.async(Miou::yield);
            greedy.await();
            other.await();
        });
        assertThat(helper).isNotNull();
        assertWarned("Miou.blocking");
    }

    private static volatile BooleanSupplier initialiser;

    private static final class OnCarried {
        static final boolean INITIALISED = initialiser.getAsBoolean();
    }

    private static final class OnPortable {
        static final boolean INITIALISED = initialiser.getAsBoolean();
    }

    @OnEveryEngine
    void sameSite_isWarnedOfOnceARun(Variant variant) {
        // The first use of code, which loads it, may be slow enough for a warning of its own.
        keepTheDomain(System.nanoTime(), 0);
        for (int run = 1; run <= 2; run++) {
            int expected = run;
            variant.run(() -> {
                for (int i = 0; i < 2; i++) {
                    long least = System.nanoTime() + 150_000_000;
                    Promise<Void> greedy = Miou.task().named("greedy").async(() -> keepTheDomain(least, expected));
                    Promise<Void> other = Miou.async(Miou::yield);
                    greedy.await();
                    other.await();
                }
            });
            assertThat(warnings()).as("run %s", run).hasSize(expected);
        }
    }

    private void keepTheDomain(long least, int warnings) {
        while (System.nanoTime() - least < 0 || warnings().size() < warnings) {
            Thread.onSpinWait();
        }
    }

    private List<String> stubborn() {
        return log.messages(Level.WARNING).stream().filter(message -> message.startsWith("task stubborn")).toList();
    }

    @OnEveryEngine
    void cancelledTaskThatSwallowsItsCancellation_isNamed(Variant variant) {
        variant.run(() -> {
            Promise<Void> stubborn = Miou.task().named("stubborn").async(() -> {
                while (stubborn().isEmpty()) {
                    try {
                        Miou.sleep(Duration.ofDays(1));
                    } catch (TaskCancelled e) {
                        // A mistake.
                    }
                }
            });
            Miou.yield();
            stubborn.cancel();
        });
        assertThat(stubborn()).singleElement().asString().contains("TaskCancelled")
                .contains(Rule31WatchdogTest.class.getName());
    }

    @OnEveryEngine
    void fiberInNobodysWay_isNotWarnedOf(Variant variant) {
        variant.run(() -> {
            Promise<Void> modest = Miou.call(() -> computeFor(Duration.ofMillis(200)));
            modest.await();
        });
        assertThat(warnings()).isEmpty();
    }

    @OnEveryEngine
    void fiberThatGivesWay_isNotWarnedOf(Variant variant) {
        // Once more if the machine has stopped the process for that long.
        int attempts = 0;
        int before;
        do {
            before = warnings().size();
            variant.run(() -> {
                Promise<Void> other = Miou.async(() -> Miou.sleep(Duration.ofMillis(200)));
                while (other.state() == Promise.State.RUNNING) {
                    Miou.yield();
                }
                other.await();
            });
        } while (warnings().size() > before && ++attempts < 5);
        assertThat(warnings()).hasSize(before);
    }

    @OnEveryEngine
    void switchedOff_warnsOfNothingAndHasNoThread(Variant variant) {
        try (Property _ = Property.set(PROPERTY, "off")) {
            variant.run(() -> {
                Promise<Void> greedy = Miou.task().named("greedy").async(() -> computeFor(Duration.ofMillis(200)));
                Promise<Void> other = Miou.async(Miou::yield);
                greedy.await();
                assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                        .doesNotContain("miou-watchdog");
                other.await();
            });
        }
        assertThat(warnings()).isEmpty();
    }

    @OnEveryEngine
    void dump_saysWhichFiberRuns(Variant variant) {
        variant.run(() -> {
            Promise<Void> other = Miou.task().named("other").async(Miou::yield);
            assertThat(Miou.dump().toString()).contains("main (#0) running, domain 0, running, for ")
                    .contains("other (#1) running, domain 0, ready, for ");
            other.await();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "-5s", "0ms", "fast", "PT-1S", "P", "5 parsecs", "ms", "99999999999999999999s",
        "on"})
    void valueThatIsNoDuration_isRefusedWithTheProperty(String value) {
        try (Property _ = Property.set(PROPERTY, value)) {
            assertThatThrownBy(() -> Miou.run(Miou::yield)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(PROPERTY).hasMessageContaining(value).hasMessageContaining("500ms")
                    .hasMessageContaining("off");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"500ms", "2s", "1m", "PT1S", "pt0.5s", " 2 s ", "OFF", "off", "", "1h", "250us", "100ns"})
    void durationsOfEachKind_areTaken(String value) {
        try (Property _ = Property.set(PROPERTY, value)) {
            Miou.run(Miou::yield);
        }
    }
}
