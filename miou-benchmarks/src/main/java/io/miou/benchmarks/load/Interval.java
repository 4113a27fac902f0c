package io.miou.benchmarks.load;

import org.HdrHistogram.Histogram;

/**
 * The result of a measurement.
 *
 * @param messages how many came back until the time was over
 * @param total those and the ones that were still under way then
 * @param nanos how long it took for {@code messages}
 * @param latencies of all, in nanoseconds
 */
public record Interval(long messages, long total, long nanos, Histogram latencies) {

    static Histogram newHistogram() {
        return new Histogram(3_600_000_000_000L, 3);
    }

    /** {@return messages per second} */
    public double rate() {
        return messages * 1e9 / nanos;
    }

    /** {@return the latency that this percentage of messages does not exceed, in microseconds} */
    public double percentile(double percent) {
        return latencies.getValueAtPercentile(percent) / 1e3;
    }
}
