package io.miou.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.codec.Frames.Ends;
import io.miou.testkit.Simulation;
import io.miou.testkit.faults.Faults;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A task that is cancelled at any step of receiving or sending has lost nothing, sent nothing twice, and leaks no
 * buffer (rule 9). Played in simulated worlds whose network delivers in pieces.
 */
@ExtendWith(NoLeaks.class)
@Timeout(120)
class CodecCancellationTest {

    private static final int MESSAGES = 12;
    private static final int MOST_STEPS = 300;

    private static final Faults NETWORK = Faults.none().shortTransfers(0.3).wouldBlock(0.2)
            .delay(Duration.ofMillis(1), Duration.ofMillis(2));

    record Way(String name, Codec<ByteBuf, ByteBuf> codec, boolean given, int seed) {
        @Override
        public String toString() {
            return name + (given ? ", given" : ", lent") + ", seed " + seed;
        }
    }

    static Stream<Way> ways() {
        return IntStream.range(0, 2).boxed().flatMap(seed -> Stream.of(
                new Way("by hand", Frames.BY_HAND.pending(500), false, seed),
                new Way("by hand", Frames.BY_HAND.pending(500), true, seed),
                new Way("pipeline", Frames.PIPELINE.pending(500), false, seed),
                new Way("pipeline", Frames.PIPELINE.pending(500), true, seed)));
    }

    /** Takes one more step each time, until the victim has ended by itself. */
    private interface Play {
        /** Returns whether the victim was stopped before its end. */
        boolean stopsAfter(int steps) throws Exception;
    }

    private static void sweep(Way way, Play play) {
        SplittableRandom random = new SplittableRandom(way.seed());
        boolean[] stopped = {true};
        for (int steps = 0; stopped[0]; steps += 1 + random.nextInt(4)) {
            assertThat(steps).isLessThan(MOST_STEPS);
            int atStep = steps;
            Simulation.of(way.seed()).faults(NETWORK).run(() -> {
                stopped[0] = play.stopsAfter(atStep);
            });
        }
    }

    private static boolean cancelAfter(int steps, Promise<?> victim) {
        for (int i = 0; i < steps; i++) {
            if (i % 4 == 3) {
                Miou.sleep(Duration.ofMillis(1));
            } else {
                Miou.yield();
            }
        }
        boolean running = victim.state() == Promise.State.RUNNING;
        victim.cancel();
        return running;
    }

    private static Promise<Void> start(Way way, CodecStream<?, ?> stream, io.miou.Action body) {
        return way.given() ? Miou.task().give(stream).call(body) : Miou.task().lend(stream).async(body);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void receiveCancelledAtAnyStep_losesNothing(Way way) {
        sweep(way, steps -> {
            Ends ends = Ends.connect();
            CodecStream<ByteBuf, ByteBuf> near = way.codec().over(ends.near());
            Promise<Void> peer = Miou.task().give(ends.far()).call(() -> sendAll(way, ends));
            List<Integer> received = new ArrayList<>();
            Promise<Void> victim = start(way, near, () -> {
                try (near) {
                    receiveAll(near, received);
                }
            });
            if (!way.given()) {
                boolean stopped = cancelAfter(steps, victim);
                receiveAll(near, received);
                near.close();
                assertThat(received).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
                peer.await();
                return stopped;
            }
            boolean stopped = cancelAfter(steps, victim);
            assertThat(received).isEqualTo(IntStream.range(0, received.size()).boxed().toList());
            peer.cancel();
            return stopped;
        });
    }

    private static void sendAll(Way way, Ends ends) throws IOException {
        try (CodecStream<ByteBuf, ByteBuf> far = way.codec().over(ends.far())) {
            for (int i = 0; i < MESSAGES; i++) {
                far.send(Frames.frame(i, 20 * i));
                if (i % 3 == 0) {
                    far.flush();
                    Miou.yield();
                }
            }
            far.shutdownOutput();
            assertThat(far.receive()).isNull();
        }
    }

    private static void receiveAll(CodecStream<ByteBuf, ByteBuf> near, List<Integer> received) throws IOException {
        for (ByteBuf frame = near.receive(); frame != null; frame = near.receive()) {
            received.add(Frames.number(frame));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void sendCancelledAtAnyStep_sendsWholeMessagesOnce(Way way) {
        sweep(way, steps -> {
            Ends ends = Ends.connect();
            CodecStream<ByteBuf, ByteBuf> near = way.codec().over(ends.near());
            List<Integer> received = new ArrayList<>();
            Promise<Void> peer = Miou.task().give(ends.far()).call(() -> {
                try (CodecStream<ByteBuf, ByteBuf> far = way.codec().over(ends.far())) {
                    receiveAll(far, received);
                }
            });
            int[] sent = {0};
            Promise<Void> victim = start(way, near, () -> {
                try (near) {
                    for (int i = 0; i < MESSAGES; i++) {
                        near.send(Frames.frame(i, 100));
                        sent[0]++;
                        if (i % 5 == 4) {
                            near.flush();
                        }
                    }
                    near.flush();
                }
            });
            boolean stopped = cancelAfter(steps, victim);
            if (way.given()) {
                // The connection is cut at any byte.
                var _ = peer.awaitOutcome();
                assertThat(received).isEqualTo(IntStream.range(0, received.size()).boxed().toList());
                return stopped;
            }
            near.send(Frames.frame(99, 3));
            near.shutdownOutput();
            peer.await();
            near.close();
            List<Integer> expected = new ArrayList<>(IntStream.range(0, sent[0]).boxed().toList());
            expected.add(99);
            assertThat(received).isEqualTo(expected);
            return stopped;
        });
    }
}
