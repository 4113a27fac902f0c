package io.miou.benchmarks;

import io.miou.Miou;
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
@Fork(value = 1, jvmArgsAppend = {"--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xms2g", "-Xmx2g"})
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
    public void virtualThread() throws InterruptedException {
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
    public void bareCarriedThread() {
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
