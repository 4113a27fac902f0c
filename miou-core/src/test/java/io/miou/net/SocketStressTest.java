package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.net.Loopback.Connection;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/**
 * Two tasks on two domains read and write both ends of eight connections, while limits pass, triggers stop them and
 * children are cancelled at random moments. What the buffers' positions say was sent is what arrives, byte for byte.
 *
 * <p>{@code -Dmiou.test.seed} repeats a run's random choices, {@code -Dmiou.test.seconds} makes it longer.
 */
@Slow
class SocketStressTest {

    private static final int CONNECTIONS = 8;
    private static final long SEED = Long.getLong("miou.test.seed", System.nanoTime());
    private static final long SECONDS = Long.getLong("miou.test.seconds", 2);

    /** The endless text of one direction of one connection: a block of random bytes, repeated. */
    private static final class Text {
        private static final int PERIOD = 1_000_003;
        private final byte[] block;

        Text(long seed) {
            block = Loopback.bytes(PERIOD, seed);
        }

        byte[] part(long from, int length) {
            byte[] part = new byte[length];
            for (int i = 0; i < length; i++) {
                part[i] = block[(int) ((from + i) % PERIOD)];
            }
            return part;
        }
    }

    /**
     * Counts the operations that were whole and those that were cut. A run without a cut shows nothing. Written on one
     * domain, read on any.
     */
    private static final class Tally {
        private long whole;
        private volatile long cut;
    }

    /** The operations of one side. */
    private record Side(Tally writes, Tally reads) {
    }

