package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams over Unix domain sockets are streams, and their addresses are paths. */
abstract class UnixContract extends Contract {
    @TempDir
    Path folder;

    private UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(folder.resolve("socket"));
    }

    @Test
    void connect_toListener_addressesAgree() throws Exception {
        ListenHandle listener = driver.listen(address());
        Pair pair = driver.pair(listener);
        assertThat(listener.localAddress()).isEqualTo(address());
        assertThat(pair.client().isConnected()).isTrue();
        assertThat(pair.client().remoteAddress()).isEqualTo(address());
        assertThat(pair.server().localAddress()).isEqualTo(address());
        assertThat(pair.client().localAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
        assertThat(pair.server().remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
    }

    @Test
    void randomBytes_bothWays_arriveInOrder() throws Exception {
        Random random = random("UnixContract.randomBytes_bothWays_arriveInOrder");
        Pair pair = driver.pair(driver.listen(address()));
        for (Transfer transfer : new Transfer[]{new Transfer(pair.client(), pair.server(), 1 << 20, random),
            new Transfer(pair.server(), pair.client(), 1 << 20, random)}) {
            while (!transfer.isComplete()) {
                transfer.step();
                if (transfer.isStuck() && !transfer.isComplete()) {
                    driver.backend.poll(Backend.FOREVER);
                }
            }
            transfer.assertSame();
        }
    }

    @Test
    void halfClose_endsOneDirection() throws Exception {
        Pair pair = driver.pair(driver.listen(address()));
        driver.write(pair.client(), (byte) 1);
        pair.client().shutdownOutput();
        assertThat(driver.read(pair.server(), 1)).containsExactly(1);
        assertThat(driver.read(pair.server(), ByteBuffer.allocate(1))).isEqualTo(SocketHandle.END_OF_STREAM);
        driver.write(pair.server(), (byte) 2);
        assertThat(driver.read(pair.client(), 1)).containsExactly(2);
    }

    @Test
    void plainSocket_isAccepted() throws Exception {
        ListenHandle listener = driver.listen(address());
        try (SocketChannel plain = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            plain.connect(address());
            StreamHandle accepted = driver.accept(listener);
            driver.write(accepted, (byte) 5);
            ByteBuffer target = ByteBuffer.allocate(1);
            plain.read(target);
            assertThat(target.get(0)).isEqualTo((byte) 5);
        }
    }

    @Test
    void connect_noFile_isAnIOException() {
        assertThatIOException().isThrownBy(() -> driver.connect(address()));
    }

    @Test
    void connect_fileNobodyListensAt_isAnIOException() throws Exception {
        closedListener();
        assertThatIOException().isThrownBy(() -> driver.connect(address()));
    }

    /** The scheduler removes it, which knows whether it may. */
    @Test
    void close_leavesTheFile_andASecondListenIsABindException() throws Exception {
        closedListener();
        assertThat(address().getPath()).exists();
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> driver.listen(address()));
        Files.delete(address().getPath());
        driver.pair(driver.listen(address()));
    }

    private void closedListener() throws IOException {
        driver.listen(address()).close();
        driver.backend.pollNow();
    }
}
