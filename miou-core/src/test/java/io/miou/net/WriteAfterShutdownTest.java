package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.os.Processes;
import io.miou.os.Subprocess;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/**
 * A write after {@code shutdownOutput}, and one that waits for room at that moment, throw the same exception
 * everywhere.
 */
class WriteAfterShutdownTest {

    @FunctionalInterface
    private interface Write {
        void to(ByteStream stream) throws IOException;
    }

    private static final List<Write> WRITES = List.of(stream -> stream.write(new byte[1]),
            stream -> stream.write(new byte[0]), stream -> stream.write(ByteBuffer.allocateDirect(1)),
            stream -> stream.write(new ByteBuffer[]{ByteBuffer.allocate(1), ByteBuffer.allocate(1)}),
            stream -> stream.outputStream().write(1));

    @OnEveryBackend
    void writeAfterShutdown_throwsClosedChannelExceptionWithWords(Variant variant, @TempDir Path folder)
            throws IOException {
        Path file = Files.write(folder.resolve("f"), new byte[10]);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        variant.run(() -> {
            try (Connection connection = Connection.open();
                    TcpListener listener = TcpListener.bind(address);
                    TcpStream unix = TcpStream.connect(address);
                    TcpStream _ = listener.accept();
                    FileChannel content = FileChannel.open(file);
                    Subprocess process = Processes.start(new ProcessBuilder("sleep", "1000"))) {
                for (ByteStream stream : List.of(connection.client(), unix, process.stdio())) {
                    stream.shutdownOutput();
                    stream.shutdownOutput();
                    for (Write write : WRITES) {
                        assertRefused(catchThrowable(() -> write.to(stream)));
                    }
                }
                assertRefused(catchThrowable(() -> connection.client().transferFrom(content, 0, 10)));
                connection.server().write(new byte[]{1});
                assertThat(Loopback.read(connection.client(), 1)).containsExactly(1);
            }
        });
    }

    @OnEveryBackend
    void writerThatWaits_getsTheSame(Variant variant, @TempDir Path folder) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        variant.run(() -> {
            try (Connection connection = Connection.open();
                    TcpListener listener = TcpListener.bind(address);
                    TcpStream unix = TcpStream.connect(address);
                    TcpStream _ = listener.accept();
                    Subprocess process = Processes.start(new ProcessBuilder("sleep", "1000"))) {
                waits(connection.client(), Miou.task().lend(connection.client()));
                waits(unix, Miou.task().lend(unix));
                waits(process.stdio(), Miou.task().lend(process));
            }
        });
    }

    private static void waits(ByteStream stream, io.miou.TaskBuilder task) throws IOException {
        ByteBuffer much = ByteBuffer.allocate(1 << 25);
        Promise<Throwable> writer = task.async(() -> catchThrowable(() -> stream.write(much)));
        Waiting.until(writer, "suspended");
        stream.shutdownOutput();
        assertRefused(writer.await());
        assertThat(much.position()).isBetween(1, much.limit() - 1);
        assertRefused(catchThrowable(() -> stream.write(much)));
    }

    private static void assertRefused(Throwable thrown) {
        assertThat(thrown).isExactlyInstanceOf(ClosedChannelException.class);
        assertThat(thrown.getCause()).hasMessageContaining("shutdownOutput");
    }
}
