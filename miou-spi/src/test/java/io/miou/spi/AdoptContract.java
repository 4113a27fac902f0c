package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sockets of the JDK that a backend takes over; one that cannot says who can, and leaves them alone. */
abstract class AdoptContract extends Contract {
    private ServerSocket server;
    private SocketChannel socket;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        socket = SocketChannel.open(server.getLocalSocketAddress());
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        if (peer != null) { // the backend is available
            peer.close();
            socket.close();
            server.close();
        }
    }

    @Test
    void connectedSocket_becomesAChannel() throws Exception {
        StreamHandle handle = adopt();
        assertThat(handle.isConnected()).isTrue();
        assertThat(handle.backend()).isSameAs(driver.backend);
        assertThat(handle.remoteAddress()).isEqualTo(server.getLocalSocketAddress());
        assertThat(handle.localAddress()).isEqualTo(peer.getRemoteSocketAddress());
        driver.write(handle, (byte) 7);
        assertThat(peer.getInputStream().read()).isEqualTo(7);
        peer.getOutputStream().write(8);
        assertThat(driver.read(handle, 1)).containsExactly(8);
        handle.close();
        driver.backend.pollNow();
        assertThat(socket.isOpen()).isFalse();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void socketThatIsNotConnected_isRefused() throws Exception {
        adopt();
        try (SocketChannel unconnected = SocketChannel.open()) {
            assertThatExceptionOfType(NotYetConnectedException.class)
                    .isThrownBy(() -> driver.backend.adopt(unconnected));
            assertThat(unconnected.isOpen()).isTrue();
            assertThat(unconnected.isBlocking()).isTrue();
        }
    }

    @Test
    void socketThatIsClosed_isRefused() throws Exception {
        adopt();
        SocketChannel closed = SocketChannel.open();
        closed.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> driver.backend.adopt(closed));
    }

    @Test
    void socketOfASelector_isRefusedAndStaysThere() throws Exception {
        adopt();
        try (Selector selector = Selector.open();
                SocketChannel registered = SocketChannel.open(server.getLocalSocketAddress());
                Socket other = server.accept()) {
            registered.configureBlocking(false);
            SelectionKey key = registered.register(selector, SelectionKey.OP_READ);
            assertThatIllegalStateException().isThrownBy(() -> driver.backend.adopt(registered))
                    .withMessageContaining("cancel its key");
            other.getOutputStream().write(1);
            assertThat(selector.select(Driver.LIMIT.toMillis())).isEqualTo(1);
            assertThat(key.isValid()).isTrue();
        }
    }

    private StreamHandle adopt() throws IOException {
        try {
            return driver.closing(driver.backend.adopt(socket));
        } catch (UnsupportedOperationException e) {
            assertThat(e).hasMessageContaining("nio");
            assertThat(socket.isOpen()).isTrue();
            assertThat(socket.isBlocking()).isTrue();
            abort(e.getMessage());
            throw e;
        }
    }
}