    /** A slow machine may have cut nothing when the time is over. Then the senders go on, for this time at most. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    @OnEveryBackend
    void bytesSentAccordingToThePositions_areTheBytesThatArrive(Variant variant) {
        System.out.println("socket stress, seed " + SEED);
        int eventInterval = new Random(SEED).nextBoolean() ? 1 : 61;
        OpenSockets before = OpenSockets.now();
        variant.launcher().domains(2).eventInterval(eventInterval).run(() -> {
            List<TcpStream> clients = new ArrayList<>();
            List<TcpStream> servers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                Connection connection = Connection.open();
                clients.add(connection.client());
                servers.add(connection.server());
            }
            long deadline = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            Side left = new Side(new Tally(), new Tally());
            Side right = new Side(new Tally(), new Tally());
            Promise<long[]> one = Miou.task().give(clients.toArray(Resource[]::new)).on(Domain.pool().get(0))
                    .call(() -> side(clients, 0, deadline, left, right));
            Promise<long[]> other = Miou.task().give(servers.toArray(Resource[]::new)).on(Domain.pool().get(1))
                    .call(() -> side(servers, 1, deadline, right, left));
            long[] first = one.await();
            long[] second = other.await();
            for (int i = 0; i < CONNECTIONS; i++) {
                assertThat(second[2 * i + 1]).as("arrived of what the first sent").isEqualTo(first[2 * i]).isPositive();
                assertThat(first[2 * i + 1]).as("arrived of what the second sent").isEqualTo(second[2 * i])
                        .isPositive();
            }
        });
        before.assertUnchanged();
    }

    /** Sent and received of each stream. */
    private static long[] side(List<TcpStream> streams, int direction, long deadline, Side own, Side peer) {
        List<Promise<Long>> all = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            TcpStream stream = streams.get(i);
            long outgoing = SEED + 2L * i + direction;
            long incoming = SEED + 2L * i + 1 - direction;
            all.add(Miou.task().lend(stream).async(() -> send(stream, outgoing, deadline, own.writes, peer.reads)));
            all.add(Miou.task().lend(stream).async(() -> receive(stream, incoming, own.reads)));
        }
        long[] counts = Miou.all(all).stream().mapToLong(Long::longValue).toArray();
        streams.forEach(TcpStream::close);
        for (Tally tally : List.of(own.writes, own.reads)) {
            assertThat(tally.whole).isPositive();
            assertThat(tally.cut).isPositive();
        }
        return counts;
    }

    private static long send(TcpStream stream, long seed, long deadline, Tally tally, Tally readings)
            throws IOException {
        Text text = new Text(seed);
        Random random = new Random(seed);
        long sent = 0;
        while (goesOn(deadline, tally, readings)) {
            byte[] part = text.part(sent, 1 + random.nextInt(1 << random.nextInt(1, 21)));
            switch (random.nextInt(3)) {
                case 0 -> sent += sent(stream, random, tally, ByteBuffer.wrap(part));
                case 1 -> sent += sent(stream, random, tally, ByteBuffer.allocateDirect(part.length).put(part).flip());
                default -> {
                    int half = random.nextInt(part.length + 1);
                    sent += sent(stream, random, tally, ByteBuffer.wrap(part, 0, half),
                            ByteBuffer.wrap(part, half, part.length - half).slice());
                }
            }
        }
        stream.shutdownOutput();
        return sent;
    }

    private static boolean goesOn(long deadline, Tally writes, Tally reads) {
        long over = System.nanoTime() - deadline;
        return over < 0 || over < PATIENCE_NANOS && (writes.cut == 0 || reads.cut == 0);
    }

    private static long sent(TcpStream stream, Random random, Tally tally, ByteBuffer... sources) throws IOException {
        long before = remaining(sources);
        boolean whole = cut(stream, random,
                sources.length == 1 ? () -> stream.write(sources[0]) : () -> stream.write(sources));
        long left = remaining(sources);
        if (whole) {
            assertThat(left).isZero();
        }
        if (left == 0) {
            tally.whole++;
        } else {
            tally.cut++;
        }
        return before - left;
    }

    private static long remaining(ByteBuffer[] sources) {
        long all = 0;
        for (ByteBuffer source : sources) {
            all += source.remaining();
        }
        return all;
    }

    private static long receive(TcpStream stream, long seed, Tally tally) throws IOException {
        Text text = new Text(seed);
        Random random = new Random(~seed);
        long received = 0;
        int[] count = new int[1];
        while (true) {
            int room = 1 + random.nextInt(1 << random.nextInt(1, 20));
            ByteBuffer target = random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
            count[0] = 0;
            boolean whole = cut(stream, random, () -> count[0] = stream.read(target));
            if (count[0] < 0) {
                return received;
            }
            assertThat(target.position()).as("a read returns what it has read, or has read nothing")
                    .isEqualTo(count[0]);
            if (whole) {
                assertThat(count[0]).isPositive();
            }
            if (count[0] > 0) {
                tally.whole++;
            } else {
                tally.cut++;
            }
            byte[] got = new byte[target.flip().remaining()];
            target.get(got);
            assertThat(java.util.Arrays.mismatch(got, text.part(received, got.length))).as("first difference")
                    .isEqualTo(-1);
            received += got.length;
            if (random.nextInt(20) == 0) {
                Miou.sleep(Duration.ofMillis(1)); // so that writers have to wait
            }
        }
    }

    /** Runs an operation that is perhaps cut; returns whether it surely was not. */
    private static boolean cut(TcpStream stream, Random random, Operation operation) throws IOException {
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                try {
                    Miou.timeout(Duration.ofNanos(random.nextInt(1_000_000)), operation::run);
                    return true;
                } catch (TimeoutException _) {
                    return false;
                }
            }
            case 2 -> {
                Promise<Void> child = Miou.task().lend(stream).async(operation::run);
                pause(random);
                child.cancel();
                return false;
            }
            case 3 -> {
                Trigger stop = new Trigger();
                Promise<Void> stopper = Miou.call(() -> {
                    pause(new Random());
                    boolean _ = stop.signal();
                });
                boolean finished = Miou.until(stop, operation::run);
                stopper.await();
                return finished;
            }
            default -> {
                try {
                    operation.run();
                    return true;
                } catch (TaskCancelled e) {
                    throw new AssertionError("nobody has cancelled it", e);
                }
            }
        }
    }

    private static void pause(Random random) {
        switch (random.nextInt(4)) {
            case 0 -> Miou.sleep(Duration.ofNanos(random.nextInt(500_000)));
            case 1 -> {
            }
            default -> {
                for (int i = random.nextInt(5); i > 0; i--) {
                    Miou.yield();
                }
            }
        }
    }
}
