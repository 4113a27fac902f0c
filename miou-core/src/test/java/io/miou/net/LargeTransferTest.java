package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A large write is many operations: other fibers run between them, and a limit can end it. */
class LargeTransferTest {

    private static final int PIECE = 1 << 22;
    private static final int PIECES = 8;

    /** A connection whose peer throws away what comes, as fast as it can, on a thread of its own. */
    private record Drained(TcpStream stream, Socket peer, Thread reader) implements AutoCloseable {

        static Drained open() throws IOException {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                TcpStream stream = TcpStream.connect(listener.getLocalSocketAddress());
                Socket peer = listener.accept();
                Thread reader = Thread.ofPlatform().daemon().start(() -> {
                    byte[] bytes = new byte[1 << 20];
                    try {
                        while (peer.getInputStream().read(bytes) >= 0) {
                            // Only to make room.
                        }
                    } catch (IOException e) {
                        // The test has ended.
                    }
                });
                return new Drained(stream, peer, reader);
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
            peer.close();
        }
    }

    /** Returns many bytes with little memory: every buffer has the same content. */
    private static ByteBuffer[] pieces(ByteBuffer one, int count) {
        return IntStream.range(0, count).mapToObj(_ -> one.duplicate()).toArray(ByteBuffer[]::new);
    }

    @OnEveryBackend
    void largeWriteOfEachKind_othersRunMeanwhile(Variant variant) {
        ByteBuffer heap = ByteBuffer.allocate(PIECES * PIECE);
        othersRun(variant, stream -> stream.write(heap));
        ByteBuffer direct = ByteBuffer.allocateDirect(PIECE);
        othersRun(variant, stream -> stream.write(pieces(direct, PIECES)));
        othersRun(variant, stream -> stream.write(pieces(heap.slice(0, PIECE), PIECES)));
    }

    private interface Write {
        void to(TcpStream stream) throws IOException;
    }

    private static void othersRun(Variant variant, Write write) {
        variant.launcher().domains(0).run(() -> {
            try (Drained drained = Drained.open()) {
                AtomicInteger turns = new AtomicInteger();
                Promise<Void> other = Miou.async(() -> {
                    while (true) {
                        turns.incrementAndGet();
                        Miou.yield();
                    }
                });
                write.to(drained.stream());
                assertThat(turns.get()).isGreaterThan(PIECES * PIECE / (2 << 20));
                other.cancel();
            }
        });
    }

    @OnEveryBackend
    void largeWrite_limitIsHeard(Variant variant) {
        ByteBuffer heap = ByteBuffer.allocate(PIECE);
        variant.launcher().domains(0).run(() -> {
            try (Drained drained = Drained.open()) {
                ByteBuffer[] sources = pieces(heap, 4_000);
                assertThatThrownBy(
                        () -> Miou.timeout(Duration.ofMillis(20), () -> drained.stream().write(sources)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(sources[sources.length - 1].position()).isZero();
            }
        });
    }

    @OnEveryBackend
    void largeRead_isGivenOnlySoMuchAtOnce(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                byte[] sent = Loopback.bytes(3_000_000, 5);
                Promise<Void> writer = Miou.task().lend(connection.client())
                        .async(() -> connection.client().write(sent));
                ByteBuffer target = ByteBuffer.allocate(100 << 20).limit(sent.length);
                connection.server().readFully(target);
                writer.await();
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(sent));
            }
        });
    }
}
