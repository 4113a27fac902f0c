package io.miou.backend.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miou.spi.Direction;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Failures name the address, and each kind of address gets its kind of socket. */
@Timeout(60)
class AddressTest {
    private static final ListenOptions OPTIONS = new ListenOptions(1, true, false);
    private static final SocketAddress FOREIGN = new SocketAddress() {
        @Override
        public String toString() {
            return "foreign";
        }
    };

    private NioBackend backend;

    @BeforeEach
    void open() throws Exception {
        backend = new NioBackend(0);
    }

    @AfterEach
    void close() throws Exception {
        backend.close();
    }

    @Test
    void connect_refused_namesTheAddress() throws Exception {
        // Bound, so that nobody else gets the port, and not listening.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            SocketAddress nobody = bound.getLocalSocketAddress();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(nobody).close())
                    .withMessage("Connection refused: " + nobody).withCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void listen_portInUse_namesTheAddress() throws Exception {
        try (ListenHandle first = backend.listen(any(), OPTIONS)) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> backend.listen(first.localAddress(), OPTIONS).close())
                    .withMessage("Address already in use: " + first.localAddress());
        }
    }

    @Test
    void listen_notOurAddress_namesIt() {
        SocketAddress documentation = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 0);
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> backend.listen(documentation, OPTIONS).close())
                .withMessageEndingWith(": " + documentation);
    }

    @Test
    void unresolvedName_isUnknownHost() {
        SocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 80);
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> backend.connect(unresolved).close())
                .withMessage("nowhere.invalid");
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> backend.listen(unresolved, OPTIONS).close())
                .withMessage("nowhere.invalid");
    }

    @Test
    void foreignKindOfAddress_isIllegalArgument() {
        assertThatIllegalArgumentException().isThrownBy(() -> backend.connect(FOREIGN).close())
                .withMessageContaining("foreign");
        assertThatIllegalArgumentException().isThrownBy(() -> backend.listen(FOREIGN, OPTIONS).close())
                .withMessageContaining("foreign");
    }

    @Test
    void listener_watchedForWrite_isIllegalArgument() throws Exception {
        try (ListenHandle listener = backend.listen(any(), OPTIONS)) {
            assertThatIllegalArgumentException().isThrownBy(() -> listener.watch(Direction.WRITE, () -> {
            }));
        }
    }

    @Test
    void unixDomainAddress_getsAUnixSocket(@TempDir Path folder) throws Exception {
        SocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ListenHandle listener = backend.listen(address, OPTIONS); StreamHandle client = connect(address)) {
            assertThat(client.isConnected()).isTrue();
            assertThat(client.remoteAddress()).isEqualTo(address);
            listener.accept().close();
        }
    }

    /** The rule that the scheduler has to know: it clears the flag itself. */
    @Test
    void poll_interrupted_returnsAtOnceAndKeepsTheFlag() throws Exception {
        Thread.currentThread().interrupt();
        backend.poll(Long.MAX_VALUE);
        backend.poll(Long.MAX_VALUE);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void poll_timeoutNotPositive_isIllegalArgument() {
        assertThatIllegalArgumentException().isThrownBy(() -> backend.poll(0)).withMessageContaining("pollNow");
        assertThatIllegalArgumentException().isThrownBy(() -> backend.poll(-1));
    }

    private StreamHandle connect(SocketAddress remote) throws Exception {
        StreamHandle handle = backend.connect(remote);
        try {
            while (!handle.finishConnect()) {
                handle.watch(Direction.WRITE, () -> {
                });
                backend.poll(1_000_000);
                handle.unwatch(Direction.WRITE);
            }
            return handle;
        } catch (Exception e) {
            handle.close();
            throw e;
        }
    }

    private static SocketAddress any() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }
}
