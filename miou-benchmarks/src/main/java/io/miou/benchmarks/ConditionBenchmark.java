package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.benchmarks.kotlin.Coroutines;
import io.miou.sync.Condition;
import io.miou.sync.Mutex;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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

/** Two fibers that take turns by a mutex and a condition: a wait and the signal that ends it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class ConditionBenchmark {

    private static final int ROUNDS = 100_000;

    private boolean firstsTurn = true;

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void miou(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            Mutex mutex = new Mutex();
            Condition changed = new Condition();
            Promise<Void> other = Miou.async(() -> takeTurns(mutex, changed, false));
            takeTurns(mutex, changed, true);
            other.await();
        });
    }

    private void takeTurns(Mutex mutex, Condition changed, boolean isFirst) {
        for (int i = 0; i < ROUNDS; i++) {
            mutex.lock();
            try {
                while (firstsTurn != isFirst) {
                    changed.await(mutex);
                }
                firstsTurn = !isFirst;
                changed.signal();
            } finally {
                mutex.unlock();
            }
        }
    }

    /** The floor: neither mutex nor condition. */
    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void bareCarriedThreads() {
        ParkingPair.onBareCarrier(ROUNDS);
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void kotlin() {
        Coroutines.takeTurns(ROUNDS);
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void virtualThreads() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        java.util.concurrent.locks.Condition changed = lock.newCondition();
        Thread first = Thread.startVirtualThread(() -> takeTurns(lock, changed, true));
        Thread second = Thread.startVirtualThread(() -> takeTurns(lock, changed, false));
        first.join();
        second.join();
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsOnOneCarrier() throws InterruptedException {
        virtualThreads();
    }

    private void takeTurns(ReentrantLock lock, java.util.concurrent.locks.Condition changed, boolean isFirst) {
        for (int i = 0; i < ROUNDS; i++) {
            lock.lock();
            try {
                while (firstsTurn != isFirst) {
                    changed.awaitUninterruptibly();
                }
                firstsTurn = !isFirst;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }
    }
}
