package io.miou.benchmarks.soak;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The figures at a moment of the soak.
 *
 * @param seconds since its start
 * @param vitals of the subject
 * @param p50 of the latencies of clients that behave, in milliseconds, since the last reading
 * @param p99 the same
 * @param messages that came back since the last reading
 */
record Reading(double seconds, Vitals vitals, double p50, double p99, long messages) {

    static Reading of(double seconds, Vitals vitals, Histogram latencies) {
        return new Reading(seconds, vitals, latencies.getValueAtPercentile(50) / 1e6,
                latencies.getValueAtPercentile(99) / 1e6, latencies.getTotalCount());
    }

    /** {@return a line for people} */
    String line(Variant variant) {
        return String.format(Locale.ROOT,
                "%-14s %5.0f s  tasks %4d  descriptors %4d  threads %3d  heap %6.2f MiB  direct %5.2f MiB"
                        + "  p50 %6.2f ms  p99 %6.2f ms  messages %d  turns %d  connections %d",
                variant, seconds, vitals.tasks(), vitals.descriptors(), vitals.threads(), Series.HEAP.of(this),
                Series.DIRECT.of(this), p50, p99, messages, vitals.turns(), vitals.connections());
    }
}
