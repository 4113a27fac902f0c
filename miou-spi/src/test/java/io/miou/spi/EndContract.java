package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** The ends of a stream: half-closes, resets, and the answers of a closed handle. */
abstract class EndContract extends Contract {
    private final ByteBuffer large = ByteBuffer.allocate(1000);

    @Test
    void shutdownOutput_dataBefore_isReadThenTheEnd() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1, (byte) 2);
        pair.client().shutdownOutput();
        assertThat(driver.read(pair.server(), 2)).containsExactly(1, 2);
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    /** The end arrives in one piece with the data, so that no further edge follows the short read. */
    @Test
    void shutdownOutput_readTogetherWithData_isNotLost() throws Exception {
        for (int i = 0; i < 200; i++) {
            Pair pair = driver.pair();
            driver.write(pair.client(), (byte) 1);
            pair.client().shutdownOutput();
            driver.await(pair.server(), Direction.READ);
            driver.pollSome();
            assertThat(pair.server().read(large.clear())).isEqualTo(1);
            assertThat(driver.read(pair.server(), large.clear())).isEqualTo(SocketHandle.END_OF_STREAM);
            pair.client().close();
            pair.server().close();
        }
    }

    @Test
    void shutdownOutput_otherDirection_goesOn() throws Exception {
        Pair pair = driver.pair();
        pair.client().shutdownOutput();
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
        for (byte i = 0; i < 10; i++) {
            driver.write(pair.server(), i);
            assertThat(driver.read(pair.client(), 1)).containsExactly(i);
        }
        pair.server().shutdownOutput();
        assertThat(driver.read(pair.client(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
        assertThatIOException().isThrownBy(() -> pair.client().write(bytes()));
    }

    @Test
    void shutdownInput_readWatch_becomesReadyAndReadsTheEnd() throws Exception {
        Pair pair = driver.pair();
        assertThat(pair.server().read(large)).isEqualTo(SocketHandle.WOULD_BLOCK);
        Flag ready = new Flag();
        pair.server().watch(Direction.READ, ready);
        driver.backend.pollNow();
        assertThat(ready.calls()).isZero();
        pair.server().shutdownInput();
        driver.pollUntil(ready::isSet);
        assertThat(pair.server().read(large)).isEqualTo(SocketHandle.END_OF_STREAM);
        driver.write(pair.server(), (byte) 1);
        assertThat(driver.read(pair.client(), 1)).containsExactly(1);
    }

    @Test
    void shutdownInput_afterShortRead_readsTheEnd() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1);
        assertThat(driver.read(pair.server(), large)).isEqualTo(1);
        pair.server().shutdownInput();
        assertThat(pair.server().read(large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    @Test
    void shutdownInput_dataUnread_readsTheEnd() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1);
        driver.await(pair.server(), Direction.READ);
        pair.server().shutdownInput();
        assertThat(pair.server().read(ByteBuffer.allocate(0))).isZero();
        assertThat(pair.server().read(large)).isEqualTo(SocketHandle.END_OF_STREAM);
        driver.await(pair.server(), Direction.READ);
        assertThat(pair.server().read(large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    @Test
    void shutdownInput_movedElsewhere_readsTheEnd() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1);
        driver.await(pair.server(), Direction.READ);
        pair.server().shutdownInput();
        pair.server().detach();
        Driver other = newDriver();
        pair.server().attach(other.backend);
        other.await(pair.server(), Direction.READ);
        assertThat(pair.server().read(large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    /** Watched directly after a short read, without a read that would block in between. */
    @Test
    void shutdownOutput_watchedAgainAfterAShortRead_isReported() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1);
        pair.client().shutdownOutput();
        driver.await(pair.server(), Direction.READ);
        driver.pollSome();
        assertThat(pair.server().read(large)).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            driver.await(pair.server(), Direction.READ);
            assertThat(pair.server().read(large)).isEqualTo(SocketHandle.END_OF_STREAM);
        }
    }

    @Test
    void shutdownOutput_ownSide_readingGoesOn() throws Exception {
        Pair pair = driver.pair();
        Flag reader = new Flag();
        pair.server().watch(Direction.READ, reader);
        driver.pollSome();
        pair.server().shutdownOutput();
        driver.pollSome();
        pair.server().unwatch(Direction.READ);
        for (byte i = 0; i < 10; i++) {
            driver.write(pair.client(), i);
            assertThat(driver.read(pair.server(), 1)).containsExactly(i);
        }
        pair.client().close();
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    /** The peer sends, and hangs up in both directions: what it sent is still read. */
    @Test
    void hangUp_dataUnread_isReadThenTheEnd() throws Exception {
        for (int length : new int[]{1, 1_000, 30_000}) {
            Pair pair = driver.pair();
            pair.server().shutdownOutput();
            assertThat(driver.read(pair.client(), large.clear())).isEqualTo(SocketHandle.END_OF_STREAM);
            driver.write(pair.client(), new byte[length]);
            pair.client().close();
            driver.await(pair.server(), Direction.READ);
            driver.pollSome();
            assertThat(driver.read(pair.server(), length)).hasSize(length);
            assertThat(driver.read(pair.server(), large.clear())).isEqualTo(SocketHandle.END_OF_STREAM);
        }
    }

    /**
     * A shutdown after a reset does not throw, as with NIO. So ending a stream in a finally block does not hide an
     * earlier failure.
     */
    @Test
    void shutdown_afterReset_isSilent() throws Exception {
        StreamHandle server = acceptedAndReset(false);
        driver.await(server, Direction.READ);
        assertThatIOException().isThrownBy(() -> server.read(large));
        server.shutdownOutput();
        server.shutdownInput();
    }

    @Test
    void peerClosed_streamEnds() throws Exception {
        Pair pair = driver.pair();
        Flag ready = new Flag();
        pair.server().watch(Direction.READ, ready);
        pair.client().close();
        driver.pollUntil(ready::isSet);
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    @Test
    void peerClosed_registeredAndPolled_streamEnds() throws Exception {
        Pair pair = driver.pair();
        pair.client().watch(Direction.READ, new Flag());
        driver.pollSome();
        pair.client().close();
        assertThat(driver.read(pair.server(), large)).isEqualTo(SocketHandle.END_OF_STREAM);
    }

    @Test
    void reset_reader_isWokenAndThrows() throws Exception {
        StreamHandle server = acceptedAndReset(false);
        driver.await(server, Direction.READ);
        assertThatIOException().isThrownBy(() -> server.read(large))
                .isNotInstanceOf(ClosedChannelException.class);
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void reset_waitingWriter_isWokenAndThrows() throws Exception {
        StreamHandle server = acceptedAndReset(true);
        driver.await(server, Direction.WRITE);
        assertThatIOException().isThrownBy(() -> writeForEver(server))
                .isNotInstanceOf(ClosedChannelException.class);
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void reset_bothWaiting_bothAreWoken() throws Exception {
        ListenHandle listener = driver.listen();
        try (Socket client = connectTo(listener)) {
            StreamHandle server = driver.accept(listener);
            driver.fill(server);
            Flag reader = new Flag();
            Flag writer = new Flag();
            server.watch(Direction.READ, reader);
            server.watch(Direction.WRITE, writer);
            driver.pollSome();
            client.setSoLinger(true, 0);
            client.close();
            driver.pollUntil(() -> reader.isSet() && writer.isSet());
        }
    }

    @Test
    void linger0_close_resetsThePeer() throws Exception {
        Pair pair = driver.pair();
        pair.client().watch(Direction.READ, new Flag());
        driver.pollSome();
        pair.client().setOption(StandardSocketOptions.SO_LINGER, 0);
        pair.client().close();
        assertThatIOException().isThrownBy(() -> driver.read(pair.server(), large));
    }

    /** A close never waits, as with NIO. The data that was written before is still sent. */
    @Test
    void linger_closeWithUnsentData_returnsAtOnceAndLosesNothing() throws Exception {
        for (boolean registered : new boolean[]{false, true}) {
            ListenHandle listener = driver.listen();
            try (Socket client = connectTo(listener)) {
                StreamHandle server = driver.accept(listener);
                server.setOption(StandardSocketOptions.SO_LINGER, 2 * (int) Driver.LIMIT.toSeconds());
                long written = 0;
                ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
                for (int count = server.write(zeros); count > 0; count = server.write(zeros.clear())) {
                    written += count;
                }
                if (registered) {
                    server.watch(Direction.READ, new Flag());
                    driver.pollSome();
                }
                long start = System.nanoTime();
                server.close();
                driver.backend.pollNow();
                assertThat(System.nanoTime() - start).isLessThan(Driver.LIMIT.toNanos());
                assertThat(client.getInputStream().skip(Long.MAX_VALUE)).isEqualTo(written);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void write_peerGone_throwsInTheEnd() throws Exception {
        Pair pair = driver.pair();
        pair.server().close();
        driver.pollSome();
        assertThatIOException().isThrownBy(() -> writeForEver(pair.client()));
    }

    @Test
    void operations_afterClose_throwClosedChannelException() throws Exception {
        StreamHandle stream = driver.pair().client();
        stream.watch(Direction.READ, new Flag());
        stream.close();
        assertThat(stream.isOpen()).isFalse();
        assertClosed(() -> stream.read(large));
        assertClosed(() -> stream.read(ByteBuffer.allocate(0)));
        assertClosed(() -> stream.write(bytes()));
        assertClosed(() -> stream.write(new ByteBuffer[]{bytes()}, 0, 1));
        assertClosed(() -> stream.watch(Direction.READ, new Flag()));
        assertClosed(() -> stream.watch(Direction.WRITE, new Flag()));
        assertClosed(() -> stream.setOption(StandardSocketOptions.TCP_NODELAY, true));
        assertClosed(() -> stream.option(StandardSocketOptions.TCP_NODELAY));
        assertClosed(stream::shutdownOutput);
        assertClosed(stream::shutdownInput);
        stream.unwatch(Direction.READ);
        stream.detach();
        stream.close();
        driver.pollSome();
    }

    /** The operating system gives its number to the next descriptor. */
    @Test
    void operations_afterCloseAndNumberReused_leaveTheOtherChannelAlone() throws Exception {
        ListenHandle listener = driver.listen();
        for (int i = 0; i < 20; i++) {
            StreamHandle closed = driver.pair(listener).server();
            closed.close();
            driver.backend.pollNow();
            Pair pair = driver.pair(listener);
            driver.write(pair.client(), (byte) 1);
            driver.write(pair.server(), (byte) 2);
            assertClosed(() -> closed.read(large));
            assertClosed(() -> closed.read(ByteBuffer.allocateDirect(10)));
            assertClosed(() -> closed.write(bytes()));
            assertClosed(() -> closed.write(ByteBuffer.allocateDirect(10)));
            assertClosed(() -> closed.write(new ByteBuffer[]{bytes(), bytes()}, 0, 2));
            assertClosed(() -> closed.write(new ByteBuffer[]{ByteBuffer.allocateDirect(10)}, 0, 1));
            assertClosed(closed::shutdownOutput);
            assertThat(driver.read(pair.server(), 1)).containsExactly(1);
            assertThat(driver.read(pair.client(), 1)).containsExactly(2);
            assertThat(pair.server().read(large)).isEqualTo(SocketHandle.WOULD_BLOCK);
            assertThat(pair.client().read(large)).isEqualTo(SocketHandle.WOULD_BLOCK);
            pair.client().close();
            pair.server().close();
        }
    }

    @Test
    void listener_afterClose_throwsClosedChannelException() throws Exception {
        ListenHandle listener = driver.listen();
        listener.watch(Direction.READ, new Flag());
        listener.close();
        assertThat(listener.isOpen()).isFalse();
        assertClosed(listener::accept);
        assertClosed(() -> listener.watch(Direction.READ, new Flag()));
        assertClosed(() -> listener.option(StandardSocketOptions.SO_RCVBUF));
        listener.unwatch(Direction.READ);
        listener.detach();
        listener.close();
    }

    private StreamHandle acceptedAndReset(boolean filled) throws IOException {
        ListenHandle listener = driver.listen();
        try (Socket client = connectTo(listener)) {
            StreamHandle server = driver.accept(listener);
            if (filled) {
                driver.fill(server);
            }
            client.setSoLinger(true, 0);
            return server;
        }
    }

    private static Socket connectTo(ListenHandle listener) throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), ((InetSocketAddress) listener.localAddress()).getPort());
    }

    private void writeForEver(StreamHandle handle) throws IOException {
        for (long start = System.nanoTime(); System.nanoTime() - start < Driver.LIMIT.toNanos();) {
            if (handle.write(bytes()) == SocketHandle.WOULD_BLOCK) {
                driver.await(handle, Direction.WRITE);
            }
        }
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocate(100);
    }

    private static void assertClosed(Attempt attempt) {
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(attempt::run);
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }
}
