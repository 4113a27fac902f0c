package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Rule 30: a stream on which an operation has failed never reports a clean end afterwards. */
class FailedStreamTest {

    private static final int SENT = 12_345;

    /** A connection whose peer is a socket of the JDK. */
    private record Pair(TcpStream stream, Socket peer) implements AutoCloseable {

        static Pair connected() throws IOException {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                TcpStream stream = TcpStream.connect(listener.getLocalSocketAddress());
                return new Pair(stream, listener.accept());
            }
        }

        void sendAndReset() throws IOException {
            peer.getOutputStream().write(new byte[SENT]);
            peer.setSoLinger(true, 0);
            peer.close();
        }

        @Override
        public void close() throws IOException {
            stream.close();
            peer.close();
        }
    }

    @OnEveryBackend
    void resetWhileAWriterWaits_readAllBytesThrows(Variant variant) {
        for (int i = 0; i < 20; i++) {
            variant.run(() -> {
                try (Pair pair = Pair.connected()) {
                    Promise<IOException> writer = Miou.task().lend(pair.stream())
                            .async(() -> failureOfWriting(pair.stream(), ByteBuffer.allocate(1 << 24)));
                    Waiting.until(writer, "writing to");
                    pair.sendAndReset();
                    assertFailed(catchThrowable(() -> pair.stream().inputStream().readAllBytes()));
                    writer.await();
                    assertFailsAgain(pair.stream());
                }
            });
        }
    }

    @OnEveryBackend
    void resetSeenByEveryKindOfWrite_dataIsReadThenTheSameFailureEachTime(Variant variant, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("f");
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            content.write(ByteBuffer.allocate(100));
            List<Write> writes = List.of(
                    stream -> stream.write(new byte[10]),
                    stream -> stream.write(ByteBuffer.allocateDirect(10)),
                    stream -> stream.write(new ByteBuffer[]{ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10)}),
                    stream -> stream
                            .write(new ByteBuffer[]{ByteBuffer.allocateDirect(9), ByteBuffer.allocateDirect(9)}),
                    stream -> stream.transferFrom(content, 0, 100));
            for (Write write : writes) {
                variant.run(() -> {
                    try (Pair pair = Pair.connected()) {
                        pair.sendAndReset();
                        IOException failure = failureOf(pair.stream(), write);
                        assertFailed(failure);
                        assertThat(Loopback.read(pair.stream(), SENT)).hasSize(SENT);
                        IOException again = assertFailsAgain(pair.stream());
                        assertThat(again).isExactlyInstanceOf(failure.getClass()).hasMessage(failure.getMessage());
                        assertFailed(catchThrowable(() -> pair.stream().transferTo(
                                FileChannel.open(folder.resolve("g"), StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE),
                                0, 10)));
                    }
                });
            }
        }
    }

    /** The peer has ended in order; that it does not take our answer any more takes nothing from that. */
    @OnEveryBackend
    void peerClosedInOrder_dataAndTheEndAreReadAlthoughWritesFail(Variant variant) {
        variant.run(() -> {
            try (Pair pair = Pair.connected()) {
                pair.peer().getOutputStream().write(new byte[SENT]);
                pair.peer().close();
                assertFailed(failureOf(pair.stream(), stream -> stream.write(new byte[10])));
                assertThatIOException().isThrownBy(() -> pair.stream().write(new byte[1]));
                assertThat(pair.stream().inputStream().readAllBytes()).hasSize(SENT);
                assertThat(pair.stream().read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @OnEveryBackend
    void peerClosedInOrderWhileAReaderWaits_isAnEndAlthoughWritesFail(Variant variant) {
        variant.run(() -> {
            try (Pair pair = Pair.connected()) {
                Promise<Integer> reader = Miou.task().lend(pair.stream()).async(() -> pair.stream().read(new byte[1]));
                Waiting.until(reader, "reading from");
                pair.peer().close();
                assertFailed(failureOf(pair.stream(), stream -> stream.write(new byte[10])));
                assertThat(reader.await()).isEqualTo(-1);
                assertThat(pair.stream().read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @OnEveryBackend
    void unixPeerGoneWithUnreadBytes_failsEachTime(Variant variant, @TempDir Path folder) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            variant.run(() -> {
                try (TcpStream stream = TcpStream.connect(address); SocketChannel peer = listener.accept()) {
                    stream.write(new byte[10]);
                    peer.write(ByteBuffer.allocate(SENT));
                    peer.close();
                    assertFailed(failureOf(stream, one -> one.write(new byte[10])));
                    assertThat(Loopback.read(stream, SENT)).hasSize(SENT);
                    assertFailsAgain(stream);
                }
            });
        }
    }

    /** A proxy copies until the end, and then half-closes onward: after a reset it must not. */
    @OnEveryBackend
    void resetBesideAProxy_isNotPassedOnAsAnEnd(Variant variant) {
        variant.run(() -> {
            try (Pair client = Pair.connected(); Pair upstream = Pair.connected()) {
                List<String> halfClosed = new ArrayList<>();
                Promise<Void> there = Miou.task().lend(client.stream(), upstream.stream())
                        .async(() -> copy(client.stream(), upstream.stream(), "upstream", halfClosed));
                Promise<Void> back = Miou.task().lend(client.stream(), upstream.stream())
                        .async(() -> copy(upstream.stream(), client.stream(), "client", halfClosed));
                Promise<Void> sender = Miou.async(() -> Miou.blocking(() -> {
                    client.peer().getOutputStream().write(new byte[1 << 20]);
                    return null;
                }));
                upstream.sendAndReset();
                assertThat(back.awaitOutcome()).isInstanceOf(io.miou.Outcome.Failure.class);
                assertThat(halfClosed).isEmpty();
                there.cancel();
                sender.cancel();
            }
        });
    }

    private static void copy(TcpStream from, TcpStream to, String name, List<String> halfClosed) throws IOException {
        from.inputStream().transferTo(to.outputStream());
        to.shutdownOutput();
        halfClosed.add(name);
    }

    @FunctionalInterface
    private interface Write {
        void to(TcpStream stream) throws IOException;
    }

    private static IOException failureOf(TcpStream stream, Write write) {
        return (IOException) catchThrowable(() -> {
            while (true) {
                write.to(stream);
                Miou.yield();
            }
        });
    }

    private static IOException failureOfWriting(TcpStream stream, ByteBuffer source) {
        return (IOException) catchThrowable(() -> stream.write(source));
    }

    private static void assertFailed(Throwable thrown) {
        assertThat(thrown).isInstanceOf(IOException.class).isNotInstanceOf(ClosedChannelException.class);
        assertThat(thrown.getMessage()).isNotBlank();
    }

    private static IOException assertFailsAgain(TcpStream stream) {
        Throwable first = catchThrowable(() -> stream.read(new byte[1]));
        assertFailed(first);
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(() -> stream.read(new byte[1]))).isExactlyInstanceOf(first.getClass())
                    .hasMessage(first.getMessage());
        }
        return (IOException) first;
    }
}
