package io.miou.benchmarks.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The variants to be soaked, and the durations.
 *
 * @param variants one after the other
 * @param readings how many are taken of each
 * @param interval from one reading to the next
 * @param patience how long the server waits for a client
 * @param directory where the report goes
 * @param leak to see the verdict find it
 */
record SoakPlan(List<Variant> variants, int readings, Duration interval, Duration patience, Path directory,
        Leak leak) {

    SoakPlan {
        if (readings < 1) {
            throw new IllegalArgumentException("no reading fits between the start and the end: choose more --minutes,"
                    + " or fewer seconds for --every than the " + seconds(interval) + " from one reading to the next");
        }
    }

    /** {@return the number of readings of a soak of this duration} */
    static int readings(Duration duration, Duration interval) {
        return (int) Math.min(Integer.MAX_VALUE, duration.dividedBy(interval));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
