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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Two children on two domains, each with a little work; awaited, and again. From how much work on it pays to have both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class FanOutBenchmark {

    private static final int ROUNDS = 2000;
    private static final long TOKENS_PER_MICROSECOND = tokensPerMicrosecond();

    @Param({"0", "20", "200"})
    int microseconds;

    private static long tokensPerMicrosecond() {
        long tokens = 1 << 20;
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            Blackhole.consumeCPU(tokens);
            best = Math.min(best, System.nanoTime() - start);
        }
        return Math.max(1, tokens * 1000 / best);
    }

    private void work() {
        if (microseconds > 0) {
            Blackhole.consumeCPU(microseconds * TOKENS_PER_MICROSECOND);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void miou(Fibers fibers) {
        Miou.launcher().domains(2).run(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                Promise<Void> one = Miou.call(this::work);
                Promise<Void> other = Miou.call(this::work);
                Miou.awaitAll(one, other);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void virtualThreads() throws InterruptedException {
        for (int i = 0; i < ROUNDS; i++) {
            Thread one = Thread.startVirtualThread(this::work);
            Thread other = Thread.startVirtualThread(this::work);
            one.join();
            other.join();
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier() throws InterruptedException {
        virtualThreads();
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void structuredTaskScope() {
        for (int i = 0; i < ROUNDS; i++) {
            Object scope = StructuredScope.open();
            try {
                for (int child = 0; child < 2; child++) {
                    StructuredScope.fork(scope, () -> {
                        work();
                        return null;
                    });
                }
                StructuredScope.join(scope);
            } finally {
                StructuredScope.close(scope);
            }
        }
    }

    /** The floor: two carriers that never sleep. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void bareCarriedThreads() throws InterruptedException {
        try (CarrierThread first = CarrierThread.open(); CarrierThread second = CarrierThread.open()) {
            for (int i = 0; i < ROUNDS; i++) {
                Thread one = first.start(this::work);
                Thread other = second.start(this::work);
                one.join();
                other.join();
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void oneAfterTheOther() {
        for (int i = 0; i < ROUNDS; i++) {
            work();
            work();
        }
    }
}
