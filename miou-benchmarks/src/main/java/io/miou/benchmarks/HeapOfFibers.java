package io.miou.benchmarks;

import io.miou.benchmarks.scaling.UsedHeap;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The bytes of the heap in use for each of many fibers, after a collection. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class HeapOfFibers {

    private long before;
    private double bytesEach;

    /** {@return bytes for each, as JMH asks} */
    public double bytes() {
        return bytesEach;
    }

    void begin() {
        before = UsedHeap.bytes();
    }

    void end(int fibers) {
        bytesEach = (double) (UsedHeap.bytes() - before) / fibers;
    }
}
