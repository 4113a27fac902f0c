package io.miou.run;

import io.miou.Violations;
import io.miou.spi.BackendProvider;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a run, decided by its launcher.
 *
 * @param poolDomains besides domain 0
 * @param backend opened once for each domain
 * @param seed of every random choice
 * @param eventInterval after how many resumptions the operating system is polled at the latest; 0: not chosen
 * @param violations the reaction to a forgotten child or resource
 * @param blockingThreads at most
 * @param inherited scoped values whose bindings a child sees as of its spawn
 * @param stackSize of domain threads in bytes; 0: the standard
 * @param exitGrace how long the exit of the JVM waits for the run, which it cancels; null: it does neither
 * @param watchdog how long a fiber may block its domain while others wait before a warning; zero: for as long as
 *        it wants
 * @param debug whether tasks remember where they were started
 */
public record RunSettings(int poolDomains, BackendProvider backend, long seed, int eventInterval,
        Violations violations, int blockingThreads, List<ScopedValue<?>> inherited, long stackSize,
        @Nullable Duration exitGrace, Duration watchdog, boolean debug) {

    private static final Duration STANDARD_GRACE = Duration.ofSeconds(10);

    /**
     * {@return how long a run that was asked to end waits for fibers that are blocked} A grace of zero says that the
     * exit of the JVM does not wait.
     */
    Duration endGrace() {
        return exitGrace == null || exitGrace.isZero() ? STANDARD_GRACE : exitGrace;
    }
}
