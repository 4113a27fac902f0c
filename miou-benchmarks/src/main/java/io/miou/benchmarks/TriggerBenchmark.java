package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Trigger;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Two fibers that wake each other in turn, each time by a new trigger: a wait and the signal that ends it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class TriggerBenchmark {

    private static final int ROUNDS = 100_000;

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void miou(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            Turns turns = new Turns();
            Promise<Void> other = Miou.async(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    turns.there.await();
                    turns.there = new Trigger();
                    turns.back.signal();
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                Trigger back = new Trigger();
                turns.back = back;
                turns.there.signal();
                back.await();
            }
            other.await();
        });
    }

    private static final class Turns {
        Trigger there = new Trigger();
        Trigger back = new Trigger();
    }

    /** The floor of a wait: park and unpark, of threads on a scheduler that is a queue. */
    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void bareCarriedThreads() {
        ParkingPair.onBareCarrier(ROUNDS);
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void virtualThreads() throws InterruptedException {
        ParkingPair.onVirtualThreads(ROUNDS);
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier() throws InterruptedException {
        virtualThreads();
    }
}
