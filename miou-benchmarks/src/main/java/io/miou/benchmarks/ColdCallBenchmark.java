package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.benchmarks.kotlin.Coroutines;
import java.time.Duration;
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

/**
 * A task on another domain, started and awaited after ten milliseconds in which both had nothing to do: two threads have
 * to be woken by the kernel. The time itself is mostly the pause; what counts are {@code p50} and {@code p99} of the round
 * trip, in nanoseconds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class ColdCallBenchmark {

    private static final int ROUNDS = 20;
    private static final Duration PAUSE = Duration.ofMillis(10);

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int miou(Fibers fibers, Lateness roundTrip) {
        return Miou.launcher().domains(1).run(() -> {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                Miou.sleep(PAUSE);
                long start = System.nanoTime();
                sum += Miou.call(() -> 1).await();
                roundTrip.record(System.nanoTime() - start);
            }
            return sum;
        });
    }

    /** The floor: two platform threads that park, each waking the other. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void twoParkingThreads(Lateness roundTrip) throws InterruptedException {
        AtomicReference<Thread> turn = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                awaitTurn(turn, Thread.currentThread());
                pass(turn, caller);
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            Thread.sleep(PAUSE);
            long start = System.nanoTime();
            pass(turn, other);
            awaitTurn(turn, caller);
            roundTrip.record(System.nanoTime() - start);
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
    public int virtualThreads(Lateness roundTrip) throws InterruptedException {
        SynchronousQueue<Integer> answers = new SynchronousQueue<>();
        int sum = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Thread.sleep(PAUSE);
            long start = System.nanoTime();
            Thread.startVirtualThread(() -> {
                try {
                    answers.put(1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            sum += answers.take();
            roundTrip.record(System.nanoTime() - start);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public int virtualThreadsOnOneCarrier(Lateness roundTrip) throws InterruptedException {
        return virtualThreads(roundTrip);
    }

    /** Coroutines of two threads. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int kotlin(Lateness roundTrip) {
        return Coroutines.callAfterPauses(ROUNDS, PAUSE.toMillis(), roundTrip::record);
    }
}
