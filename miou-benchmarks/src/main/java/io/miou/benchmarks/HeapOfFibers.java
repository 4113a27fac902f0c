package io.miou.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The bytes of the heap in use for each of many fibers, after a collection. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class HeapOfFibers {

    private static final int COLLECTIONS = 3;

    private long before;
    private double bytesEach;

    /** {@return bytes for each, as JMH asks} */
    public double bytes() {
        return bytesEach;
    }

    void begin() {
        before = used();
    }

    void end(int fibers) {
        bytesEach = (double) (used() - before) / fibers;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
