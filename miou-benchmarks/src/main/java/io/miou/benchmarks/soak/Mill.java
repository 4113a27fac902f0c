package io.miou.benchmarks.soak;

import io.miou.Miou;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs one random errand after another. Each errand checks its result. This is the load on everything but the server.
 *
 * <p>{@code grind} may run in several tasks at once. {@code work}, {@code rest} and {@code turns} are for any thread:
 * the flag is volatile, and the number atomic.
 */
final class Mill {

    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final AtomicLong turns = new AtomicLong();
    private volatile boolean working;

    void work() {
        working = true;
    }

    /** Begins no other errand; those under way end. */
    void rest() {
        working = false;
    }

    long turns() {
        return turns.get();
    }

    /** Grinds until it is cancelled, or until an errand finds something wrong. */
    void grind() throws Exception {
        List<Errand> errands = Errands.all();
        while (true) {
            if (working) {
                Errand errand = errands.get(ThreadLocalRandom.current().nextInt(errands.size()));
                try {
                    Miou.timeout(LIMIT, errand::run);
                } catch (TimeoutException e) {
                    throw new IllegalStateException(errand + " has not ended after " + LIMIT.toSeconds() + " s", e);
                } catch (Exception e) {
                    throw new IllegalStateException(errand + " failed", e);
                }
                turns.incrementAndGet();
            }
            Miou.sleep(PAUSE);
        }
    }
}
