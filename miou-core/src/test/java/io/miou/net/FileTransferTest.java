package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files sent and filled: every byte in its place, by the system itself where the backend can, and by the defaults. */
@Slow
class FileTransferTest {

    /** A length that is more than the sockets take, and no multiple of any piece. */
    private static final int LENGTH = 12_345_678;

    @TempDir
    Path folder;

    private byte[] content;
    private FileChannel source;
    private FileChannel target;

    @BeforeEach
    void createFiles() throws IOException {
        content = Loopback.bytes(LENGTH, 9);
        Path path = folder.resolve("source");
        Files.write(path, content);
        source = FileChannel.open(path, StandardOpenOption.READ);
        target = FileChannel.open(targetPath(), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    }

    @AfterEach
    void closeFiles() throws IOException {
        source.close();
        target.close();
    }

    private Path targetPath() {
        return folder.resolve("target");
    }

    /** A stream as it is, and one that has only the defaults. */
    private static List<ByteStream> ways(TcpStream stream) {
        return List.of(stream, new PlainStream(stream));
    }

    @Test
    void partThatNoFileCanHave_isRefused(@TempDir Path directory) throws IOException {
        try (FileChannel file = FileChannel.open(directory.resolve("file"), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> FileRegion.of(file, Long.MAX_VALUE, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no file is as long").hasMessageContaining("" + Long.MAX_VALUE);
            assertThatThrownBy(() -> FileRegion.of(file, 2, Long.MAX_VALUE - 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(FileRegion.of(file, 2, Long.MAX_VALUE).remaining()).as("all that follows")
                    .isEqualTo(Long.MAX_VALUE - 2);
        }
    }

    @OnEveryBackend
    void wholeFile_arrives_andTheFilesOwnPositionStays(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                for (ByteStream client : ways(connection.client())) {
                    TcpStream server = connection.server();
                    Promise<byte[]> reader = Miou.task().lend(server).async(() -> Loopback.read(server, LENGTH));
                    FileRegion region = FileRegion.of(source, 0, Long.MAX_VALUE);
                    assertThat(client.transferFrom(region)).isEqualTo(LENGTH);
                    assertThat(region.position()).isEqualTo(LENGTH);
                    assertThat(reader.await()).isEqualTo(content);
                    assertThat(source.position()).isZero();
                }
            }
        });
    }

    @OnEveryBackend
    void partOfAFile_isThatPart(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                for (ByteStream client : ways(connection.client())) {
                    assertThat(client.transferFrom(source, 1_000, 70_000)).isEqualTo(70_000);
                    assertThat(Loopback.read(connection.server(), 70_000))
                            .isEqualTo(Arrays.copyOfRange(content, 1_000, 71_000));
                    assertThat(client.transferFrom(source, LENGTH - 5, 10)).isEqualTo(5);
                    assertThat(Loopback.read(connection.server(), 5))
                            .isEqualTo(Arrays.copyOfRange(content, LENGTH - 5, LENGTH));
                    assertThat(client.transferFrom(source, LENGTH + 5, 10)).isZero();
                    assertThat(client.transferFrom(source, 0, 0)).isZero();
                    client.write(new byte[]{1});
                    assertThat(Loopback.read(connection.server(), 1)).containsExactly(1);
                }
            }
        });
    }

    @OnEveryBackend
    void fileWhoseReportedSizeIsZero_isStillSent(Variant variant) throws IOException {
        Path version = Path.of("/proc/version");
        assumeTrue(Files.isReadable(version) && Files.size(version) == 0, "there is no such file here");
        variant.run(() -> {
            try (Connection connection = Connection.open(); FileChannel file = FileChannel.open(version)) {
                byte[] text = Files.readAllBytes(version);
                assertThat(connection.client().transferFrom(file, 0, Long.MAX_VALUE)).isEqualTo(text.length);
                assertThat(Loopback.read(connection.server(), text.length)).isEqualTo(text);
            }
        });
    }

    @OnEveryBackend
    void stream_fillsAFile_untilThePartIsFullOrTheStreamEnds(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Promise<Void> writer = Miou.task().lend(client).async(() -> {
                    client.write(content);
                    client.shutdownOutput();
                });
                FileRegion region = FileRegion.of(target, 0, 1_000_000);
                assertThat(connection.server().transferTo(region)).isEqualTo(1_000_000);
                assertThat(region.hasRemaining()).isFalse();
                assertThat(new PlainStream(connection.server()).transferTo(target, 1_000_000, 1_000_000))
                        .isEqualTo(1_000_000);
                assertThat(connection.server().transferTo(target, 2_000_000, Long.MAX_VALUE))
                        .isEqualTo(LENGTH - 2_000_000);
                assertThat(connection.server().transferTo(target, 0, 10)).isZero();
                writer.await();
            }
            assertThat(Files.readAllBytes(targetPath())).isEqualTo(content);
            assertThat(target.position()).isZero();
        });
    }

    @OnEveryBackend
    void unixStream_sendsAndFillsFilesToo(Variant variant) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind(address); TcpStream client = TcpStream.connect(address)) {
                Promise<Long> sending = Miou.task().lend(client).async(() -> {
                    long sent = client.transferFrom(source, 0, LENGTH);
                    client.shutdownOutput();
                    return sent;
                });
                try (TcpStream server = listener.accept()) {
                    assertThat(server.transferTo(target, 0, Long.MAX_VALUE)).isEqualTo(sending.await());
                }
            }
            assertThat(Files.readAllBytes(targetPath())).isEqualTo(content);
        });
    }

    @OnEveryBackend
    void oneOpenFile_isSentToManyPeersAtOnce(Variant variant) {
        variant.run(() -> {
            List<Promise<byte[]>> readers = new ArrayList<>();
            List<Promise<Long>> senders = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Connection connection = Connection.open();
                TcpStream client = connection.client();
                TcpStream server = connection.server();
                readers.add(Miou.task().give(server).call(() -> {
                    try (server) {
                        return Loopback.readToEnd(server);
                    }
                }));
                senders.add(Miou.task().give(client).call(() -> {
                    try (client) {
                        return client.transferFrom(source, 0, LENGTH);
                    }
                }));
            }
            assertThat(Miou.all(senders)).containsOnly((long) LENGTH);
            for (Promise<byte[]> reader : readers) {
                assertThat(reader.await()).isEqualTo(content);
            }
        });
    }

    @OnEveryBackend
    void diskThatIsSlow_doesNotHoldUpTheDomain(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                TcpStream server = connection.server();
                GatedFile slowSource = new GatedFile(source);
                Promise<Long> sending = Miou.task().lend(client).async(() -> client.transferFrom(slowSource, 0, 1000));
                GatedFile slowTarget = new GatedFile(target);
                Promise<Long> filling = Miou.task().lend(server).async(() -> server.transferTo(slowTarget, 0, 1000));
                for (GatedFile slow : List.of(slowSource, slowTarget)) {
                    // This fiber runs although the disk does not answer.
                    while (!slow.isEntered()) {
                        Miou.yield();
                    }
                    slow.openGate();
                }
                assertThat(sending.await()).isEqualTo(filling.await()).isEqualTo(1000);
            }
            assertThat(Files.readAllBytes(targetPath())).isEqualTo(Arrays.copyOf(content, 1000));
        });
    }

    @OnEveryBackend
    void fileThatCannotBeUsedSo_isRefusedByTheJdk_andTheStreamGoesOn(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                for (ByteStream client : ways(connection.client())) {
                    assertThatThrownBy(() -> client.transferFrom(target, 0, 1))
                            .isInstanceOf(NonReadableChannelException.class);
                    connection.server().write(new byte[]{1});
                    assertThatThrownBy(() -> client.transferTo(source, 0, 1))
                            .isInstanceOf(NonWritableChannelException.class);
                    client.write(new byte[]{2});
                    assertThat(Loopback.read(connection.server(), 1)).containsExactly(2);
                }
                source.close();
                assertThatThrownBy(() -> connection.client().transferFrom(source, 0, 1))
                        .isInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @OnEveryBackend
    void peerThatIsGone_isAnIOException_andTheFileStaysOpen(Variant variant) {
        variant.run(() -> {
            for (boolean plain : new boolean[]{false, true}) {
                try (Connection connection = Connection.open()) {
                    connection.server().close();
                    ByteStream client = plain ? new PlainStream(connection.client()) : connection.client();
                    assertThatThrownBy(() -> client.transferFrom(source, 0, LENGTH)).isInstanceOf(IOException.class);
                    assertThat(source.isOpen()).isTrue();
                }
            }
        });
    }

    @OnEveryBackend
    void secondWriterAndReader_duringATransfer_arePendingExceptions(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                GatedFile slow = new GatedFile(source);
                Promise<Long> sending = Miou.task().lend(client).async(() -> client.transferFrom(slow, 0, 1000));
                Promise<Long> filling = Miou.task().lend(client).async(() -> client.transferTo(target, 0, 1000));
                Waiting.until(sending, "blocking");
                Waiting.until(filling, "reading from");
                assertThatThrownBy(() -> client.write(new byte[1])).isInstanceOf(WritePendingException.class);
                assertThatThrownBy(() -> client.transferFrom(source, 0, 1)).isInstanceOf(WritePendingException.class);
                assertThatThrownBy(() -> client.read(new byte[1])).isInstanceOf(ReadPendingException.class);
                assertThatThrownBy(() -> client.transferTo(target, 0, 1)).isInstanceOf(ReadPendingException.class);
                slow.openGate();
                connection.server().write(new byte[1000]);
                assertThat(sending.await()).isEqualTo(filling.await()).isEqualTo(1000);
            }
        });
    }

    @OnEveryBackend
    void transferByAStranger_isANotOwnerError(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                Miou.call(() -> {
                    assertThatThrownBy(() -> client.transferFrom(source, 0, 1)).isInstanceOf(NotOwnerError.class);
                    assertThatThrownBy(() -> client.transferTo(target, 0, 1)).isInstanceOf(NotOwnerError.class);
                }).await();
                client.close();
                assertThatThrownBy(() -> client.transferFrom(source, 0, 1)).isInstanceOf(ClosedChannelException.class);
                assertThatThrownBy(() -> client.transferTo(target, 0, 1)).isInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @Test
    void regionWithNegativeNumbers_isAnIllegalArgument() {
        assertThatIllegalArgumentException().isThrownBy(() -> FileRegion.of(source, -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> FileRegion.of(source, 1, -1));
    }
}
