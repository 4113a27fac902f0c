package io.miou.benchmarks.dump;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Running;
import io.miou.TaskTree;
import io.miou.benchmarks.comparison.MedianInterval;
import io.miou.sync.Latch;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToDoubleFunction;

/**
 * Writes the tree of very many sleeping tasks of one domain, in turns with stretches of the same length in which the
 * thread computes something else. Confined to one thread.
 */
final class DumpMeasurement {

    private static final int MEMORY_TO_TOUCH = 1 << 20;

    /** Dumps before the measurement, so that the compiler's threads do not compete with the domain for processors. */
    private static final int WARM_UPS = 4;

    /** Tasks that are started in one turn. */
    private static final int AT_ONCE = 1_000;

    private final int tasks;
    private final int rounds;
    private final TaskTree.Format format;
    private final PrintStream out;
    private final Ticker ticker = new Ticker();
    private final List<Stretch> dumps = new ArrayList<>();
    private final List<Stretch> controls = new ArrayList<>();
    private long bytes;

    DumpMeasurement(int tasks, int rounds, TaskTree.Format format, PrintStream out) {
        this.tasks = tasks;
        this.rounds = rounds;
        this.format = format;
        this.out = out;
    }

    void run() throws Exception {
        Latch started = new Latch(1);
        CountDownLatch ready = new CountDownLatch(1);
        Runnable _ = started.onOpen(ready::countDown);
        try (Running<Void> run = Miou.launcher().domains(1).start(() -> {
            Miou.call(() -> crowd(started)).await();
        })) {
            ready.await();
            measure();
            ticker.end();
            run.join();
        }
        report();
    }

    /** Starts the tasks on the domain of the caller, and ticks until the end. */
    private void crowd(Latch started) throws IOException {
        try (Orphans<Void> sleepers = Miou.orphans()) {
            for (int i = 0; i < tasks; i++) {
                sleepers.async(() -> Miou.sleep(Duration.ofDays(1)));
                if (i % AT_ONCE == 0) {
                    Miou.yield();
                }
            }
            Miou.yield();
            started.countDown();
            ticker.tick();
        }
    }

    private void measure() throws Exception {
        Stretch first = Stretch.of(ticker, this::dump);
        out.printf(Locale.ROOT, "%,d tasks, %s; the first dump took %.2f s, and its longest stop %.2f ms%n", tasks,
                format, first.seconds(), first.longestMillis());
        for (int i = 1; i < WARM_UPS; i++) {
            Void _ = dump();
        }
        out.println("          seconds  bytes a task  longest stop  stops > 1 ms  collections");
        for (int i = 0; i < rounds; i++) {
            dumps.add(print("dump", Stretch.of(ticker, this::dump)));
            controls.add(print("control", Stretch.of(ticker, () -> compute(dumps.getLast().seconds()))));
        }
    }

    private Stretch print(String name, Stretch stretch) {
        out.printf(Locale.ROOT, "%-8s %8.2f %,13d %10.2f ms %13d %7d (%d ms)%n", name, stretch.seconds(),
                stretch.allocated() / tasks, stretch.longestMillis(), stretch.longStops(), stretch.collections(),
                stretch.collectionMillis());
        return stretch;
    }

    private Void dump() throws Exception {
        bytes = 0;
        try (Writer writer = new BufferedWriter(new OutputStreamWriter(new Counter(), StandardCharsets.UTF_8))) {
            Miou.dump(format, writer);
        }
        return null;
    }

    /** Keeps the processor busy, so that the control differs in nothing but the dump. */
    private Void compute(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        byte[] memory = new byte[MEMORY_TO_TOUCH];
        int at = 0;
        while (System.nanoTime() < end) {
            at = (at * 31 + 7) & (memory.length - 1);
            memory[at]++;
        }
        return null;
    }

    private void report() {
        out.printf(Locale.ROOT, "%n%,d bytes of text; medians, with intervals of the sign test:%n", bytes);
        line("seconds of a dump", dumps, Stretch::seconds);
        line("bytes that it allocates for a task", dumps, dump -> (double) dump.allocated() / tasks);
        line("longest stop of the domain during a dump, ms", dumps, Stretch::longestMillis);
        line("... and without one, ms", controls, Stretch::longestMillis);
        out.printf("stretches without a stop > 1 ms: %d of %d dumps, %d of %d without one%n", calm(dumps), rounds,
                calm(controls), rounds);
        line("stops > 1 ms during a dump", dumps, Stretch::longStops);
        line("... and without one", controls, Stretch::longStops);
    }

    private static long calm(List<Stretch> stretches) {
        return stretches.stream().filter(stretch -> stretch.longStops() == 0).count();
    }

    private void line(String what, List<Stretch> stretches, ToDoubleFunction<Stretch> value) {
        out.println(what + ": " + MedianInterval.of(stretches.stream().mapToDouble(value).toArray()));
    }

    /** Counts, and keeps nothing. */
    private final class Counter extends OutputStream {

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int count) {
            bytes += count;
        }
    }
}
