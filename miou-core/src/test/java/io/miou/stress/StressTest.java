package io.miou.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.miou.Miou;
import io.miou.testing.Alone;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * Random trees of tasks on random domains: they sleep, wait for one another, fail, are cancelled, own things and hand
 * them round; and whatever they do, the rules hold.
 *
 * <p>{@code -Dmiou.stress.seconds=600} runs for so long; {@code -Dmiou.stress.seed=42} runs the program of that seed
 * again and again. A program that fails is printed with its seed and all that happened.
 */
@Slow
@Alone
class StressTest {

    private static final int SECONDS_IN_CI = 3;
    private static final Logger LOG = Logger.getLogger("io.miou");

    @BeforeAll
    static void quiet() {
        // Violations, and exceptions of cancelled tasks, are logged as they should be; here there are thousands.
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    @OnEveryBackend
    @Timeout(value = 7, unit = java.util.concurrent.TimeUnit.DAYS)
    void randomTreesOfTasks_keepEveryRule(Variant variant) throws InterruptedException {
        // What the JDK opens once, at its first use of a selector, stays open.
        variant.run(() -> Miou.yield());
        Long replayed = Long.getLong("miou.stress.seed");
        long seed = replayed != null ? replayed : System.nanoTime();
        Duration duration = Duration.ofSeconds(Integer.getInteger("miou.stress.seconds", SECONDS_IN_CI));
        System.out.println("stress test on " + variant + ": -Dmiou.stress.seed=" + seed + " for " + duration);
        long end = System.nanoTime() + duration.toNanos();
        int programs = 0;
        do {
            List<String> faults = StressRun.faults(Generator.program(seed), variant);
            if (!faults.isEmpty()) {
                fail("-Dmiou.stress.seed=" + seed + "\n" + Generator.program(seed) + "\n"
                        + String.join("\n", faults));
            }
            programs++;
            seed = replayed != null ? seed : seed + 1;
        } while (System.nanoTime() - end < 0);
        System.out.println("stress test on " + variant + ": " + programs + " programs, the last of seed " + seed);
        assertThat(programs).isPositive();
    }
}
