package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
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
 * 10,000 fibers that sleep for a millisecond each, at once. The time is that of the whole, for each fiber; {@code p50}
 * and {@code p99} say how late they woke, in nanoseconds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class SleepBenchmark {

    private static final int SLEEPERS = 10_000;
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public void miou(Fibers fibers, Lateness lateness) {
        Miou.launcher().domains(0).run(() -> {
            List<Promise<Long>> sleepers = new ArrayList<>(SLEEPERS);
            for (int i = 0; i < SLEEPERS; i++) {
                sleepers.add(Miou.async(() -> {
                    long due = System.nanoTime() + MILLISECOND.toNanos();
                    Miou.sleep(MILLISECOND);
                    return System.nanoTime() - due;
                }));
            }
            Miou.awaitAll(sleepers).forEach(late -> lateness.record(late.get()));
        });
    }

    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public void virtualThreads(Lateness lateness) throws InterruptedException {
        List<Thread> sleepers = new ArrayList<>(SLEEPERS);
        long[] late = new long[SLEEPERS];
        for (int i = 0; i < SLEEPERS; i++) {
            int number = i;
            sleepers.add(Thread.startVirtualThread(() -> {
                long due = System.nanoTime() + MILLISECOND.toNanos();
                try {
                    Thread.sleep(MILLISECOND);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                late[number] = System.nanoTime() - due;
            }));
        }
        for (int i = 0; i < SLEEPERS; i++) {
            sleepers.get(i).join();
            lateness.record(late[i]);
        }
    }

    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier(Lateness lateness) throws InterruptedException {
        virtualThreads(lateness);
    }

    /** The floor: a heap of waiters, and a carrier that parks until the first of them is due. */
    @Benchmark
    @OperationsPerInvocation(SLEEPERS)
    public void bareCarriedThreads(Lateness lateness) {
        BareCarrier carrier = new BareCarrier();
        PriorityQueue<Sleeper> sleepers = new PriorityQueue<>(SLEEPERS);
        for (int i = 0; i < SLEEPERS; i++) {
            carrier.start(() -> {
                Sleeper self = new Sleeper(Thread.currentThread(), System.nanoTime() + MILLISECOND.toNanos());
                sleepers.add(self);
                while (!self.isDue) {
                    LockSupport.park();
                }
                lateness.record(System.nanoTime() - self.due);
            });
        }
        carrier.drain();
        while (!sleepers.isEmpty()) {
            LockSupport.parkNanos(sleepers.element().due - System.nanoTime());
            while (!sleepers.isEmpty() && sleepers.element().due - System.nanoTime() <= 0) {
                Sleeper first = sleepers.remove();
                first.isDue = true;
                LockSupport.unpark(first.thread);
            }
            carrier.drain();
        }
    }

    private static final class Sleeper implements Comparable<Sleeper> {
        final Thread thread;
        final long due;
        boolean isDue;

        Sleeper(Thread thread, long due) {
            this.thread = thread;
            this.due = due;
        }

        @Override
        public int compareTo(Sleeper other) {
            return Long.signum(due - other.due);
        }
    }
}
