package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Semaphore;
import java.util.ArrayDeque;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Fibers that acquire one of two permits, yield and release it: with two, no fiber waits; with a hundred, all do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class SemaphoreBenchmark {

    private static final int ACQUISITIONS = 100_000;
    private static final int PERMITS = 2;

    @Param({"2", "100"})
    int count;

    @Benchmark
    @OperationsPerInvocation(ACQUISITIONS)
    public void miou(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            Semaphore permits = new Semaphore(PERMITS);
            List<Promise<Void>> children = new ArrayList<>(count);
            for (int fiber = 0; fiber < count; fiber++) {
                children.add(Miou.async(() -> {
                    for (int i = 0; i < ACQUISITIONS / count; i++) {
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
        List<Thread> threads = new ArrayList<>(count);
        for (int fiber = 0; fiber < count; fiber++) {
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < ACQUISITIONS / count; i++) {
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

    @Benchmark
    @OperationsPerInvocation(ACQUISITIONS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier() throws InterruptedException {
        virtualThreads();
    }

    /** The floor: a counter and a queue, for one thread. */
    @Benchmark
    @OperationsPerInvocation(ACQUISITIONS)
    public void bareCarriedThreads() {
        BareCarrier carrier = new BareCarrier();
        BarePermits permits = new BarePermits();
        for (int fiber = 0; fiber < count; fiber++) {
            carrier.start(() -> {
                for (int i = 0; i < ACQUISITIONS / count; i++) {
                    permits.acquire();
                    Thread.yield();
                    permits.release();
                }
            });
        }
        carrier.drain();
    }

    /** A semaphore that hands a released permit to the first waiter. */
    private static final class BarePermits {

        private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
        private int left = PERMITS;

        void acquire() {
            if (left > 0) {
                left--;
                return;
            }
            Waiter self = new Waiter(Thread.currentThread());
            waiting.add(self);
            while (!self.hasPermit) {
                LockSupport.park();
            }
        }

        void release() {
            Waiter next = waiting.poll();
            if (next == null) {
                left++;
            } else {
                next.hasPermit = true;
                LockSupport.unpark(next.thread);
            }
        }
    }

    private static final class Waiter {
        final Thread thread;
        boolean hasPermit;

        Waiter(Thread thread) {
            this.thread = thread;
        }
    }
}
