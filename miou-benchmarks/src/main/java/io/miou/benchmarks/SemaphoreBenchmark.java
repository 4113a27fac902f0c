package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Semaphore;
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

/** Fibers that acquire one of two permits, yield and release it: with two, nobody waits; with a hundred, everybody does. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.lang=ALL-UNNAMED")
public class SemaphoreBenchmark {

    private static final int ACQUISITIONS = 100_000;
    private static final int PERMITS = 2;

    @Param({"2", "100"})
    int fibers;

    @Benchmark
    @OperationsPerInvocation(ACQUISITIONS)
    public void miou() {
        Miou.launcher().domains(0).run(() -> {
            Semaphore permits = new Semaphore(PERMITS);
            List<Promise<Void>> children = new ArrayList<>(fibers);
            for (int fiber = 0; fiber < fibers; fiber++) {
                children.add(Miou.async(() -> {
                    for (int i = 0; i < ACQUISITIONS / fibers; i++) {
                        permits.acquire();
                        Miou.yield();
                        permits.release();
                    }
                }));
            }
            Miou.awaitAll(children);
        });
    }

    @Benchmark
    @OperationsPerInvocation(ACQUISITIONS)
    public void virtualThreads() throws InterruptedException {
        java.util.concurrent.Semaphore permits = new java.util.concurrent.Semaphore(PERMITS, true);
        List<Thread> threads = new ArrayList<>(fibers);
        for (int fiber = 0; fiber < fibers; fiber++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < ACQUISITIONS / fibers; i++) {
                    permits.acquireUninterruptibly();
                    Thread.yield();
                    permits.release();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
