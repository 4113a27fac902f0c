package io.miou.benchmarks.soak;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A figure over time, and how much of a rise is none: an amount, or a share of its median, whichever is more. Memory
 * and latencies vary with what the machine does besides; a descriptor is there or is not, but clients come and go.
 */
enum Series {

    HEAP("heap after a collection", "MiB", reading -> reading.vitals().heap() / 1048576.0, 0.5, 0.05),
    DIRECT("direct buffers", "MiB", reading -> reading.vitals().direct() / 1048576.0, 0.5, 0.05),
    DESCRIPTORS("descriptors", "", reading -> reading.vitals().descriptors(), 4, 0.05),
    THREADS("threads", "", reading -> reading.vitals().threads(), 2, 0.05),
    TASKS("tasks", "", reading -> reading.vitals().tasks(), 8, 0.1),
    P50("p50 of clients that behave", "ms", Reading::p50, 0.5, 0.5),
    P99("p99 of clients that behave", "ms", Reading::p99, 2, 1);

    /** The least number of readings: with fewer, their second half has no trend. */
    static final int FEWEST_READINGS = 4;

    private final String title;
    private final String unit;
    private final ToDoubleFunction<Reading> figure;
    private final double amount;
    private final double share;

    Series(String title, String unit, ToDoubleFunction<Reading> figure, double amount, double share) {
        this.title = title;
        this.unit = unit;
        this.figure = figure;
        this.amount = amount;
        this.share = share;
    }

    double of(Reading reading) {
        return figure.applyAsDouble(reading);
    }

    List<Double> of(List<Reading> readings) {
        return readings.stream().map(this::of).toList();
    }

    /** {@return the trend of the second half: in the first one the JVM still compiles, and pools fill} */
    Trend trend(List<Reading> readings) {
        List<Reading> half = readings.subList(readings.size() / 2, readings.size());
        return Trend.of(half.stream().mapToDouble(Reading::seconds).toArray(),
                half.stream().mapToDouble(this::of).toArray());
    }

    /** {@return the largest rise over the second half that is still flat} */
    double tolerance(Trend trend) {
        return Math.max(amount, share * trend.median());
    }

    Verdict verdict(List<Reading> readings) {
        if (readings.size() < FEWEST_READINGS) {
            return Verdict.UNDECIDED;
        }
        Trend trend = trend(readings);
        return trend.verdict(tolerance(trend));
    }

    String unit() {
        return unit;
    }

    @Override
    public String toString() {
        return title;
    }
}
