package io.miou.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.os.Processes;
import io.miou.os.Subprocess;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wait for bytes without a buffer. */
class AwaitReadableTest {

    /** Reads until a number of bytes has come, and waits before each read without a buffer. */
    private static byte[] readWaiting(ByteStream stream, int length) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(length);
        while (all.hasRemaining()) {
            stream.awaitReadable();
            try (Owned<ByteBuffer> buffer = Buffers.borrow()) {
                ByteBuffer bytes = buffer.get();
                assertThat(stream.read(bytes.limit(Math.min(all.remaining(), bytes.capacity())))).isPositive();
                all.put(bytes.flip());
            }
        }
        return all.array();
    }

    @OnEveryBackend
    void wait_endsWhenBytesHaveCome(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                for (byte i = 0; i < 3; i++) {
                    Promise<byte[]> reader = Miou.task().lend(connection.client())
                            .async(() -> readWaiting(connection.client(), 1));
                    Waiting.until(reader, "reading from");
                    connection.server().write(new byte[]{i});
                    assertThat(reader.await()).containsExactly(i);
                }
            }
        });
    }

    @OnEveryBackend
    void bytesThatHaveComeBefore_endItToo_alsoThoseThatAReadLeft(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                connection.server().write("abcdef".getBytes(US_ASCII));
                assertThat(readWaiting(connection.client(), 2)).asString(US_ASCII).isEqualTo("ab");
                connection.client().awaitReadable();
                connection.client().awaitReadable();
                assertThat(readWaiting(connection.client(), 4)).asString(US_ASCII).isEqualTo("cdef");
            }
        });
    }

    @OnEveryBackend
    void muchData_comesWhole(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            byte[] sent = Loopback.bytes(1_000_000, 7);
            try (TcpListener listener = Loopback.listen()) {
                Promise<Void> sender = Miou.call(() -> {
                    try (TcpStream stream = TcpStream.connect(listener.localAddress())) {
                        stream.write(sent);
                    }
                });
                try (TcpStream stream = listener.accept()) {
                    assertThat(readWaiting(stream, sent.length)).isEqualTo(sent);
                    stream.awaitReadable();
                    assertThat(stream.read(new byte[1])).isEqualTo(-1);
                }
                sender.await();
            }
        });
    }

    @OnEveryBackend
    void endOfTheStream_endsItEachTime(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                Promise<Void> reader = Miou.task().lend(connection.client()).async(connection.client()::awaitReadable);
                Waiting.until(reader, "reading from");
                connection.server().shutdownOutput();
                reader.await();
                for (int i = 0; i < 3; i++) {
                    connection.client().awaitReadable();
                    assertThat(connection.client().read(new byte[1])).isEqualTo(-1);
                }
                connection.server().shutdownInput();
                connection.server().awaitReadable();
                assertThat(connection.server().read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @OnEveryBackend
    void failureOfTheConnection_endsItEachTime(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                Promise<Void> reader = Miou.task().lend(connection.client()).async(connection.client()::awaitReadable);
                Waiting.until(reader, "reading from");
                connection.server().reset();
                reader.await();
                for (int i = 0; i < 3; i++) {
                    connection.client().awaitReadable();
                    assertThatThrownBy(() -> connection.client().read(new byte[1])).isInstanceOf(IOException.class);
                }
            }
        });
    }

    @OnEveryBackend
    void cancelledWait_losesNothing(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                Promise<Void> reader = Miou.task().lend(connection.client()).async(connection.client()::awaitReadable);
                Waiting.until(reader, "reading from");
                reader.cancel();
                assertThat(reader.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
                connection.server().write("still".getBytes(US_ASCII));
                assertThat(readWaiting(connection.client(), 5)).asString(US_ASCII).isEqualTo("still");
            }
        });
    }

    @OnEveryBackend
    void secondReader_isRefused_andAnotherTaskToo(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                TcpStream client = connection.client();
                Promise<Void> reader = Miou.task().lend(client).async(client::awaitReadable);
                Waiting.until(reader, "reading from");
                assertThatThrownBy(client::awaitReadable).isInstanceOf(ReadPendingException.class);
                assertThat(Miou.async(() -> catchThrowable(client::awaitReadable)).await())
                        .isInstanceOf(NotOwnerError.class);
                connection.server().write(new byte[1]);
                reader.await();
            }
        });
    }

    @OnEveryBackend
    void close_endsTheWaitOfABorrower_andTheOwnerCannotWaitAfterwards(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                TcpStream client = connection.client();
                Promise<Throwable> reader = Miou.task().lend(client).async(() -> catchThrowable(client::awaitReadable));
                Waiting.until(reader, "reading from");
                client.close();
                assertThat(reader.await()).isInstanceOf(AsynchronousCloseException.class);
                assertThatThrownBy(client::awaitReadable).isInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @OnEveryBackend
    void streamThatMovesToAnotherDomain_canBeWaitedForThere(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            try (TcpListener listener = Loopback.listen();
                    TcpStream client = TcpStream.connect(listener.localAddress())) {
                TcpStream server = listener.accept();
                client.write("a".getBytes(US_ASCII));
                assertThat(readWaiting(server, 1)).asString(US_ASCII).isEqualTo("a");
                Promise<byte[]> reader = Miou.task().give(server).call(() -> {
                    try (server) {
                        return readWaiting(server, 1);
                    }
                });
                Waiting.until(reader, "reading from");
                client.write("b".getBytes(US_ASCII));
                assertThat(reader.await()).asString(US_ASCII).isEqualTo("b");
            }
        });
    }

    @OnEveryEngine
    void pipeOfAProcess_canBeWaitedFor(Variant variant) {
        variant.run(() -> {
            try (Subprocess cat = Processes.start(new ProcessBuilder("cat"))) {
                ByteStream pipe = cat.stdio();
                Promise<byte[]> reader = Miou.task().lend(cat).async(() -> readWaiting(pipe, 5));
                Waiting.until(reader, "trigger");
                pipe.write("hello".getBytes(US_ASCII));
                assertThat(reader.await()).asString(US_ASCII).isEqualTo("hello");
                Promise<Void> cut = Miou.task().lend(cat).async(pipe::awaitReadable);
                Waiting.until(cut, "trigger");
                cut.cancel();
                pipe.shutdownOutput();
                pipe.awaitReadable();
                assertThat(pipe.read(new byte[1])).isEqualTo(-1);
                pipe.awaitReadable();
            }
        });
    }

    // Streams of the JDK

    private static ByteStream of(InputStream in) {
        return ByteStream.of(in, new ByteArrayOutputStream());
    }

    @Test
    void streamOfTheJdk_readsOneByteAheadAndLosesNone() throws IOException {
        try (ByteStream stream = of(new ByteArrayInputStream("abc".getBytes(US_ASCII)))) {
            stream.awaitReadable();
            stream.awaitReadable();
            assertThat(stream.available()).isEqualTo(3);
            assertThat(stream.read(new byte[0])).isZero();
            byte[] bytes = new byte[10];
            assertThat(stream.read(bytes)).isEqualTo(3);
            assertThat(bytes).startsWith('a', 'b', 'c');
            stream.awaitReadable();
            assertThat(stream.read(bytes)).isEqualTo(-1);
        }
    }

    @Test
    void byteThatWasReadAhead_isReadAloneWithALittleBuffer() throws IOException {
        try (ByteStream stream = of(new ByteArrayInputStream(new byte[]{(byte) 0xff, 2}))) {
            stream.awaitReadable();
            assertThat(stream.inputStream().read()).isEqualTo(0xff);
            assertThat(stream.inputStream().read()).isEqualTo(2);
            assertThat(stream.inputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void failureWhileOneByteIsReadAhead_isTheFailureOfTheNextReads() throws IOException {
        IOException failure = new IOException("broken");
        try (ByteStream stream = of(new Failing(failure, true))) {
            stream.awaitReadable();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> stream.read(new byte[1])).isSameAs(failure);
                stream.awaitReadable();
            }
        }
    }

    @Test
    void failureBehindAByteThatWasReadAhead_leavesThatByte() throws IOException {
        IOException failure = new IOException("broken");
        try (ByteStream stream = of(new Failing(failure, false))) {
            stream.awaitReadable();
            assertThat(stream.read(new byte[5])).isEqualTo(1);
            assertThatThrownBy(() -> stream.read(new byte[5])).isSameAs(failure);
        }
    }

    @Test
    void timeoutOfASocketOfTheJdk_isThrownAndLeavesTheStreamUsable() throws IOException {
        List<IOException> failures = List.of(new SocketTimeoutException("late"));
        try (ByteStream stream = of(new InputStream() {
            private int calls;

            @Override
            public int read() throws IOException {
                if (calls++ < failures.size()) {
                    throw failures.get(calls - 1);
                }
                return 7;
            }
        })) {
            assertThatThrownBy(stream::awaitReadable).isSameAs(failures.getFirst());
            stream.awaitReadable();
            assertThat(stream.inputStream().read()).isEqualTo(7);
        }
    }

    @OnEveryEngine
    void streamWithoutAWayToWait_returnsAtOnceAndChecksItsOwner(Variant variant) {
        variant.launcher().backend("nio").run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                ByteStream plain = new PlainStream(connection.client());
                plain.awaitReadable();
                assertThat(Miou.async(() -> catchThrowable(plain::awaitReadable)).await())
                        .isInstanceOf(NotOwnerError.class);
                Miou.timeout(Duration.ofDays(1), plain::awaitReadable);
            }
        });
    }

    /** Fails at once, or after one byte although it promises more. */
    private static final class Failing extends InputStream {
        private final IOException failure;
        private boolean now;

        Failing(IOException failure, boolean now) {
            this.failure = failure;
            this.now = now;
        }

        @Override
        public int read() throws IOException {
            if (now) {
                throw failure;
            }
            now = true;
            return 1;
        }

        @Override
        public int available() {
            return 1;
        }
    }
}
