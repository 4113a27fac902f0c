package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;

/** Connect, listen, accept, addresses and options. */
abstract class OpeningContract extends Contract {

    @Test
    void connect_toListener_addressesAgree() throws Exception {
        ListenHandle listener = driver.listen();
        Pair pair = driver.pair(listener);

        assertThat(pair.client().isConnected()).isTrue();
        assertThat(pair.server().isConnected()).isTrue();
        assertThat(pair.client().backend()).isSameAs(driver.backend);
        assertThat(pair.server().backend()).isSameAs(driver.backend);
        assertThat(pair.client().remoteAddress()).isEqualTo(listener.localAddress());
        assertThat(pair.server().localAddress()).isEqualTo(listener.localAddress());
        assertThat(pair.server().remoteAddress()).isEqualTo(pair.client().localAddress());
        Background.run(() -> assertThat(pair.client().remoteAddress()).isEqualTo(listener.localAddress())).join();
    }

    @Test
    void remoteAddress_afterClose_isKept() throws Exception {
        ListenHandle listener = driver.listen();
        Pair pair = driver.pair(listener);
        pair.client().close();
        assertThat(pair.client().remoteAddress()).isEqualTo(listener.localAddress());
    }

    @Test
    void connect_toPlainSocket_movesBytes() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            StreamHandle client = driver.connect(server.getLocalSocketAddress());
            try (Socket peer = server.accept()) {
                driver.write(client, (byte) 7);
                assertThat(peer.getInputStream().read()).isEqualTo(7);
                peer.getOutputStream().write(8);
                assertThat(driver.read(client, 1)).containsExactly(8);
            }
        }
    }

    @Test
    void connect_refused_throwsConnectException() throws Exception {
        // Bound, so that nobody else gets the port, and not listening.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            for (int i = 0; i < 20; i++) {
                assertThatExceptionOfType(ConnectException.class)
                        .isThrownBy(() -> driver.connect(bound.getLocalSocketAddress()));
            }
        }
    }

    @Test
    void connect_unresolvedName_throwsUnknownHostException() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> driver.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 1)));
    }

    @Test
    void connect_wildcardAddress_isTheLoopbackOfItsFamily() throws Exception {
        for (String loopback : List.of("127.0.0.1", "::1")) {
            InetAddress host = InetAddress.ofLiteral(loopback);
            if (NetworkInterface.getByInetAddress(host) == null) {
                continue;
            }
            ListenHandle listener = driver.listen(new InetSocketAddress(host, 0));
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            InetAddress any = InetAddress.ofLiteral(loopback.contains(":") ? "::" : "0.0.0.0");
            StreamHandle client = driver.connect(new InetSocketAddress(any, port));
            StreamHandle server = driver.accept(listener);
            assertThat(client.remoteAddress()).isEqualTo(listener.localAddress());
            assertThat(((InetSocketAddress) client.localAddress()).getAddress()).isEqualTo(host);
            assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
        }
    }

    @Test
    void connect_noNetwork_isSocketExceptionInTheSystemsWords() {
        assumeTrue(System.getProperty("os.name").equals("Linux"),
                "other systems have other errors for these addresses");
        for (String nowhere : List.of("255.255.255.255", "224.0.0.1")) {
            SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(nowhere), 9);
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> driver.connect(address))
                    .isExactlyInstanceOf(SocketException.class).withMessage("Network is unreachable: " + address);
        }
    }

    @Test
    void connect_resetBeforeItWasFinished_isSocketException() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            StreamHandle client = driver.closing(driver.backend.connect(server.getLocalSocketAddress()));
            assumeTrue(!client.isConnected(), "it was connected at once");
            Socket peer = server.accept();
            peer.setSoLinger(true, 0);
            peer.close();
            driver.await(client, Direction.WRITE);
            assertThatExceptionOfType(SocketException.class).isThrownBy(client::finishConnect)
                    .isExactlyInstanceOf(SocketException.class)
                    .withMessage("Connection reset by peer: " + server.getLocalSocketAddress());
        }
    }

    @Test
    void connect_closedWhilePending_isForgotten() throws Exception {
        ListenHandle listener = driver.listen();
        Flag ready = new Flag();
        StreamHandle client = driver.closing(driver.backend.connect(listener.localAddress()));
        client.watch(Direction.WRITE, ready);
        client.close();
        driver.pollSome();
        assertThat(ready.calls()).isZero();
        assertThat(client.isConnected()).isFalse();
    }

    @Test
    void listen_portInUse_throwsBindException() throws Exception {
        ListenHandle first = driver.listen();
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> driver.listen(first.localAddress()));
        driver.pair(first);
    }

    @Test
    void listen_portJustClosed_canBeBoundAfterAPoll() throws Exception {
        ListenHandle first = driver.listen();
        driver.pair(first);
        first.close();
        driver.backend.pollNow();
        driver.pair(driver.listen(first.localAddress()));
    }

    @Test
    void listen_reusePort_sharesThePort() throws Exception {
        ListenOptions shared = new ListenOptions(16, true, true);
        ListenHandle first;
        try {
            first = driver.closing(driver.backend.listen(Driver.loopback(0), shared));
        } catch (UnsupportedOperationException e) {
            abort("no SO_REUSEPORT here: " + e.getMessage());
            return;
        }
        ListenHandle second = driver.closing(driver.backend.listen(first.localAddress(), shared));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }

    @Test
    void accept_nobodyThere_isNull() throws Exception {
        assertThat(driver.listen().accept()).isNull();
    }

    @Test
    void accept_manyWaiting_takesThemAllAfterOneReadiness() throws Exception {
        ListenHandle listener = driver.listen();
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                clients.add(new Socket(address.getAddress(), address.getPort()));
            }
            driver.await(listener, Direction.READ);
            for (int i = 0; i < 50; i++) {
                assertThat(driver.accept(listener).isOpen()).isTrue();
            }
            assertThat(listener.accept()).isNull();
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void accept_listenerWatchedAgain_seesTheNextClient() throws Exception {
        ListenHandle listener = driver.listen();
        for (int i = 0; i < 10; i++) {
            Pair pair = driver.pair(listener);
            pair.client().close();
            assertThat(driver.read(pair.server(), ByteBuffer.allocate(1))).isEqualTo(SocketHandle.END_OF_STREAM);
        }
    }

    @Test
    void ipv6Loopback_connected_movesBytes() throws Exception {
        ListenHandle listener;
        try {
            listener = driver.listen(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
        } catch (IOException e) {
            abort("this machine has no IPv6 loopback: " + e.getMessage());
            return;
        }
        Pair pair = driver.pair(listener);
        driver.write(pair.client(), (byte) 6);
        assertThat(driver.read(pair.server(), 1)).containsExactly(6);
        assertThat(pair.server().remoteAddress()).isEqualTo(pair.client().localAddress());
    }

    @Test
    void options_set_areRead() throws Exception {
        ListenHandle listener = driver.listen();
        Pair pair = driver.pair(listener);
        for (StreamHandle handle : List.of(pair.client(), pair.server())) {
            handle.setOption(StandardSocketOptions.TCP_NODELAY, true);
            assertThat(handle.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
            handle.setOption(StandardSocketOptions.TCP_NODELAY, false);
            assertThat(handle.option(StandardSocketOptions.TCP_NODELAY)).isFalse();
            handle.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            assertThat(handle.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            handle.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 15);
            assertThat(handle.option(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(1 << 15);
            handle.setOption(StandardSocketOptions.SO_SNDBUF, 1 << 15);
            assertThat(handle.option(StandardSocketOptions.SO_SNDBUF)).isGreaterThanOrEqualTo(1 << 15);
            handle.setOption(StandardSocketOptions.SO_LINGER, 3);
            assertThat(handle.option(StandardSocketOptions.SO_LINGER)).isEqualTo(3);
            handle.setOption(StandardSocketOptions.SO_LINGER, -1);
        }
        assertThat(listener.option(StandardSocketOptions.SO_REUSEADDR)).isTrue();
    }

    @Test
    void options_thatAChannelHasNot_throwUnsupported() throws Exception {
        Pair pair = driver.pair();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> pair.client().option(StandardSocketOptions.IP_MULTICAST_TTL));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> pair.client().setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1));
        ListenHandle listener = driver.listen();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> listener.option(StandardSocketOptions.TCP_NODELAY));
    }

    @Test
    void options_thatTheOperatingSystemRefuses_throwIOException() throws Exception {
        Pair pair = driver.pair();
        try {
            pair.client().setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
        } catch (UnsupportedOperationException e) {
            abort("no TCP_KEEPIDLE here: " + e.getMessage());
        }
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> pair.client().setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 1 << 30))
                .withMessage("Invalid argument: TCP_KEEPIDLE");
        for (SocketOption<Integer> option : List.of(StandardSocketOptions.IP_TOS, StandardSocketOptions.SO_SNDBUF)) {
            assertThatIllegalArgumentException().isThrownBy(() -> pair.client().setOption(option, -1))
                    .withMessageContaining(option.name());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pair.client().setOption(StandardSocketOptions.IP_TOS, 256))
                .withMessageContaining("IP_TOS");
        assertThat(pair.client().option(ExtendedSocketOptions.TCP_KEEPIDLE)).isEqualTo(60);
    }

    @Test
    void provider_describesItself() {
        BackendProvider provider = provider();
        assertThat(provider.name()).isNotBlank().isLowerCase();
        assertThat(provider.priority()).isPositive();
        assumeTrue(provider.unavailable().isEmpty());
        assertThat(driver.backend.nanoTime()).isLessThanOrEqualTo(driver.backend.nanoTime());
    }
}
