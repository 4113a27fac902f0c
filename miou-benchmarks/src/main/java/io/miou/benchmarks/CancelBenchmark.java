package io.miou.benchmarks;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A tree of 10,000 tasks, a hundred with a hundred each, that is started, waits, and is cancelled at its root. The time
 * is that of the whole, for each task; {@code p50} is that of the cancellation alone, for the whole tree, in
 * nanoseconds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class CancelBenchmark {

    private static final int BRANCHES = 100;
    private static final int LEAVES = 99;
    private static final int TASKS = BRANCHES * (1 + LEAVES);

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void miou(Fibers fibers, Lateness cancellation) {
        Miou.launcher().domains(0).run(() -> {
            int[] waiting = {0};
            Promise<Void> root = Miou.async(() -> startChildren(BRANCHES, () -> startChildren(LEAVES, () -> {
                waiting[0]++;
                new Trigger().await();
            })));
            while (waiting[0] < BRANCHES * LEAVES) {
                Miou.yield();
            }
            long start = System.nanoTime();
            root.cancel();
            cancellation.record(System.nanoTime() - start);
        });
    }

    private static void startChildren(int count, Action body) {
        List<Promise<Void>> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            children.add(Miou.async(body));
        }
        Miou.awaitAll(children);
    }

    /** The same number of threads without a tree, each interrupted and joined. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void virtualThreads(Lateness cancellation) throws InterruptedException {
        List<Thread> threads = new ArrayList<>(TASKS);
        for (int i = 0; i < TASKS; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    LockSupport.park();
                }
            }));
        }
        for (Thread thread : threads) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        long start = System.nanoTime();
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join();
        }
        cancellation.record(System.nanoTime() - start);
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier(Lateness cancellation) throws InterruptedException {
        virtualThreads(cancellation);
    }

    /** The floor: the same number of threads, ended by a flag, without a tree and without an interrupt. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void bareCarriedThreads(Lateness cancellation) {
        BareCarrier carrier = new BareCarrier();
        List<Thread> threads = new ArrayList<>(TASKS);
        boolean[] over = {false};
        for (int i = 0; i < TASKS; i++) {
            threads.add(carrier.start(() -> {
                while (!over[0]) {
                    LockSupport.park();
                }
            }));
        }
        carrier.drain();
        long start = System.nanoTime();
        over[0] = true;
        threads.forEach(LockSupport::unpark);
        carrier.drain();
        cancellation.record(System.nanoTime() - start);
    }
}
