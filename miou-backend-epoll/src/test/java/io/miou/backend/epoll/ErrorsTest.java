package io.miou.backend.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.Direction;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Errors of the operating system are thrown as NIO throws them, with the system's message and the address. */
@Timeout(60)
class ErrorsTest {

    private static final ListenOptions OPTIONS = new ListenOptions(1, true, false);

    private Backend backend;

    @BeforeEach
    void open() throws IOException {
        Optional<String> reason = new EpollBackendProvider().unavailable();
        assumeTrue(reason.isEmpty(), () -> "epoll is unavailable: " + reason.orElseThrow());
        backend = new EpollBackendProvider().open(new BackendContext(0, 0));
    }

    @AfterEach
    void close() throws IOException {
        if (backend != null) {
            backend.close();
        }
    }

    @Test
    void connect_refused_namesTheAddress() throws IOException {
        // Bound, so that nobody else gets the port, and not listening.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            SocketAddress nobody = bound.getLocalSocketAddress();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(nobody).close())
                    .withMessage("Connection refused: " + nobody).withCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void connect_noSuchPath_isSocketException(@TempDir Path folder) {
        SocketAddress nobody = UnixDomainSocketAddress.of(folder.resolve("nobody"));
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> connect(nobody).close())
                .withMessage("No such file or directory: " + nobody);
    }

    @Test
    void listen_portInUse_namesTheAddress() throws IOException {
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
    void read_reset_isSocketException() throws IOException {
        try (ListenHandle listener = backend.listen(any(), OPTIONS); Socket peer = new Socket()) {
            peer.connect(listener.localAddress());
            try (StreamHandle stream = listener.accept()) {
                peer.setSoLinger(true, 0);
                peer.close();
                assertThatExceptionOfType(SocketException.class)
                        .isThrownBy(() -> stream.read(ByteBuffer.allocate(1))).withMessage("Connection reset");
                assertThatIOException().isThrownBy(() -> stream.write(ByteBuffer.allocate(1)))
                        .withMessage("Broken pipe");
            }
        }
    }

    @Test
    void poll_closedBackend_isAnError() throws IOException {
        backend.close();
        assertThatIOException().isThrownBy(() -> backend.pollNow()).withMessageContaining("closed");
        assertThatIOException().isThrownBy(() -> backend.poll(1)).withMessageContaining("closed");
    }

    @Test
    void poll_timeoutNotPositive_isIllegalArgument() {
        assertThatIllegalArgumentException().isThrownBy(() -> backend.poll(0)).withMessageContaining("pollNow");
    }

    @Test
    void options_ofTheExtendedKind_areKept() throws IOException {
        try (ListenHandle listener = backend.listen(any(), OPTIONS);
                StreamHandle stream = connect(listener.localAddress())) {
            assertKept(stream, ExtendedSocketOptions.TCP_KEEPIDLE, 77);
            assertKept(stream, ExtendedSocketOptions.TCP_KEEPINTERVAL, 7);
            assertKept(stream, ExtendedSocketOptions.TCP_KEEPCOUNT, 5);
            assertKept(stream, StandardSocketOptions.SO_RCVBUF, 1 << 15);
            assertKept(stream, StandardSocketOptions.SO_SNDBUF, 1 << 15);
            assertKept(stream, StandardSocketOptions.SO_REUSEADDR, true);
            assertKept(stream, StandardSocketOptions.IP_TOS, 8);
            assertKept(stream, StandardSocketOptions.SO_LINGER, 3);
            stream.setOption(StandardSocketOptions.SO_LINGER, -5);
            assertThat(stream.option(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
        }
    }

    @Test
    void options_nonsense_isIllegalArgument() throws IOException {
        try (ListenHandle listener = backend.listen(any(), OPTIONS)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> listener.setOption(StandardSocketOptions.SO_RCVBUF, -1))
                    .withMessageContaining("SO_RCVBUF").withMessageContaining("negative");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> listener.setOption(StandardSocketOptions.SO_RCVBUF, null))
                    .withMessageContaining("null");
        }
    }

    private static <T> void assertKept(StreamHandle stream, SocketOption<T> option, T value) throws IOException {
        stream.setOption(option, value);
        assertThat(stream.option(option)).as(option.name()).isEqualTo(value);
    }

    private StreamHandle connect(SocketAddress remote) throws IOException {
        StreamHandle handle = backend.connect(remote);
        try {
            while (!handle.finishConnect()) {
                handle.watch(Direction.WRITE, () -> {
                });
                backend.poll(1_000_000);
                handle.unwatch(Direction.WRITE);
            }
            return handle;
        } catch (IOException e) {
            handle.close();
            throw e;
        }
    }

    private static SocketAddress any() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    }
}
