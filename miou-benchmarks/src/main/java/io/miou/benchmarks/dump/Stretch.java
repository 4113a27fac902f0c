package io.miou.benchmarks.dump;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;

/**
 * A stretch of time, and what the ticker has noticed meanwhile.
 *
 * @param seconds its length
 * @param allocated by the thread of the work, in bytes
 * @param longestMillis the longest stop of the domain
 * @param longStops the number of stops above a millisecond
 * @param collections of the garbage collector
 * @param collectionMillis how long they took
 */
record Stretch(double seconds, long allocated, double longestMillis, long longStops, long collections,
        long collectionMillis) {

    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();
    private static final long NANOS_A_MILLI = 1_000_000;

    /** Does some work on the calling thread. */
    static Stretch of(Ticker ticker, Callable<?> work) throws Exception {
        long collectionsBefore = collectionsSoFar();
        long millisBefore = collectionMillisSoFar();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        Histogram stops = ticker.begin();
        long begin = System.nanoTime();
        Object _ = work.call();
        long nanos = System.nanoTime() - begin;
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        Histogram _ = ticker.begin();
        return new Stretch(nanos / 1e9, allocated, stops.getMaxValue() / 1e6,
                stops.getTotalCount() == 0 ? 0 : stops.getCountBetweenValues(NANOS_A_MILLI, stops.getMaxValue()),
                collectionsSoFar() - collectionsBefore, collectionMillisSoFar() - millisBefore);
    }

    private static long collectionsSoFar() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
    }

    private static long collectionMillisSoFar() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime).sum();
    }
}
