package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that the operating system sends by itself; skipped where the backend cannot. */
abstract class SendFileContract extends Contract {
    private static final int LENGTH = 20_000_000;

    @TempDir
    Path folder;

    private byte[] content;
    private FileChannel file;

    @BeforeEach
    void createFile() throws IOException {
        content = new byte[LENGTH];
        random("SendFileContract").nextBytes(content);
        Path path = folder.resolve("file");
        Files.write(path, content);
        file = FileChannel.open(path, StandardOpenOption.READ);
        try (Driver probe = new Driver(provider())) {
            assumeTrue(probe.pair().client().sendFile(file, 0, 0) != StreamHandle.NOT_SUPPORTED,
                    () -> provider().name() + " cannot send files");
        }
    }

    @AfterEach
    void closeFile() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    @Test
    void wholeFile_arrivesInSeveralSteps() throws Exception {
        Pair pair = driver.pair();
        Background<byte[]> reader = readInBackground(pair, LENGTH);
        assertThat(sendAll(pair.client(), 0, LENGTH)).isEqualTo(LENGTH);
        assertThat(reader.join()).isEqualTo(content);
        assertThat(file.position()).as("the file's own position").isZero();
    }

    @Test
    void partOfAFile_isThatPart() throws Exception {
        Pair pair = driver.pair();
        assertThat(sendAll(pair.client(), 1_000, 3_000)).isEqualTo(3_000);
        assertThat(driver.read(pair.server(), 3_000)).isEqualTo(Arrays.copyOfRange(content, 1_000, 4_000));
    }

    @Test
    void moreThanTheFileHas_isTheRest() throws Exception {
        Pair pair = driver.pair();
        assertThat(sendAll(pair.client(), LENGTH - 10, Long.MAX_VALUE)).isEqualTo(10);
        assertThat(driver.read(pair.server(), 10)).isEqualTo(Arrays.copyOfRange(content, LENGTH - 10, LENGTH));
    }

    @Test
    void nothingToSend_isZero() throws Exception {
        StreamHandle client = driver.pair().client();
        assertThat(client.sendFile(file, 0, 0)).isZero();
        assertThat(client.sendFile(file, LENGTH, 1)).isZero();
        assertThat(client.sendFile(file, LENGTH + 1L, 1)).isZero();
    }

    @Test
    void fullSocket_wouldBlockUntilReadiness() throws Exception {
        Pair pair = driver.pair();
        long filled = driver.fill(pair.client());
        assertThat(pair.client().sendFile(file, 0, 1)).isEqualTo(SocketHandle.WOULD_BLOCK);
        Flag ready = new Flag();
        pair.client().watch(Direction.WRITE, ready);
        driver.read(pair.server(), (int) filled);
        driver.pollUntil(ready::isSet);
        assertThat(sendAll(pair.client(), 0, 100)).isEqualTo(100);
        assertThat(driver.read(pair.server(), 100)).isEqualTo(Arrays.copyOf(content, 100));
    }

    @Test
    void peerGone_throwsInTheEnd_andTheFileStaysOpen() throws Exception {
        Pair pair = driver.pair();
        pair.server().close();
        driver.pollSome();
        assertThatIOException().isThrownBy(() -> {
            for (int i = 0; i < 1_000; i++) {
                sendAll(pair.client(), 0, 1_000_000);
            }
        });
        assertThat(file.isOpen()).isTrue();
    }

    @Test
    void closedChannels_throwClosedChannelException() throws Exception {
        StreamHandle client = driver.pair().client();
        StreamHandle other = driver.pair().client();
        client.close();
        assertThatIOException().isThrownBy(() -> client.sendFile(file, 0, 1))
                .isInstanceOf(ClosedChannelException.class);
        file.close();
        assertThatIOException().isThrownBy(() -> other.sendFile(file, 0, 1))
                .isInstanceOf(ClosedChannelException.class);
        assertThat(other.isOpen()).isTrue();
    }

    /** Reads with a backend of its own. */
    private Background<byte[]> readInBackground(Pair pair, int length) throws IOException {
        Driver other = newDriver();
        pair.server().detach();
        return Background.start(() -> {
            pair.server().attach(other.backend);
            return other.read(pair.server(), length);
        });
    }

    private long sendAll(StreamHandle handle, long position, long count) throws IOException {
        long sent = 0;
        while (sent < count) {
            long step = handle.sendFile(file, position + sent, count - sent);
            if (step == SocketHandle.WOULD_BLOCK) {
                driver.await(handle, Direction.WRITE);
            } else if (step == 0) {
                return sent;
            } else {
                assertThat(step).isPositive();
                sent += step;
            }
        }
        return sent;
    }
}
