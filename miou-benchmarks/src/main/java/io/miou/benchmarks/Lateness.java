package io.miou.benchmarks;

import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Times that the benchmark takes itself, shown beside its own: their percentiles within an iteration, in nanoseconds.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class Lateness {

    private final Histogram times = new Histogram(3);

    @Setup(Level.Iteration)
    public void reset() {
        times.reset();
    }

    /** Records a lateness. Not for two threads at once. */
    void record(long nanos) {
        times.recordValue(Math.max(0, nanos));
    }

    public double p50() {
        return times.getValueAtPercentile(50);
    }

    public double p99() {
        return times.getValueAtPercentile(99);
    }
}
