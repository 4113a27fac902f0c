package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.backend.epoll.EpollBackendProvider;
import io.miou.spi.BackendContext;
import io.miou.spi.DescriptorsExhaustedException;
import io.netty.channel.unix.Errors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Linux's error numbers become the exceptions of the JDK's own handles, whatever way Netty reports them, with the
 * system's words and the address.
 */
class NativeErrorsTableTest {

    private static final Map<Integer, Class<? extends IOException>> TABLE = Map.ofEntries(
            Map.entry(2, SocketException.class), // ENOENT
            Map.entry(13, BindException.class), // EACCES
            Map.entry(22, SocketException.class), // EINVAL
            Map.entry(23, DescriptorsExhaustedException.class), // ENFILE
            Map.entry(24, DescriptorsExhaustedException.class), // EMFILE
            Map.entry(71, ProtocolException.class), // EPROTO
            Map.entry(97, SocketException.class), // EAFNOSUPPORT
            Map.entry(98, BindException.class), // EADDRINUSE
            Map.entry(99, BindException.class), // EADDRNOTAVAIL
            Map.entry(101, SocketException.class), // ENETUNREACH
            Map.entry(104, SocketException.class), // ECONNRESET
            Map.entry(107, ConnectException.class), // ENOTCONN
            Map.entry(110, ConnectException.class), // ETIMEDOUT
            Map.entry(111, ConnectException.class), // ECONNREFUSED
            Map.entry(113, NoRouteToHostException.class)); // EHOSTUNREACH

    private final SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9);

    private NettyBackend backend;
    private NativeTransport transport;

    @BeforeEach
    void open() throws IOException {
        Optional<String> reason = new EpollBackendProvider().unavailable();
        assumeTrue(reason.isEmpty(), () -> "epoll is unavailable: " + reason.orElseThrow());
        backend = (NettyBackend) new EpollBackendProvider().open(new BackendContext(0, 0));
        transport = backend.transport();
    }

    @AfterEach
    void close() {
        if (backend != null) {
            backend.close();
        }
    }

    private static String words(int error) {
        String message = Errors.newIOException("call", -error).getMessage();
        return message.substring(message.indexOf("): ") + 3);
    }

    private void assertNamed(IOException failure, int error) {
        assertThat(failure).as("error %d", error).isExactlyInstanceOf(TABLE.get(error))
                .hasMessage(words(error) + ": " + address);
    }

    @Test
    void everyNumber_isTypedAsInNio() {
        TABLE.keySet().forEach(error -> {
            IOException numbered = Errors.newIOException("call", -error);
            assertNamed(NativeErrors.connecting(transport, error, address), error);
            assertNamed(NativeErrors.connecting(transport, numbered, address), error);
            assertNamed(NativeErrors.binding(transport, numbered, address), error);
            assertNamed(NativeErrors.opening(transport, numbered, address), error);
            if (error != 111) {
                assertNamed(NativeErrors.datagram(transport, numbered, address), error);
            }
        });
    }

    @Test
    void connect_thatNettyReportsWithItsNumberInWordsOnly_isTyped() {
        for (int error : new int[]{13, 22, 97, 99, 104, 110, 111}) {
            ConnectException failure = new ConnectException("connect(..) failed with error(-" + error + "): Wörter");
            assertNamed(NativeErrors.connecting(transport, failure, address), error);
        }
        assertNamed(NativeErrors.connecting(transport, new ConnectException(), address), 111);
    }

    @Test
    void connect_thatNettyReportsWithoutANumber_isTyped() {
        assertNamed(NativeErrors.connecting(transport, new FileNotFoundException(), address), 2);
        // To the loopback there is a route, so that it was the network.
        assertNamed(NativeErrors.connecting(transport, new NoRouteToHostException(), address), 101);
    }

    @Test
    void datagram_portUnreachable_isSoHoweverNettySaysIt() {
        for (IOException failure : new IOException[]{new PortUnreachableException("recvFrom"),
            Errors.newIOException("send", -111)}) {
            assertThat(NativeErrors.datagram(transport, failure, address))
                    .isExactlyInstanceOf(PortUnreachableException.class).hasMessage(words(111) + ": " + address);
        }
    }

    @Test
    void backlogOfAUnixListenerThatIsFull_isExplained() {
        SocketAddress path = UnixDomainSocketAddress.of("/run/s");
        assertThat(NativeErrors.connecting(transport, Errors.newIOException("connect", -11), path))
                .isExactlyInstanceOf(SocketException.class).hasMessageStartingWith(words(11) + ": /run/s")
                .hasMessageContaining("backlog");
    }
}
