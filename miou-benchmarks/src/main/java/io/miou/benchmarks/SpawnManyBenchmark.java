package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.benchmarks.kotlin.Coroutines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Starts a number of tasks before the first is awaited. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = {Forks.CARRIED, "-Xms2g", "-Xmx2g"})
public class SpawnManyBenchmark {

    private static final int TASKS = 100_000;

    @Param({"10000", "100000"})
    int atOnce;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int miou(Fibers fibers) {
        return Miou.launcher().domains(0).run(() -> {
            int sum = 0;
            for (int started = 0; started < TASKS; started += atOnce) {
                List<Promise<Integer>> children = new ArrayList<>(atOnce);
                for (int i = 0; i < atOnce; i++) {
                    children.add(Miou.async(() -> 1));
                }
                for (Outcome<Integer> outcome : Miou.awaitAll(children)) {
                    sum += outcome.get();
                }
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void virtualThreads() throws InterruptedException {
        for (int started = 0; started < TASKS; started += atOnce) {
            List<Thread> threads = new ArrayList<>(atOnce);
            for (int i = 0; i < atOnce; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER, "-Xms2g", "-Xmx2g"})
    public void virtualThreadsOnOneCarrier() throws InterruptedException {
        virtualThreads();
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int structuredTaskScope() throws InterruptedException {
        int[] sum = {0};
        Thread.startVirtualThread(() -> {
            for (int started = 0; started < TASKS; started += atOnce) {
                sum[0] += forkMany();
            }
        }).join();
        return sum[0];
    }

    private int forkMany() {
        int sum = 0;
        Object scope = StructuredScope.open();
        try {
            List<Object> subtasks = new ArrayList<>(atOnce);
            for (int i = 0; i < atOnce; i++) {
                subtasks.add(StructuredScope.fork(scope, () -> 1));
            }
            StructuredScope.join(scope);
            for (Object subtask : subtasks) {
                sum += (Integer) StructuredScope.get(subtask);
            }
        } finally {
            StructuredScope.close(scope);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int kotlin() {
        int sum = 0;
        for (int started = 0; started < TASKS; started += atOnce) {
            sum += Coroutines.spawnMany(atOnce);
        }
        return sum;
    }

    /** The floor. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public void bareCarriedThreads() throws InterruptedException {
        BareCarrier carrier = new BareCarrier();
        for (int started = 0; started < TASKS; started += atOnce) {
            List<Thread> threads = new ArrayList<>(atOnce);
            for (int i = 0; i < atOnce; i++) {
                threads.add(carrier.start(() -> {
                }));
            }
            carrier.drain();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
