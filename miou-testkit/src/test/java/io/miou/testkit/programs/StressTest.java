package io.miou.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.miou.Miou;
import io.miou.spi.BackendProvider;
import io.miou.testkit.QuietLog;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random trees of tasks on random domains of the real machine: they sleep, wait for one another, fail, are cancelled,
 * own things and hand them over; and whatever they do, the rules hold. It runs on each backend, with the engine of this
 * JVM: the build runs this module on both engines.
 *
 * <p>{@code -Dmiou.stress.seconds=600} runs for so long; {@code -Dmiou.stress.seed=42} runs the program of that seed
 * again and again. A program that fails is printed with its seed and all that happened.
 */
@ExtendWith(QuietLog.class)
@Tag("slow")
class StressTest {

    /** For each variant; other modules are at work beside it. */
    private static final int SECONDS_IN_CI = 3;

    static Stream<String> backends() {
        return ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailable().isEmpty()).map(BackendProvider::name);
    }

    @ParameterizedTest
    @MethodSource("backends")
    @Timeout(value = 7, unit = java.util.concurrent.TimeUnit.DAYS)
    void randomTreesOfTasks_keepEveryRule(String backend) throws InterruptedException {
        // What the JDK opens once, at its first use of a selector, stays open.
        Miou.launcher().backend(backend).run(() -> Miou.yield());
        Long replayed = Long.getLong("miou.stress.seed");
        long seed = replayed != null ? replayed : System.nanoTime();
        Duration duration = Duration.ofSeconds(Integer.getInteger("miou.stress.seconds", SECONDS_IN_CI));
        System.out.println("stress test on " + backend + ": -Dmiou.stress.seed=" + seed + " for " + duration);
        long end = System.nanoTime() + duration.toNanos();
        int programs = 0;
        do {
            Performance performance = MachineRun.of(Generator.program(seed, Place.REAL_MACHINE), backend);
            List<String> faults = performance.faults();
            if (!faults.isEmpty()) {
                fail("-Dmiou.stress.seed=" + seed + "\n" + String.join("\n", faults) + "\n" + performance.story());
            }
            programs++;
            seed = replayed != null ? seed : seed + 1;
        } while (System.nanoTime() - end < 0);
        System.out.println("stress test on " + backend + ": " + programs + " programs, the last of seed " + seed);
        assertThat(programs).isPositive();
    }
}
