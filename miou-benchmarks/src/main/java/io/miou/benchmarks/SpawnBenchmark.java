package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.benchmarks.kotlin.Coroutines;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A task that is started and awaited, one after the other. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = {Forks.CARRIED, "-Xms2g", "-Xmx2g"})
public class SpawnBenchmark {

    private static final int ROUNDS = 100_000;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int miou(Fibers fibers) {
        return Miou.launcher().domains(0).run(() -> {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                sum += Miou.async(() -> 1).await();
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void virtualThreads() throws InterruptedException {
        Thread main = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    Thread.startVirtualThread(() -> {
                    }).join();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        main.join();
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER, "-Xms2g", "-Xmx2g"})
    public void virtualThreadsOnOneCarrier() throws InterruptedException {
        virtualThreads();
    }

    /** A scope for each, as one scope is joined once. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int structuredTaskScope() throws InterruptedException {
        int[] sum = {0};
        Thread.startVirtualThread(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                Object scope = StructuredScope.open();
                try {
                    Object subtask = StructuredScope.fork(scope, () -> 1);
                    StructuredScope.join(scope);
                    sum[0] += (Integer) StructuredScope.get(subtask);
                } finally {
                    StructuredScope.close(scope);
                }
            }
        }).join();
        return sum[0];
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int kotlin() {
        return Coroutines.spawnAndAwait(ROUNDS);
    }

    /** The floor. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void bareCarriedThreads() {
        BareCarrier carrier = new BareCarrier();
        carrier.start(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    carrier.start(() -> {
                    }).join();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        carrier.drain();
    }
}
