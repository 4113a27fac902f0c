package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream of two streams of the JDK: on threads outside a run, and in a run with an owner. */
@Timeout(60)
class JdkStreamTest {

    /** An output that counts how often it is flushed and closed. */
    private static final class Output extends ByteArrayOutputStream {
        private int flushes;
        private int closes;

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public void close() {
            closes++;
        }
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream failing(IOException failure) {
        return new InputStream() {
            private boolean failed;

            @Override
            public int read() throws IOException {
                if (failed) {
                    return -1;
                }
                failed = true;
                throw failure;
            }
        };
    }

    private static OutputStream refusing() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("broken pipe");
            }

            @Override
            public void close() throws IOException {
                throw new IOException("not closed");
            }
        };
    }

    /** A parser as it is written for any stream: a line, and the answer to it. */
    private static String answer(ByteStream stream) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (stream.read(one) >= 0) {
            char letter = (char) one.get(0);
            one.clear();
            if (letter == '\n') {
                break;
            }
            line.append(letter);
        }
        stream.write(("got " + line).getBytes(StandardCharsets.UTF_8));
        return line.toString();
    }

    @Test
    void plainAndVirtualThread_useAParserOfByteStreams() throws Exception {
        for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            Output out = new Output();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            builder.start(() -> thrown.set(catchThrowable(() -> {
                try (ByteStream stream = ByteStream.of(input("hello\nrest"), out)) {
                    stream.check();
                    assertThat(answer(stream)).isEqualTo("hello");
                    assertThat(stream.available()).isEqualTo(4);
                    assertThat(stream.inputStream().readAllBytes()).hasSize(4);
                    assertThat(stream.read(new byte[1])).isEqualTo(-1);
                    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> stream.readFully(new byte[1]));
                }
            }))).join();
            assertThat(thrown.get()).isNull();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("got hello");
            assertThat(out.flushes).isPositive();
            assertThat(out.closes).isEqualTo(1);
        }
    }

    @Test
    void everyKindOfBuffer_isReadAndWritten() throws IOException {
        Output out = new Output();
        try (ByteStream stream = ByteStream.of(input("abcdef"), out)) {
            ByteBuffer heap = ByteBuffer.allocate(4).position(1).slice();
            ByteBuffer direct = ByteBuffer.allocateDirect(9);
            assertThat(stream.read(ByteBuffer.allocate(0))).isZero();
            assertThat(stream.read(new byte[0])).isZero();
            assertThat(stream.read(heap)).isEqualTo(3);
            assertThat(stream.read(direct)).isEqualTo(3);
            assertThat(stream.read(direct)).isEqualTo(-1);
            assertThatIllegalArgumentException().isThrownBy(() -> stream.read(heap.asReadOnlyBuffer()))
                    .withMessageContaining("read-only");
            ByteBuffer readOnly = heap.flip().asReadOnlyBuffer();
            stream.write(new ByteBuffer[]{heap, direct.flip(), readOnly});
            stream.write(new byte[0]);
            assertThat(List.of(heap.remaining(), direct.remaining(), readOnly.remaining())).containsOnly(0);
            ByteBuffer large = ByteBuffer.allocateDirect(100_000);
            stream.write(large);
            assertThat(large.hasRemaining()).isFalse();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("abcdefabc").hasSize(100_009);
    }

    @Test
    void inputThatReturnsNothing_isWaitedFor() throws IOException {
        InputStream hesitant = new SequenceInputStream(input("a"), input("b")) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return 0;
            }
        };
        ByteStream stream = ByteStream.of(hesitant, new Output());
        byte[] both = new byte[2];
        stream.readFully(both);
        assertThat(both).containsExactly('a', 'b');
        assertThat(stream.read(both)).isEqualTo(-1);
    }

    @Test
    void missingStream_isRefused() {
        assertThatThrownBy(() -> ByteStream.of(null, new Output())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ByteStream.of(input(""), null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void failedRead_failsAgainInsteadOfEnding() {
        IOException reset = new IOException("reset");
        ByteStream stream = ByteStream.of(new SequenceInputStream(input("ab"), failing(reset)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int first = read();
                target[offset] = (byte) first;
                return first < 0 ? -1 : 1;
            }
        }, new Output());
        assertThat(catchThrowable(() -> stream.readFully(new byte[3]))).isSameAs(reset);
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(() -> stream.read(new byte[1]))).isSameAs(reset);
        }
        assertThat(stream.available()).isZero();
        assertThat(catchThrowable(() -> stream.inputStream().readAllBytes())).isSameAs(reset);
        stream.close();
    }

    @Test
    void readAfterATimeout_isTriedAgain() throws IOException {
        ByteStream stream = ByteStream.of(failing(new SocketTimeoutException("slow")), new Output());
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> stream.read(new byte[1]));
        assertThat(stream.read(new byte[1])).isEqualTo(-1);
    }

    @Test
    void failedWrite_dataIsReadThenTheFailure() throws IOException {
        ByteStream stream = ByteStream.of(input("ab"), refusing());
        for (int i = 0; i < 2; i++) {
            ByteBuffer source = ByteBuffer.allocate(1);
            assertThat(catchThrowable(() -> stream.write(source))).hasMessage("broken pipe");
            assertThat(source.position()).isZero();
        }
        assertThat(stream.read(new byte[9])).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowable(() -> stream.read(new byte[9]))).hasMessage("broken pipe");
        }
        ByteStream ended = ByteStream.of(input(""), refusing());
        assertThat(ended.read(new byte[1])).isEqualTo(-1);
        assertThat(catchThrowable(() -> ended.write(new byte[1]))).hasMessage("broken pipe");
        assertThat(ended.read(new byte[1])).isEqualTo(-1);
    }

    @Test
    void shutdownOutput_flushesAndClosesOnce() throws IOException {
        Output out = new Output();
        ByteStream stream = ByteStream.of(input("a"), new BufferedOutputStream(out));
        stream.write(new byte[]{1});
        stream.shutdownOutput();
        stream.shutdownOutput();
        assertThat(out.closes).isEqualTo(1);
        List<Throwable> thrown = List.of(catchThrowable(() -> stream.write(new byte[1])),
                catchThrowable(() -> stream.write(new byte[0])), catchThrowable(() -> stream.write(new ByteBuffer[0])),
                catchThrowable(() -> stream.outputStream().write(1)));
        assertThat(thrown).allSatisfy(one -> {
            assertThat(one).isExactlyInstanceOf(ClosedChannelException.class);
            assertThat(one.getCause()).hasMessageContaining("shutdownOutput");
        });
        assertThat(stream.read(new byte[1])).isEqualTo(1);
        stream.close();
        assertThat(out.closes).isEqualTo(1);
    }

    @Test
    void closeThatFails_closesBothAndSaysSoOnce() throws IOException {
        boolean[] inputClosed = {false};
        ByteStream stream = ByteStream.of(new ByteArrayInputStream(new byte[1]) {
            @Override
            public void close() throws IOException {
                inputClosed[0] = true;
                throw new IOException("input not closed either");
            }
        }, refusing());
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(stream::close)
                .withMessageContaining("not closed").satisfies(thrown -> assertThat(thrown.getCause().getSuppressed())
                        .hasSize(1));
        assertThat(inputClosed[0]).isTrue();
        stream.close();
        for (Throwable thrown : List.of(catchThrowable(() -> stream.read(new byte[1])),
                catchThrowable(() -> stream.write(new byte[1])), catchThrowable(stream::shutdownOutput))) {
            assertThat(thrown).isExactlyInstanceOf(ClosedChannelException.class);
            assertThat(thrown.getCause()).hasMessageContaining("was closed");
        }
        assertThat(stream.available()).isZero();
    }

    @Test
    void ownershipOutsideARun_saysWhatToDo() {
        ByteStream stream = ByteStream.of(input(""), new Output());
        assertThatIllegalStateException().isThrownBy(stream::disown).withMessageContaining("just close it");
        assertThatIllegalStateException().isThrownBy(stream::transfer).withMessageContaining("just close it");
        assertThatIllegalStateException().isThrownBy(stream::adopt).withMessageContaining("inside Miou.run");
        stream.check();
    }

    @Test
    void files_areMovedOutsideARun(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "content");
        Output out = new Output();
        try (ByteStream stream = ByteStream.of(input("new"), out);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(stream.transferFrom(channel, 0, 100)).isEqualTo(7);
            assertThat(stream.transferTo(channel, 0, 100)).isEqualTo(3);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("content");
        assertThat(file).hasContent("newtent");
    }

    @Test
    void secondReaderOrWriter_isRefusedAndCloseEndsTheFirst() throws Exception {
        CompletableFuture<Void> inRead = new CompletableFuture<>();
        CompletableFuture<Void> inWrite = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        ByteStream stream = ByteStream.of(new InputStream() {
            @Override
            public int read() throws IOException {
                inRead.complete(null);
                over.join();
                throw new IOException("closed");
            }

            @Override
            public void close() {
                over.complete(null);
            }
        }, new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                inWrite.complete(null);
                over.join();
                throw new IOException("closed");
            }
        });
        AtomicReference<Throwable> read = new AtomicReference<>();
        AtomicReference<Throwable> written = new AtomicReference<>();
        Thread reader = Thread.ofVirtual().start(() -> read.set(catchThrowable(() -> stream.read(new byte[1]))));
        Thread writer = Thread.ofVirtual().start(() -> written.set(catchThrowable(() -> stream.write(new byte[1]))));
        inRead.join();
        inWrite.join();
        assertThatExceptionOfType(ReadPendingException.class).isThrownBy(() -> stream.read(new byte[1]));
        assertThatExceptionOfType(WritePendingException.class).isThrownBy(() -> stream.write(new byte[1]));
        stream.close();
        reader.join();
        writer.join();
        assertThat(List.of(read.get(), written.get())).allSatisfy(thrown -> {
            assertThat(thrown).isExactlyInstanceOf(AsynchronousCloseException.class);
            assertThat(thrown.getCause()).hasMessageContaining("was closed while");
        });
    }

    @OnEveryEngine
    void madeOnAFiber_belongsToTheTask(Variant variant) {
        variant.run(() -> {
            Output out = new Output();
            ByteStream stream = ByteStream.of(input("hello\n"), out);
            assertThatExceptionOfType(NotOwnerError.class)
                    .isThrownBy(() -> Miou.async(() -> stream.read(new byte[1])).await());
            assertThat(Miou.<String, IOException>blocking(() -> answer(stream))).isEqualTo("hello");
            Promise<ByteStream> child = Miou.task().give(stream).async(() -> stream.transfer());
            assertThat(child.await()).isSameAs(stream);
            stream.disown();
            assertThat(stream.adopt()).isSameAs(stream);
            stream.close();
            stream.close();
            assertThat(out.closes).isEqualTo(1);
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> stream.read(new byte[1]));
            assertThatIllegalStateException().isThrownBy(stream::adopt);
        });
    }

    @OnEveryEngine
    void taskThatFails_closesIt(Variant variant) {
        Output out = new Output();
        assertThatThrownBy(() -> variant.run(() -> {
            ByteStream.of(input(""), out);
            throw new IOException("as planned");
        })).hasRootCauseMessage("as planned");
        assertThat(out.closes).isEqualTo(1);
    }

    @OnEveryEngine
    void cancelledTask_readsNothing(Variant variant) {
        variant.run(() -> {
            Promise<Throwable> child = Miou.async(() -> {
                ByteStream stream = ByteStream.of(input("a"), new Output());
                try {
                    while (true) {
                        stream.write(new byte[100_000]);
                    }
                } catch (TaskCancelled e) {
                    assertThat(stream.available()).isEqualTo(1);
                    throw e;
                }
            });
            Miou.yield();
            child.cancel();
            assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
        });
    }

    @OnEveryEngine
    void madeOutsideARun_isUsedOnAFiberAndMayBeAdopted(Variant variant) {
        Output out = new Output();
        ByteStream stream = ByteStream.of(input("hello\n"), out);
        variant.run(() -> {
            assertThat(answer(stream)).isEqualTo("hello");
            assertThatExceptionOfType(NotOwnerError.class)
                    .isThrownBy(() -> Miou.task().give(stream).async(() -> 1)).withMessageContaining("adopt it first");
        });
    }

    @OnEveryEngine
    void adopted_isClosedByItsTask(Variant variant) {
        Output out = new Output();
        ByteStream stream = ByteStream.of(input(""), out);
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                stream.adopt();
                Miou.sleep(java.time.Duration.ofDays(1));
            });
            Miou.yield();
            assertThatExceptionOfType(NotOwnerError.class).isThrownBy(stream::check);
            child.cancel();
        });
        assertThat(out.closes).isEqualTo(1);
        ByteStream closed = ByteStream.of(new PipedInputStream(), new PipedOutputStream());
        closed.close();
        variant.run(() -> assertThatIllegalStateException().isThrownBy(closed::adopt).withMessageContaining("closed"));
    }
}
