package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Two fibers that yield to each other: the cost of one switch. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
public class YieldBenchmark {

    private static final int EACH = 100_000;

    @Benchmark
    @OperationsPerInvocation(2 * EACH)
    public void miou(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            Promise<Void> other = Miou.async(() -> {
                for (int i = 0; i < EACH; i++) {
                    Miou.yield();
                }
            });
            for (int i = 0; i < EACH; i++) {
                Miou.yield();
            }
            other.await();
        });
    }

    @Benchmark
    @OperationsPerInvocation(2 * EACH)
    public void virtualThreads() throws InterruptedException {
        Runnable body = () -> {
            for (int i = 0; i < EACH; i++) {
                Thread.yield();
            }
        };
        Thread one = Thread.startVirtualThread(body);
        Thread.startVirtualThread(body).join();
        one.join();
    }

    @Benchmark
    @OperationsPerInvocation(2 * EACH)
    public void bareCarriedThreads() {
        BareCarrier carrier = new BareCarrier();
        Runnable body = () -> {
            for (int i = 0; i < EACH; i++) {
                Thread.yield();
            }
        };
        carrier.start(body);
        carrier.start(body);
        carrier.drain();
    }
}
