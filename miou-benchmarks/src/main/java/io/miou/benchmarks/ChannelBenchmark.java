package io.miou.benchmarks;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.benchmarks.kotlin.Coroutines;
import io.miou.sync.Channel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
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
 * Two fibers that send each other a message in turn, over two channels; and one that sends a stream of them. Capacity 0
 * is a rendezvous.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(value = 1, jvmArgsAppend = Forks.CARRIED)
public class ChannelBenchmark {

    private static final int ROUNDS = 100_000;
    private static final Integer MESSAGE = 1;

    @Param({"0", "64"})
    int capacity;

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void miouPingPong(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            Channel<Integer> there = Channel.of(capacity);
            Channel<Integer> back = Channel.of(capacity);
            Promise<Void> other = Miou.async(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    back.send(there.receive());
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                there.send(MESSAGE);
                back.receive();
            }
            other.await();
        });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void miouStream(Fibers fibers) {
        Miou.launcher().domains(0).run(() -> {
            Channel<Integer> channel = Channel.of(capacity);
            Promise<Void> sender = Miou.async(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    channel.send(MESSAGE);
                }
            });
            for (int i = 0; i < ROUNDS; i++) {
                channel.receive();
            }
            sender.await();
        });
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void virtualThreadsPingPong() throws InterruptedException {
        BlockingQueue<Integer> there = newQueue();
        BlockingQueue<Integer> back = newQueue();
        Thread other = Thread.startVirtualThread(() -> move(there, back));
        Thread first = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    there.put(MESSAGE);
                    back.take();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        first.join();
        other.join();
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    @Fork(value = 1, jvmArgsAppend = {Forks.ONE_CARRIER, Forks.NO_SPARE_CARRIER})
    public void virtualThreadsPingPongOnOneCarrier() throws InterruptedException {
        virtualThreadsPingPong();
    }

    /** The floor: two turns, and nothing that is passed on. */
    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void bareCarriedThreadsPingPong() {
        ParkingPair.onBareCarrier(ROUNDS);
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void kotlinPingPong() {
        Coroutines.channelPingPong(ROUNDS, capacity);
    }

    @Benchmark
    @OperationsPerInvocation(2 * ROUNDS)
    public void joxPingPong() throws InterruptedException {
        com.softwaremill.jox.Channel<Integer> there = newJoxChannel();
        com.softwaremill.jox.Channel<Integer> back = newJoxChannel();
        Thread other = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    back.send(there.receive());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Thread first = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    there.send(MESSAGE);
                    back.receive();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        first.join();
        other.join();
    }

    private com.softwaremill.jox.Channel<Integer> newJoxChannel() {
        return capacity == 0
                ? com.softwaremill.jox.Channel.newRendezvousChannel()
                : com.softwaremill.jox.Channel.newBufferedChannel(capacity);
    }

    private BlockingQueue<Integer> newQueue() {
        return capacity == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(capacity);
    }

    private static void move(BlockingQueue<Integer> from, BlockingQueue<Integer> to) {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                to.put(from.take());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
