package io.miou.benchmarks.scaling;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Very many fibers of one domain that wait, each for an event or for a time: the cost of each to start, to keep and to
 * cancel. Confined to one thread.
 *
 * @param bytes of the heap, for each that waits
 * @param startNanos from the first start until all wait, for each
 * @param cancelNanos from the cancellation until all have ended, for each
 */
record Crowd(double bytes, double startNanos, double cancelNanos) {

    /** The reason for which fibers wait. */
    enum Wait {
        /** For an event that does not come. */
        EVENT,
        /** For a time of its own, in another order than that of the starts. */
        TIME
    }

    static Crowd of(Wait wait, int fibers) {
        return Miou.launcher().domains(0).run(() -> measure(wait, fibers, UsedHeap::bytes));
    }

    /** Does the same without a look at the heap, so that the code is compiled. */
    static void warmUp(Wait wait, int fibers) {
        Crowd _ = Miou.launcher().domains(0).<Crowd>run(() -> measure(wait, fibers, () -> 0));
    }

    private static Crowd measure(Wait wait, int fibers, LongSupplier heap) {
        long before = heap.getAsLong();
        Orphans<Void> all = Miou.orphans();
        long begin = System.nanoTime();
        for (int i = 0; i < fibers; i++) {
            Duration time = Duration.ofHours(1).plusNanos(i * 7_919L % fibers);
            all.async(() -> {
                if (wait == Wait.TIME) {
                    Miou.sleep(time);
                } else {
                    new Trigger().await();
                }
            });
        }
        Miou.yield();
        long started = System.nanoTime();
        double bytes = (double) (heap.getAsLong() - before) / fibers;
        long cancelled = System.nanoTime();
        all.cancelAll();
        long ended = System.nanoTime();
        return new Crowd(bytes, (double) (started - begin) / fibers, (double) (ended - cancelled) / fibers);
    }

    String row(Wait wait, int fibers) {
        return String.format(Locale.ROOT, "| %,d | %s | %,.0f | %,.0f | %,.0f |", fibers,
                wait == Wait.TIME ? "a time" : "an event", bytes, startNanos, cancelNanos);
    }
}
