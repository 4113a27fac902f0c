package io.miou.run;

import io.miou.DomainStatus;
import io.miou.MiouMXBean;
import io.miou.TaskTree;
import io.miou.domain.DomainLoop;
import io.miou.domain.DomainMeter;
import io.miou.fiber.Fiber;
import io.miou.observe.TreeCapture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * The numbers of all runs of the process: sums over the domains of the active runs, and the totals of the others.
 *
 * <p>Threads: any thread may call every method. The monitor guards the change of a run from active to ended, so that no
 * sum ever falls; a domain never waits for it.
 */
public final class ProcessMetrics implements MiouMXBean {

    private static final ProcessMetrics INSTANCE = new ProcessMetrics();
    private static final double NANOS_A_SECOND = 1e9;

    /** The runs that have not ended, in the order of their begin. Guarded by the monitor. */
    private final List<Run> active = new ArrayList<>();

    /** The sums of the runs that have ended. Guarded by the monitor. */
    private final Totals ended = new Totals();

    private ProcessMetrics() {
    }

    /** {@return the only one of the process} */
    public static ProcessMetrics ofProcess() {
        return INSTANCE;
    }

    /** The sums over runs that never fall. */
    private static final class Totals {
        long started;
        long succeeded;
        long failed;
        long cancelled;
        long violations;
        long polls;
        long asleepNanos;
        long lagNanos;
        final long[] lag = new long[DomainMeter.LAG_CLASSES];

        void add(Run run) {
            violations += run.violations();
            for (DomainLoop loop : run.loops()) {
                DomainMeter meter = loop.meter();
                started += meter.started();
                succeeded += meter.succeeded();
                failed += meter.failed();
                cancelled += meter.cancelled();
                polls += meter.polls();
                asleepNanos += meter.asleepNanos(loop.timers().nanoTime());
                lagNanos += meter.lagNanos();
                for (int i = 0; i < lag.length; i++) {
                    lag[i] += meter.turns(i);
                }
            }
        }

        void add(Totals other) {
            started += other.started;
            succeeded += other.succeeded;
            failed += other.failed;
            cancelled += other.cancelled;
            violations += other.violations;
            polls += other.polls;
            asleepNanos += other.asleepNanos;
            lagNanos += other.lagNanos;
            for (int i = 0; i < lag.length; i++) {
                lag[i] += other.lag[i];
            }
        }
    }

    synchronized void begins(Run run) {
        active.add(run);
    }

    /** Notes the end of a run. {@return whether no run is active any more} */
    synchronized boolean ends(Run run) {
        if (active.remove(run)) {
            ended.add(run);
        }
        return active.isEmpty();
    }

    private synchronized Totals totals() {
        Totals totals = new Totals();
        totals.add(ended);
        active.forEach(totals::add);
        return totals;
    }

    private synchronized List<Run> active() {
        return List.copyOf(active);
    }

    private long sum(ToLongFunction<DomainLoop> number) {
        return sum(active(), number);
    }

    private static long sum(List<Run> runs, ToLongFunction<DomainLoop> number) {
        long sum = 0;
        for (Run run : runs) {
            for (DomainLoop loop : run.loops()) {
                sum += number.applyAsLong(loop);
            }
        }
        return sum;
    }

    @Override
    public int getRuns() {
        return active().size();
    }

    @Override
    public long getLiveTasks() {
        // Not the fibers: a promise tells an end while the fiber of its task still has steps to go. Ends are read
        // first, for a task that starts and ends meanwhile would be one that has ended and never started.
        List<Run> runs = active();
        long ended = sum(runs, loop -> loop.meter().ended());
        return sum(runs, loop -> loop.meter().started()) - ended;
    }

    @Override
    public long getStartedTasks() {
        return totals().started;
    }

    @Override
    public long getSucceededTasks() {
        return totals().succeeded;
    }

    @Override
    public long getFailedTasks() {
        return totals().failed;
    }

    @Override
    public long getCancelledTasks() {
        return totals().cancelled;
    }

    @Override
    public long getReadyTasks() {
        return sum(DomainLoop::readyCount);
    }

    @Override
    public double getOldestWait() {
        long oldest = 0;
        for (Run run : active()) {
            for (DomainLoop loop : run.loops()) {
                oldest = Math.max(oldest, loop.oldestReadyNanos());
            }
        }
        return oldest / NANOS_A_SECOND;
    }

    @Override
    public long getOrphans() {
        return sum(loop -> loop.meter().orphans());
    }

    @Override
    public long getViolations() {
        return totals().violations;
    }

    @Override
    public long getDisowned() {
        return active().stream().mapToLong(run -> run.disowned().size()).sum();
    }

    @Override
    public int getBlockingThreadsBusy() {
        return active().stream().mapToInt(run -> run.blockingPool().busy()).sum();
    }

    @Override
    public int getBlockingWaiting() {
        return active().stream().mapToInt(run -> run.blockingPool().waiting()).sum();
    }

    @Override
    public long getPolls() {
        return totals().polls;
    }

    @Override
    public double getPollTime() {
        return totals().asleepNanos / NANOS_A_SECOND;
    }

    @Override
    public double getLagTime() {
        return totals().lagNanos / NANOS_A_SECOND;
    }

    @Override
    public double[] getLagBounds() {
        double[] bounds = new double[DomainMeter.LAG_CLASSES - 1];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = DomainMeter.lagBoundNanos(i) / NANOS_A_SECOND;
        }
        return bounds;
    }

    @Override
    public long[] getLagCounts() {
        return totals().lag;
    }

    @Override
    public long getOpenDescriptors() {
        return Management.ofSystem("OpenFileDescriptorCount");
    }

    @Override
    public long getMaxDescriptors() {
        return Management.ofSystem("MaxFileDescriptorCount");
    }

    @Override
    public List<DomainStatus> getDomains() {
        List<DomainStatus> all = new ArrayList<>();
        for (Run run : active()) {
            for (DomainLoop loop : run.loops()) {
                all.add(status(run, loop));
            }
        }
        return all;
    }

    private static DomainStatus status(Run run, DomainLoop loop) {
        DomainMeter meter = loop.meter();
        long now = loop.timers().nanoTime();
        Fiber running = loop.runningFiber();
        return new DomainStatus(run.number(), loop.id(), loop.fibers(), loop.readyCount(), loop.timers().count(),
                meter.polls(), meter.sleeps(), loop.oldestReadyNanos() / NANOS_A_SECOND,
                meter.asleepNanos(now) / NANOS_A_SECOND, meter.upNanos(now) / NANOS_A_SECOND,
                meter.lagNanos() / NANOS_A_SECOND, running == null ? "" : running.thread().getName());
    }

    @Override
    public String dump(TaskTree.Format format, int most) {
        Objects.requireNonNull(format, "format");
        if (most < 1) {
            throw new IllegalArgumentException("a tree of " + most + " tasks; choose 1 or more");
        }
        StringBuilder text = new StringBuilder();
        try {
            TreeCapture.write(ActiveRuns.mains(), format, text, most);
        } catch (IOException e) {
            throw new UncheckedIOException("a string builder cannot be written to", e);
        }
        return text.toString();
    }

    @Override
    public void dumpToFile(TaskTree.Format format, String file) throws IOException {
        Objects.requireNonNull(format, "format");
        Path path = Path.of(Objects.requireNonNull(file, "file"));
        try (Writer out = Files.newBufferedWriter(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            TreeCapture.write(ActiveRuns.mains(), format, out);
        }
    }
}
