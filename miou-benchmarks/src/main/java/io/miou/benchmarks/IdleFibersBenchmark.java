package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.benchmarks.kotlin.Coroutines;
import io.miou.sync.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Many fibers that wait for something that comes at the end; {@code bytes} is what each of them has in the heap
 * meanwhile.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 1) // JMH would add the bytes of several up
@Fork(value = 1, jvmArgsAppend = {Forks.CARRIED, "-Xms4g", "-Xmx4g"})
public class IdleFibersBenchmark {

    @Param({"100000", "1000000"})
    int count;

    @Benchmark
    public void miou(Fibers engine, HeapOfFibers heap) {
        Miou.launcher().domains(0).run(() -> {
            List<Promise<Void>> children = new ArrayList<>(count);
            List<Trigger> ends = new ArrayList<>(count);
            int[] waiting = {0};
            heap.begin();
            for (int i = 0; i < count; i++) {
                Trigger end = new Trigger();
                ends.add(end);
                children.add(Miou.async(() -> {
                    waiting[0]++;
                    end.await();
                }));
            }
            while (waiting[0] < count) {
                Miou.yield();
            }
            heap.end(count);
            ends.forEach(Trigger::signal);
            Miou.all(children);
        });
    }

    @Benchmark
    public void virtualThreads(HeapOfFibers heap) throws InterruptedException {
        List<Thread> threads = new ArrayList<>(count);
        CountDownLatch waiting = new CountDownLatch(count);
        boolean[] over = {false};
        heap.begin();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.startVirtualThread(() -> {
                waiting.countDown();
                while (!over[0]) {
                    LockSupport.park();
                }
            }));
        }
        waiting.await();
        heap.end(count);
        over[0] = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Benchmark
    public void kotlin(HeapOfFibers heap) {
        Coroutines.idle(count, heap::begin, () -> heap.end(count));
    }

    /** The floor: parked threads on a scheduler that is a queue. */
    @Benchmark
    public void bareCarriedThreads(HeapOfFibers heap) {
        List<Thread> threads = new ArrayList<>(count);
        BareCarrier carrier = new BareCarrier();
        boolean[] over = {false};
        heap.begin();
        for (int i = 0; i < count; i++) {
            threads.add(carrier.start(() -> {
                while (!over[0]) {
                    LockSupport.park();
                }
            }));
        }
        carrier.drain();
        heap.end(count);
        over[0] = true;
        threads.forEach(LockSupport::unpark);
        carrier.drain();
    }
}
