package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Trigger;
import io.miou.task.Task;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** The buffers of the domain, which every call gives back, and the buffers of callers, of every size and kind. */
class TlsBuffersTest {

    private static int taken() {
        return Buffers.of(Task.current()).taken();
    }

    /** Reads what is left, such as session tickets, so that the close does not reset the connection. */
    private static void endInOrder(TlsStream client) throws IOException {
        client.shutdownOutput();
        assertThat(Loopback.readToEnd(client)).isEmpty();
    }

    @OnEveryBackend
    void everyCall_givesItsBuffersBack(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                Secured secured = Secured.established(version);
                assertThat(taken()).isZero();
                TlsStream client = secured.client();
                Promise<Void> reader = Miou.task().lend(client).async(() -> {
                    int _ = client.read(new byte[1]);
                });
                Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(new byte[1 << 24]));
                Waiting.until(reader, "reading from");
                Waiting.until(writer, "writing to");
                reader.cancel();
                writer.cancel();
                assertThat(taken()).isZero();
                secured.server().write(new byte[100]);
                assertThat(client.read(new byte[1])).isEqualTo(1);
                assertThat(client.available()).isEqualTo(99);
                assertThat(taken()).isZero();
                Promise<Throwable> closed = Miou.task().lend(client)
                        .async(() -> catchThrowable(() -> client.write(new byte[1 << 24])));
                Waiting.until(closed, "writing to");
                client.close();
                assertThat(closed.await()).isInstanceOf(IOException.class);
                assertThat(catchThrowable(() -> Loopback.readToEnd(secured.server()))).isInstanceOf(IOException.class);
                secured.server().close();
                assertThat(taken()).isZero();
            }
        });
    }

    @OnEveryBackend
    void handshakeThatFailsOrIsCut_givesItsBuffersBack(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection connection = Loopback.Connection.open()) {
                TlsStream server = TlsStream.server(connection.server(), Secured.SERVER);
                Promise<TlsStream> shaking = Miou.task().lend(server).async(server::handshake);
                Waiting.until(shaking, "reading from");
                shaking.cancel();
                assertThat(taken()).isZero();
                connection.client().write(new byte[100]);
                assertThat(catchThrowable(server::handshake)).isInstanceOf(IOException.class);
                assertThat(taken()).isZero();
            }
        });
    }

    /** Large records wait as they came, the content of small ones waits for its reader. */
    @OnEveryBackend
    void bytesOfEverySize_waitForTheirReaderWithoutABuffer(Variant variant) {
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                try (Secured secured = Secured.established(version)) {
                    for (int size : new int[]{1, 8_000, 8_192, 16_384, 50_000}) {
                        byte[] bytes = Loopback.bytes(size, 10);
                        secured.server().write(bytes);
                        for (int i = 0; i < 2; i++) {
                            secured.client().awaitReadable();
                            assertThat(taken()).isZero();
                        }
                        assertThat(Loopback.read(secured.client(), size)).isEqualTo(bytes);
                    }
                }
            }
        });
    }

    /** Bytes that nobody reads are in a buffer of the domain, which the release gives back. */
    @OnEveryBackend
    void bytesThatAreNeverRead_areGivenBackWithTheirBuffer(Variant variant) {
        variant.run(() -> {
            for (int round = 0; round < 3; round++) {
                int free = Buffers.of(Task.current()).size();
                Secured secured = Secured.established("TLSv1.3");
                secured.server().write(new byte[16_000]);
                secured.client().awaitReadable();
                int less = Buffers.of(Task.current()).size();
                if (round == 0) {
                    secured.client().close();
                } else {
                    assertThat(less).as("one keeps the record").isEqualTo(free - 1);
                    Promise<Void> failing = Miou.task().give(secured.client()).async(() -> {
                        throw new IOException("broken");
                    });
                    assertThat(catchThrowable(failing::await)).hasRootCauseMessage("broken");
                }
                assertThat(Buffers.of(Task.current()).size()).isEqualTo(less + 1);
                secured.server().close();
            }
        });
    }

    /** A stream whose reads wait for at least that number of bytes. */
    private record Patient(TcpStream inner, AtomicInteger least) implements ForwardingStream {

        @Override
        public int read(ByteBuffer target) throws IOException {
            int start = target.position();
            int count = inner.read(target);
            while (count > 0 && target.position() - start < least.get()) {
                count = inner.read(target);
            }
            return target.position() > start ? target.position() - start : count;
        }
    }

    /** The JDK's engines make two records of 16 KiB: the second is as short as an alert. */
    @OnEveryEngine
    void shortRecordBehindALongOne_isReadWithIt(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection pair = Loopback.Connection.open()) {
                Patient transport = new Patient(pair.server(), new AtomicInteger());
                Secured secured = new Secured(TlsStream.client(pair.client(), Secured.CLIENT, "localhost", 1),
                        TlsStream.server(transport, Secured.SERVER)).handshake();
                byte[] bytes = Loopback.bytes(16_384, 3);
                secured.client().write(bytes);
                transport.least().set(bytes.length + 2 * 22);
                ByteBuffer target = ByteBuffer.allocate(1 << 16);
                assertThat(secured.server().read(target)).isEqualTo(bytes.length);
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(bytes));
            }
        });
    }

    /** A stream whose peer reads no more, from some time on. */
    private record Stuck(TcpStream inner, AtomicBoolean isStuck) implements ForwardingStream {

        @Override
        public void write(ByteBuffer source) throws IOException {
            if (isStuck.get()) {
                Miou.sleep(Duration.ofDays(1));
            }
            inner.write(source);
        }
    }

    /** The peer may read the rest only after it was read from. */
    @OnEveryEngine
    void restOfACutWrite_keepsNoReaderWaiting(Variant variant) {
        variant.run(() -> {
            try (Loopback.Connection pair = Loopback.Connection.open()) {
                Stuck transport = new Stuck(pair.client(), new AtomicBoolean());
                Secured secured = new Secured(TlsStream.client(transport, Secured.CLIENT, "localhost", 1),
                        TlsStream.server(pair.server(), Secured.SERVER)).handshake();
                TlsStream client = secured.client();
                transport.isStuck().set(true);
                Promise<Void> writer = Miou.task().lend(client).async(() -> client.write(new byte[100_000]));
                Waiting.until(writer, "sleep");
                writer.cancel();
                secured.server().write(new byte[]{7});
                assertThat(Loopback.read(client, 1)).containsExactly(7);
                transport.isStuck().set(false);
            }
        });
    }

    @OnEveryBackend
    void cutReads_loseNothing(Variant variant) {
        byte[] bytes = Loopback.bytes(300_000, 9);
        variant.run(() -> {
            for (String version : TlsEchoTest.PROTOCOLS) {
                Secured secured = Secured.established(version);
                Promise<Void> sender = Miou.task().give(secured.server()).call(() -> {
                    try (TlsStream server = secured.server()) {
                        for (int at = 0; at < bytes.length; at += 1_000) {
                            server.write(bytes, at, 1_000);
                            Miou.yield();
                        }
                    }
                });
                try (TlsStream client = secured.client()) {
                    ByteBuffer got = ByteBuffer.allocate(bytes.length);
                    Random random = new Random(9);
                    while (got.hasRemaining()) {
                        Trigger stop = new Trigger();
                        Promise<Void> stopper = Miou.async(() -> {
                            for (int turns = random.nextInt(20); turns > 0; turns--) {
                                Miou.yield();
                            }
                            stop.signal();
                        });
                        Miou.<IOException>until(stop, () -> {
                            int _ = client.read(got.slice(got.position(), got.remaining()).limit(1));
                            got.position(got.position() + 1);
                            int more = client.read(got);
                            assertThat(more).isPositive();
                        });
                        stopper.await();
                    }
                    assertThat(got.array()).isEqualTo(bytes);
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
                sender.await();
            }
        });
    }

    @OnEveryBackend
    void buffersOfEveryKind_areReadAndWritten(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.3"); Arena arena = Arena.ofShared()) {
                byte[] bytes = Loopback.bytes(200, 1);
                List<ByteBuffer> sources = List.of(ByteBuffer.wrap(bytes), ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                        ByteBuffer.allocateDirect(200).put(bytes).flip(),
                        arena.allocate(200).asByteBuffer().put(bytes).flip(), ByteBuffer.wrap(bytes, 100, 100).slice());
                List<ByteBuffer> targets = List.of(ByteBuffer.allocate(200), ByteBuffer.allocateDirect(200),
                        arena.allocate(200).asByteBuffer(), ByteBuffer.allocate(300).position(100).slice());
                for (ByteBuffer source : sources) {
                    for (ByteBuffer target : targets) {
                        secured.client().write(source.duplicate());
                        secured.server().readFully(target.clear().limit(source.remaining()));
                        assertThat(target.flip()).isEqualTo(source);
                    }
                }
                assertThat(catchThrowable(() -> secured.server().read(ByteBuffer.allocate(1).asReadOnlyBuffer())))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThat(secured.server().read(ByteBuffer.allocate(0))).isZero();
                secured.client().write(new byte[0]);
            }
        });
    }

    @SuppressWarnings("MustBeClosedChecker") // the arena is closed early: that is the test
    @OnEveryBackend
    void arenaThatIsClosedWhileAReadWaits_isIllegalStateAndLosesNothing(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.3")) {
                Arena arena = Arena.ofShared();
                ByteBuffer target = arena.allocate(10).asByteBuffer();
                TlsStream client = secured.client();
                Promise<Throwable> reader = Miou.task().lend(client)
                        .async(() -> catchThrowable(() -> client.read(target)));
                Waiting.until(reader, "reading from");
                arena.close();
                secured.server().write(new byte[]{1, 2, 3});
                assertThat(reader.await()).isInstanceOf(IllegalStateException.class);
                assertThat(Loopback.read(client, 3)).containsExactly(1, 2, 3);
                assertThatIllegalStateException().isThrownBy(() -> client.read(target));
                assertThatIllegalStateException().isThrownBy(() -> client.write(target));
                client.write(new byte[]{4});
                assertThat(Loopback.read(secured.server(), 1)).containsExactly(4);
            }
        });
    }

    @OnEveryBackend
    void gatheringWrite_sendsManyBuffersInOrder(Variant variant) {
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            byte[] bytes = Loopback.bytes(150_000, 2);
            List<ByteBuffer> parts = new ArrayList<>();
            Random random = new Random(2);
            for (int at = 0; at < bytes.length;) {
                int length = Math.min(random.nextInt(100), bytes.length - at);
                parts.add(ByteBuffer.wrap(bytes, at, length));
                at += length;
            }
            ByteBuffer[] sources = parts.toArray(ByteBuffer[]::new);
            Promise<Void> writer = Miou.task().give(secured.client()).async(() -> {
                try (TlsStream client = secured.client()) {
                    client.write(sources);
                    endInOrder(client);
                }
            });
            try (TlsStream server = secured.server()) {
                assertThat(Loopback.readToEnd(server)).isEqualTo(bytes);
            }
            writer.await();
            assertThat(parts).noneMatch(ByteBuffer::hasRemaining);
        });
    }

    @OnEveryBackend
    void file_isSentThroughTheEncryption(Variant variant, @TempDir Path folder) throws IOException {
        byte[] bytes = Loopback.bytes(200_000, 6);
        Path file = Files.write(folder.resolve("sent"), bytes);
        Path copy = folder.resolve("received");
        variant.run(() -> {
            Secured secured = Secured.established("TLSv1.3");
            Promise<Long> sender = Miou.task().give(secured.client()).async(() -> {
                try (TlsStream client = secured.client();
                        var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    long count = client.transferFrom(channel, 0, bytes.length);
                    endInOrder(client);
                    return count;
                }
            });
            try (TlsStream server = secured.server();
                    var channel = FileChannel.open(copy, StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)) {
                assertThat(server.transferTo(channel, 0, bytes.length)).isEqualTo(bytes.length);
            }
            assertThat(sender.await()).isEqualTo(bytes.length);
            assertThat(Files.readAllBytes(copy)).isEqualTo(bytes);
        });
    }

    @OnEveryEngine
    void largeRecords_areReadInPieces(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.established("TLSv1.3")) {
                byte[] bytes = Loopback.bytes(16_384, 8);
                secured.server().write(bytes);
                ByteBuffer got = ByteBuffer.allocate(bytes.length);
                for (int piece = 1; got.hasRemaining(); piece = piece * 3 + 1) {
                    secured.client().readFully(got.slice(got.position(), Math.min(piece, got.remaining())));
                    got.position(got.position() + Math.min(piece, got.remaining()));
                }
                assertThat(got.array()).isEqualTo(bytes);
            }
        });
    }

    @OnEveryBackend
    void awaitReadable_returnsWhenAReadWouldNotWait(Variant variant) {
        variant.run(() -> {
            try (Secured secured = Secured.open("TLSv1.3")) {
                TlsStream client = secured.client();
                Promise<Integer> reader = Miou.task().lend(client).async(() -> {
                    client.awaitReadable();
                    return client.available();
                });
                secured.server().write(new byte[]{1, 2, 3});
                assertThat(reader.await()).isEqualTo(3);
                client.awaitReadable();
                assertThat(Loopback.read(client, 3)).containsExactly(1, 2, 3);
                secured.server().shutdownOutput();
                client.awaitReadable();
                client.awaitReadable();
                assertThat(client.read(new byte[1])).isEqualTo(-1);
                assertThat(taken()).isZero();
            }
        });
    }
}
