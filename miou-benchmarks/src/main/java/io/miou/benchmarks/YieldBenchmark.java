package io.miou.benchmarks;

import io.miou.Miou;
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

/**
 * Fibers that yield to each other: the cost of one switch; with one fiber, of finding out that there is nothing to do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class YieldBenchmark {

    private static final int YIELDS = 300_000;

    @Param({"1", "2", "1000"})
    int count;

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void miou(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            List<Promise<Void>> children = new ArrayList<>(count);
            for (int fiber = 0; fiber < count; fiber++) {
                children.add(Miou.async(() -> {
                    for (int i = 0; i < YIELDS / count; i++) {
                        Miou.yield();
                    }
                }));
            }
            Miou.awaitAll(children);
        });
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void virtualThreads() throws InterruptedException {
        List<Thread> threads = new ArrayList<>(count);
        for (int fiber = 0; fiber < count; fiber++) {
            threads.add(Thread.startVirtualThread(this::yieldManyTimes));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier() throws InterruptedException {
        virtualThreads();
    }

    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void kotlin() {
        Coroutines.yieldInTurns(count, YIELDS / count);
    }

    /** The floor. */
    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void bareCarriedThreads() {
        BareCarrier carrier = new BareCarrier();
        for (int fiber = 0; fiber < count; fiber++) {
            carrier.start(this::yieldManyTimes);
        }
        carrier.drain();
    }

    private void yieldManyTimes() {
        for (int i = 0; i < YIELDS / count; i++) {
            Thread.yield();
        }
    }
}
