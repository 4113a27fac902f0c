package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
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
import org.openjdk.jmh.annotations.Warmup;

/** Starting a task and waiting for it: one at a time, and 10,000 or 100,000 started before the first is awaited. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xms2g", "-Xmx2g"})
public class SpawnBenchmark {

    private static final int MANY = 100_000;

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int oneMiou(Fibers fibers) {
        return Miou.launcher().domains(0).run(() -> {
            int sum = 0;
            for (int i = 0; i < MANY; i++) {
                sum += Miou.async(() -> 1).await();
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void oneVirtualThread() throws InterruptedException {
        Thread main = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < MANY; i++) {
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
    @OperationsPerInvocation(MANY)
    public void oneBareCarriedThread() {
        BareCarrier carrier = new BareCarrier();
        carrier.start(() -> {
            try {
                for (int i = 0; i < MANY; i++) {
                    carrier.start(() -> {
                    }).join();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        carrier.drain();
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public int manyMiou(Fibers fibers) {
        return Miou.launcher().domains(0).run(() -> {
            List<Promise<Integer>> children = new ArrayList<>(MANY);
            for (int i = 0; i < MANY; i++) {
                children.add(Miou.async(() -> 1));
            }
            int sum = 0;
            for (Outcome<Integer> outcome : Miou.awaitAll(children)) {
                sum += outcome.get();
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void manyVirtualThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>(MANY);
        for (int i = 0; i < MANY; i++) {
            threads.add(Thread.startVirtualThread(() -> {
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void manyBareCarriedThreads() throws InterruptedException {
        BareCarrier carrier = new BareCarrier();
        List<Thread> threads = new ArrayList<>(MANY);
        for (int i = 0; i < MANY; i++) {
            threads.add(carrier.start(() -> {
            }));
        }
        carrier.drain();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
