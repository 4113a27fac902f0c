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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A task on another domain, started and awaited after ten milliseconds in which both had nothing to do: two threads
 * have to be woken by the kernel. The time itself is mostly the pause; what counts are {@code p50} and {@code p99} of
 * the round trip, in nanoseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class ColdCallBenchmark {

    private static final int ROUNDS = 20;
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int ROUNDS_TO_COMPILE = 10_000;
    private static final Duration SHORT_PAUSE = Duration.ofNanos(20_000);

    private boolean compiled;

    /** Makes round trips with a pause before each. */
    private interface Exchange {
        void run(int rounds, Duration pause, Lateness roundTrip) throws InterruptedException;
    }

    /** Measures with cold threads but warm code: a round trip in the interpreter takes several times as long. */
    private void measure(Exchange exchange, Lateness roundTrip) throws InterruptedException {
        if (!compiled) {
            compiled = true;
            exchange.run(ROUNDS_TO_COMPILE, SHORT_PAUSE, new Lateness());
        }
        exchange.run(ROUNDS, PAUSE, roundTrip);
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void miou(Fibers fibers, Lateness roundTrip) throws InterruptedException {
        measure(ColdCallBenchmark::call, roundTrip);
    }

    private static void call(int rounds, Duration pause, Lateness roundTrip) {
        Miou.launcher().domains(1).run(() -> {
            for (int i = 0; i < rounds; i++) {
                Miou.sleep(pause);
                long start = System.nanoTime();
                int _ = Miou.call(() -> 1).await();
                roundTrip.record(System.nanoTime() - start);
            }
        });
    }

    /** The floor: two platform threads that park, each waking the other. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void twoParkingThreads(Lateness roundTrip) throws InterruptedException {
        measure(ColdCallBenchmark::park, roundTrip);
    }

    private static void park(int rounds, Duration pause, Lateness roundTrip) throws InterruptedException {
        AtomicReference<Thread> turn = new AtomicReference<>();
        Thread caller = Thread.currentThread();
        Thread other = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < rounds; i++) {
                awaitTurn(turn, Thread.currentThread());
                pass(turn, caller);
            }
        });
        for (int i = 0; i < rounds; i++) {
            Thread.sleep(pause);
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
    public void virtualThreads(Lateness roundTrip) throws InterruptedException {
        measure(ColdCallBenchmark::startThreads, roundTrip);
    }

    private static void startThreads(int rounds, Duration pause, Lateness roundTrip) throws InterruptedException {
        SynchronousQueue<Integer> answers = new SynchronousQueue<>();
        for (int i = 0; i < rounds; i++) {
            Thread.sleep(pause);
            long start = System.nanoTime();
            Thread.startVirtualThread(() -> {
                try {
                    answers.put(1);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            int _ = answers.take();
            roundTrip.record(System.nanoTime() - start);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier(Lateness roundTrip) throws InterruptedException {
        virtualThreads(roundTrip);
    }

    /** Coroutines of two threads. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void kotlin(Lateness roundTrip) throws InterruptedException {
        measure(ColdCallBenchmark::callCoroutines, roundTrip);
    }

    /** Calls coroutines with a pause, which is at least a millisecond. */
    private static void callCoroutines(int rounds, Duration pause, Lateness roundTrip) {
        long millis = pause.toMillis();
        int _ = Coroutines.callAfterPauses(millis == 0 ? rounds / 10 : rounds, Math.max(1, millis), roundTrip::record);
    }
}
