package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stream on which an operation has failed never reports a clean end afterwards, unless its peer had ended in order
 * before.
 */
abstract class FailureContract extends Contract {

    private static final int SENT = 12_345;

    private final ByteBuffer large = ByteBuffer.allocate(100_000);

    /** The writer takes the one error that the operating system has; the reader would see an end. */
    @Test
    void reset_seenByTheWriterFirst_readerGetsTheDataThenTheFailureAgainAndAgain() throws Exception {
        for (boolean gathering : new boolean[]{false, true}) {
            StreamHandle server = resetAfterData();
            IOException failure = failureOfWriting(server, gathering);
            assertThat(failure).hasMessageNotContaining("null");
            assertThat(driver.read(server, SENT)).hasSize(SENT);
            assertFailsAsBefore(server, failure);
        }
    }

    @Test
    void reset_seenByTheReader_isReportedAgainAndAgain() throws Exception {
        StreamHandle server = resetAfterData();
        assertThat(driver.read(server, SENT)).hasSize(SENT);
        IOException failure = catchThrowableOfType(IOException.class, () -> driver.read(server, large));
        assertFailsAsBefore(server, failure);
        assertThatIOException().isThrownBy(() -> server.write(ByteBuffer.allocate(1)));
        assertFailsAsBefore(server, failure);
    }

    @Test
    void reset_movedToAnotherBackendAfterTheFailure_isReported() throws Exception {
        StreamHandle server = resetAfterData();
        IOException failure = failureOfWriting(server, false);
        server.detach();
        Driver other = newDriver();
        server.attach(other.backend);
        assertThat(other.read(server, SENT)).hasSize(SENT);
        assertThatThrownBy(() -> other.read(server, large.clear())).isExactlyInstanceOf(failure.getClass());
    }

    @Test
    void reset_shutdownInputAfterwards_isNoCleanEnd() throws Exception {
        StreamHandle server = resetAfterData();
        IOException failure = failureOfWriting(server, false);
        server.shutdownInput();
        assertFailsAsBefore(server, failure);
    }

    /** The peer has said that it will send no more; that it then does not want our answer takes nothing from that. */
    @Test
    void peerEndedInOrder_writesFailAfterwards_dataAndTheEndAreRead() throws Exception {
        ListenHandle listener = driver.listen();
        try (Socket client = connectTo(listener)) {
            StreamHandle server = driver.accept(listener);
            client.getOutputStream().write(new byte[SENT]);
            client.close();
            failureOfWriting(server, false);
            assertThatIOException().isThrownBy(() -> server.write(ByteBuffer.allocate(1)));
            assertThat(driver.read(server, SENT)).hasSize(SENT);
            assertThat(driver.read(server, large)).isEqualTo(SocketHandle.END_OF_STREAM);
            assertThat(driver.read(server, large)).isEqualTo(SocketHandle.END_OF_STREAM);
        }
    }

    @Test
    void peerEndedInOrder_endReadBefore_staysTheEnd() throws Exception {
        Pair pair = driver.pair();
        pair.client().close();
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
        failureOfWriting(pair.server(), false);
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    @Test
    void shutdownInput_failuresAfterwards_staysTheEnd() throws Exception {
        ListenHandle listener = driver.listen();
        try (Socket client = connectTo(listener)) {
            StreamHandle server = driver.accept(listener);
            server.shutdownInput();
            client.setSoLinger(true, 0);
            client.close();
            failureOfWriting(server, false);
            assertThat(server.read(large)).isEqualTo(SocketHandle.END_OF_STREAM);
        }
    }

    @Test
    void unixPeerGoneWithUnreadBytes_isReportedAgainAndAgain(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("s");
        ListenHandle listener;
        try {
            listener = driver.listen(UnixDomainSocketAddress.of(file));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return;
        }
        for (boolean writerFirst : new boolean[]{false, true}) {
            Pair pair = driver.pair(listener);
            driver.write(pair.server(), new byte[10]);
            driver.write(pair.client(), new byte[SENT]);
            pair.client().close();
            if (writerFirst) {
                failureOfWriting(pair.server(), false);
            }
            assertThat(driver.read(pair.server(), SENT)).hasSize(SENT);
            IOException failure = catchThrowableOfType(IOException.class, () -> driver.read(pair.server(), large));
            assertFailsAsBefore(pair.server(), failure);
        }
        listener.close();
        Files.deleteIfExists(file);
    }

    private void assertFailsAsBefore(StreamHandle handle, IOException failure) {
        assertThat(failure).isNotNull().isNotInstanceOf(ClosedChannelException.class);
        for (int i = 0; i < 3; i++) {
            IOException again = catchThrowableOfType(IOException.class, () -> driver.read(handle, large.clear()));
            assertThat(again).isExactlyInstanceOf(failure.getClass()).hasMessage(failure.getMessage());
        }
    }

    /** Accepts a connection whose peer has sent something, and has then reset it. */
    private StreamHandle resetAfterData() throws IOException {
        ListenHandle listener = driver.listen();
        try (Socket client = connectTo(listener)) {
            StreamHandle server = driver.accept(listener);
            client.getOutputStream().write(new byte[SENT]);
            client.setSoLinger(true, 0);
            return server;
        }
    }

    private static Socket connectTo(ListenHandle listener) throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), ((InetSocketAddress) listener.localAddress()).getPort());
    }

    private IOException failureOfWriting(StreamHandle handle, boolean gathering) {
        return catchThrowableOfType(IOException.class, () -> {
            for (long start = System.nanoTime(); System.nanoTime() - start < Driver.LIMIT.toNanos();) {
                long count = gathering
                        ? handle.write(new ByteBuffer[]{ByteBuffer.allocate(10), ByteBuffer.allocate(10)}, 0, 2)
                        : handle.write(ByteBuffer.allocate(100));
                if (count == SocketHandle.WOULD_BLOCK) {
                    driver.await(handle, Direction.WRITE);
                }
            }
        });
    }
}
