package io.miou.benchmarks.dump;

import io.miou.Miou;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * A fiber that does nothing but yield. So it notices each time that its domain stops: the time between two turns, less
 * the time in which the system gave the processor to another thread.
 *
 * <p>Threads: its fiber calls {@link #tick}; any thread calls the rest.
 */
final class Ticker {

    private static final int DIGITS = 3;

    /** The longest time between two looks at the delay, unless the domain stops. */
    private static final long LOOK_NANOS = 200_000;

    private volatile Histogram stops = new Histogram(DIGITS);
    private volatile boolean ended;

    /** Yields until the end. */
    void tick() throws IOException {
        RunDelay delay = RunDelay.ofThisThread();
        long delayed = delay.nanos();
        long looked = System.nanoTime();
        long last = looked;
        while (!ended) {
            Miou.yield();
            long now = System.nanoTime();
            long stop = now - last;
            if (now - looked > LOOK_NANOS) {
                long delayedNow = delay.nanos();
                stop = Math.max(0, stop - (delayedNow - delayed));
                delayed = delayedNow;
                // The look itself is no stop.
                now = System.nanoTime();
                looked = now;
            }
            stops.recordValue(stop);
            last = now;
        }
    }

    /** {@return the stops from now on, in nanoseconds} To be read after the next call. */
    Histogram begin() {
        Histogram next = new Histogram(DIGITS);
        stops = next;
        return next;
    }

    void end() {
        ended = true;
    }
}
