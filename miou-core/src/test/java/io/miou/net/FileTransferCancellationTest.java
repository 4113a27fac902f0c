package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transfers that are cut short: the region says exactly how much was moved, no byte is lost, and the file stays open.
 */
@Slow
class FileTransferCancellationTest {

    private static final int LARGE = 16 << 20;

    @TempDir
    Path folder;

    private byte[] content;
    private FileChannel source;
    private FileChannel target;

    @BeforeEach
    void createFiles() throws IOException {
        content = Loopback.bytes(LARGE, 10);
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

    @OnEveryBackend
    void cancelledTransferFromAFile_hasSentAsMuchAsTheRegionsPositionSays(Variant variant) {
        variant.run(() -> {
            for (boolean plain : new boolean[]{false, true}) {
                try (Connection connection = Connection.open()) {
                    TcpStream client = connection.client();
                    ByteStream stream = plain ? new PlainStream(client) : client;
                    FileRegion region = FileRegion.of(source, 0, LARGE);
                    Promise<Long> sending = Miou.task().lend(client).async(() -> stream.transferFrom(region));
                    Waiting.until(sending, "writing to");
                    sending.cancel();
                    assertThat(sending.state()).isEqualTo(Promise.State.CANCELLED);
                    assertThat(region.position()).isBetween(1L, LARGE - 1L);
                    assertThat(region.remaining()).isEqualTo(LARGE - region.position());
                    client.shutdownOutput();
                    assertThat(Loopback.readToEnd(connection.server()))
                            .isEqualTo(Arrays.copyOf(content, (int) region.position()));
                    assertThat(source.isOpen()).isTrue();
                }
            }
        });
    }

    @OnEveryBackend
    void cancelledWhileTheDiskIsRead_waitsForThatPieceAndSendsNothing_andTheFileStaysOpen(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                for (ByteStream stream : List.of(client, new PlainStream(client))) {
                    GatedFile slow = new GatedFile(source);
                    FileRegion region = FileRegion.of(slow, 0, LARGE);
                    Promise<Long> sending = Miou.task().lend(client).async(() -> stream.transferFrom(region));
                    while (!slow.isEntered()) {
                        Miou.yield();
                    }
                    Promise<Void> opener = Miou.async(slow::openGate);
                    sending.cancel();
                    opener.await();
                    assertThat(region.position()).isZero();
                    assertThat(slow.wasInterrupted()).as("an interrupt would close the file").isFalse();
                }
                client.shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server())).isEmpty();
            }
        });
    }

    @OnEveryBackend
    void cancelledWhileTheDiskIsWritten_hasPutThereWhatItHadRead(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream server = connection.server();
                GatedFile slow = new GatedFile(target);
                FileRegion region = FileRegion.of(slow, 0, 100);
                Promise<Long> filling = Miou.task().lend(server).async(() -> server.transferTo(region));
                connection.client().write(new byte[]{1, 2, 3});
                while (!slow.isEntered()) {
                    Miou.yield();
                }
                Promise<Void> opener = Miou.async(slow::openGate);
                connection.client().write(new byte[]{4});
                filling.cancel();
                opener.await();
                assertThat(filling.state()).isEqualTo(Promise.State.CANCELLED);
                assertThat(slow.wasInterrupted()).as("an interrupt would close the file").isFalse();
                assertThat(region.position()).isEqualTo(3);
                assertThat(Files.readAllBytes(targetPath())).containsExactly(1, 2, 3);
                assertThat(Loopback.read(server, 1)).as("what was not read is still there").containsExactly(4);
            }
        });
    }

    private record Sending(Connection connection, FileRegion region) {
    }

    @OnEveryBackend
    void transferFromAFileStoppedAtEveryTurn_hasSentWhatTheRegionSays(Variant variant) {
        for (boolean plain : new boolean[]{false, true}) {
            new AtEveryTurn<Sending>() {
                @Override
                protected Sending prepare() throws Exception {
                    return new Sending(Connection.open(), FileRegion.of(source, 5, 200_000));
                }

                @Override
                protected Object perform(Sending world) throws Exception {
                    TcpStream client = world.connection().client();
                    return (plain ? new PlainStream(client) : client).transferFrom(world.region());
                }

                @Override
                protected void check(Sending world, Optional<Object> result, boolean begun) throws Exception {
                    int sent = (int) world.region().position() - 5;
                    assertThat(result.orElse((long) sent)).isEqualTo((long) sent);
                    assertThat(result.isEmpty() || sent == 200_000).isTrue();
                    try (Connection connection = world.connection()) {
                        connection.client().shutdownOutput();
                        assertThat(Loopback.readToEnd(connection.server()))
                                .isEqualTo(Arrays.copyOfRange(content, 5, 5 + sent));
                    }
                    assertThat(source.isOpen()).isTrue();
                }
            }.stopAndCancel(variant);
        }
    }

    @OnEveryBackend
    void transferToAFileStoppedAtEveryTurn_losesNoByte(Variant variant) {
        for (boolean plain : new boolean[]{false, true}) {
            new AtEveryTurn<Sending>() {
                @Override
                protected Sending prepare() throws Exception {
                    Connection connection = Connection.open();
                    connection.client().write(content, 0, 100_000);
                    connection.client().shutdownOutput();
                    target.truncate(0);
                    return new Sending(connection, FileRegion.of(target, 0, 99_000));
                }

                @Override
                protected Object perform(Sending world) throws Exception {
                    TcpStream server = world.connection().server();
                    return (plain ? new PlainStream(server) : server).transferTo(world.region());
                }

                @Override
                protected void check(Sending world, Optional<Object> result, boolean begun) throws Exception {
                    int filled = (int) world.region().position();
                    assertThat(result.orElse((long) filled)).isEqualTo((long) filled);
                    assertThat(result.isEmpty() || filled == 99_000).isTrue();
                    try (Connection connection = world.connection()) {
                        assertThat(Files.readAllBytes(targetPath())).isEqualTo(Arrays.copyOf(content, filled));
                        assertThat(Loopback.readToEnd(connection.server()))
                                .isEqualTo(Arrays.copyOfRange(content, filled, 100_000));
                    }
                    assertThat(target.isOpen()).isTrue();
                }
            }.stopAndCancel(variant);
        }
    }

    @OnEveryBackend
    void ownerThatClosesDuringATransfer_isAnAsynchronousCloseForTheBorrower(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                TcpStream client = connection.client();
                GatedFile slowSource = new GatedFile(source);
                GatedFile slowTarget = new GatedFile(target);
                connection.server().write(new byte[]{1});
                Promise<Long> sending = Miou.task().lend(client).async(() -> client.transferFrom(slowSource, 0, 10));
                Promise<Long> filling = Miou.task().lend(client).async(() -> client.transferTo(slowTarget, 0, 10));
                while (!slowSource.isEntered() || !slowTarget.isEntered()) {
                    Miou.yield();
                }
                client.close();
                slowSource.openGate();
                slowTarget.openGate();
                for (Promise<Long> transfer : List.of(sending, filling)) {
                    assertThatThrownBy(() -> transfer.awaitChecked(IOException.class))
                            .isExactlyInstanceOf(AsynchronousCloseException.class);
                }
            }
        });
    }
}
