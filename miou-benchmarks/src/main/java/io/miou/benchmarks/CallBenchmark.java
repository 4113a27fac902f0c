package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.benchmarks.kotlin.Coroutines;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A task on another domain, started and awaited, back to back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class CallBenchmark {

    private static final int ROUNDS = 10_000;

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int miou(Fibers fibers) {
        return Miou.launcher().domains(1).run(() -> {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                sum += Miou.call(() -> 1).await();
            }
            return sum;
        });
    }

    /** The floor: two carriers that never sleep. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void bareCarriedThreads() throws InterruptedException {
        try (CarrierThread here = CarrierThread.open(); CarrierThread there = CarrierThread.open()) {
            here.start(() -> {
                try {
                    for (int i = 0; i < ROUNDS; i++) {
                        there.start(() -> {
                        }).join();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }).join();
        }
    }

    /** Two platform threads that park, each waking the other. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void twoParkingThreads() throws InterruptedException {
        AtomicReference<Thread> turn = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                awaitTurn(turn, Thread.currentThread());
                pass(turn, caller);
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            pass(turn, other);
            awaitTurn(turn, caller);
        }
        other.join();
    }

    private static void pass(AtomicReference<Thread> turn, Thread next) {
        turn.set(next);
        LockSupport.unpark(next);
    }

    private static void awaitTurn(AtomicReference<Thread> turn, Thread self) {
        while (turn.get() != self) {
            LockSupport.park();
        }
    }

    /** A virtual thread for each request, its answer through a queue. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int virtualThreads() throws InterruptedException {
        SynchronousQueue<Integer> answers = new SynchronousQueue<>();
        int sum = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    answers.put(1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            sum += answers.take();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public int virtualThreadsOnOneCarrier() throws InterruptedException {
        return virtualThreads();
    }

    /** Coroutines of two threads. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int kotlin() {
        return Coroutines.callInTurns(ROUNDS);
    }
}
