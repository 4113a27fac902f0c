package io.miou.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import java.util.List;

/** Datagrams between sockets of this library: what arrives, from whom, and what is refused. */
class UdpSocketTest {

    static UdpSocket bind() throws IOException {
        return UdpSocket.bind(Loopback.anyPort());
    }

    static void send(UdpSocket from, UdpSocket to, String text) throws IOException {
        from.send(UTF_8.encode(text), to.localAddress());
    }

    /** The text of the next datagram and its sender. */
    record Received(String text, SocketAddress sender) {

        static Received from(UdpSocket socket, int room) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(room);
            SocketAddress sender = socket.receive(buffer);
            return new Received(UTF_8.decode(buffer.flip()).toString(), sender);
        }

        static Received from(UdpSocket socket) throws IOException {
            return from(socket, 1000);
        }
    }

    @OnEveryBackend
    void datagram_arrivesWithItsSender_andCanBeAnswered(Variant variant) {
        variant.run(() -> {
            try (UdpSocket client = bind(); UdpSocket server = bind()) {
                Promise<Void> echo = Miou.task().lend(server).async(() -> {
                    Received question = Received.from(server);
                    server.send(UTF_8.encode(question.text() + "?"), question.sender());
                });
                Waiting.until(echo, "receiving from");
                send(client, server, "hello");
                assertThat(Received.from(client)).isEqualTo(new Received("hello?", server.localAddress()));
                echo.await();
            }
        });
    }

    @OnEveryBackend
    void datagramsOfEverySize_arriveWhole(Variant variant) {
        variant.run(() -> {
            try (UdpSocket client = bind(); UdpSocket server = bind()) {
                ByteBuffer target = ByteBuffer.allocateDirect(65_535);
                for (int length : new int[]{0, 1, 1500, 65_507}) {
                    byte[] bytes = Loopback.bytes(length, length);
                    ByteBuffer source = ByteBuffer.wrap(bytes);
                    client.send(source, server.localAddress());
                    assertThat(source.hasRemaining()).isFalse();
                    assertThat(server.receive(target.clear())).isEqualTo(client.localAddress());
                    assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(bytes));
                }
            }
        });
    }

    @OnEveryBackend
    void datagramLargerThanTheBuffer_isCutAndTheRestIsLost(Variant variant) {
        variant.run(() -> {
            try (UdpSocket client = bind(); UdpSocket server = bind()) {
                send(client, server, "much too long");
                send(client, server, "next");
                assertThat(Received.from(server, 4).text()).isEqualTo("much");
                assertThat(Received.from(server, 4).text()).isEqualTo("next");
            }
        });
    }

    @OnEveryBackend
    void datagramLargerThanAnyMayBe_isRefusedAndNothingIsSent(Variant variant) {
        variant.run(() -> {
            try (UdpSocket client = bind(); UdpSocket server = bind()) {
                ByteBuffer source = ByteBuffer.allocate(65_508);
                assertThatThrownBy(() -> client.send(source, server.localAddress())).isInstanceOf(IOException.class);
                assertThat(source.position()).isZero();
                send(client, server, "small");
                assertThat(Received.from(server).text()).isEqualTo("small");
            }
        });
    }

    @OnEveryBackend
    void socketOnAnotherDomain_receivesThere(Variant variant) {
        variant.run(() -> {
            try (UdpSocket client = bind()) {
                UdpSocket server = bind();
                Promise<Received> first = Miou.task().lend(server).async(() -> Received.from(server));
                Waiting.until(first, "receiving from");
                send(client, server, "here");
                assertThat(first.await().text()).isEqualTo("here");
                Promise<Received> second = Miou.task().give(server).call(() -> {
                    try (server) {
                        return Received.from(server);
                    }
                });
                Waiting.until(second, "receiving from");
                send(client, server, "there");
                assertThat(second.await().text()).isEqualTo("there");
            }
        });
    }

    @OnEveryBackend
    void hostNameAsTarget_isResolved(Variant variant) {
        variant.run(() -> {
            try (UdpSocket client = bind(); UdpSocket server = bind()) {
                int port = Loopback.port(server.localAddress());
                client.send(UTF_8.encode("by name"), InetSocketAddress.createUnresolved("127.0.0.1", port));
                assertThat(Received.from(server).text()).isEqualTo("by name");
                assertThatThrownBy(() -> client.send(ByteBuffer.allocate(1),
                        InetSocketAddress.createUnresolved("no-such-host.invalid", 7)))
                        .isInstanceOf(UnknownHostException.class).hasMessageContaining("no-such-host.invalid");
            }
        });
    }

    @OnEveryBackend
    void connectedSocket_hearsItsPeerOnly(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = bind(); UdpSocket peer = bind(); UdpSocket other = bind()) {
                assertThat(socket.remoteAddress()).isEmpty();
                assertThatThrownBy(() -> socket.send(ByteBuffer.allocate(1)))
                        .isInstanceOf(NotYetConnectedException.class);
                socket.connect(peer.localAddress());
                assertThat(socket.remoteAddress()).contains(peer.localAddress());
                send(other, socket, "not for you");
                socket.send(UTF_8.encode("ping"));
                assertThat(Received.from(peer)).isEqualTo(new Received("ping", socket.localAddress()));
                send(peer, socket, "pong");
                assertThat(Received.from(socket)).isEqualTo(new Received("pong", peer.localAddress()));
                assertThatThrownBy(() -> send(socket, other, "no")).isInstanceOf(AlreadyConnectedException.class);
                socket.disconnect();
                send(other, socket, "now for you");
                assertThat(Received.from(socket)).isEqualTo(new Received("now for you", other.localAddress()));
            }
        });
    }

    @OnEveryBackend
    void connectedSocketWhosePeerIsGone_learnsIt(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = bind()) {
                UdpSocket gone = bind();
                socket.connect(gone.localAddress());
                gone.close();
                Miou.yield();
                socket.send(UTF_8.encode("anybody?"));
                assertThatThrownBy(() -> Received.from(socket)).isInstanceOf(PortUnreachableException.class);
            }
        });
    }

    @OnEveryBackend
    void multicast_reachesEveryMember_untilItLeaves(Variant variant) {
        InetAddress group = InetAddress.ofLiteral("233.252.0.2");
        variant.run(() -> {
            UdpSocket.Options shared = UdpSocket.Options.standard().withReuseAddress(true);
            NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
            try (UdpSocket first = UdpSocket.bind(new InetSocketAddress(0), shared);
                    UdpSocket second = UdpSocket.bind(first.localAddress(), shared);
                    UdpSocket sender = bind()) {
                first.join(group, loopback);
                second.join(group, loopback);
                sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback)
                        .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
                InetSocketAddress address = new InetSocketAddress(group, Loopback.port(first.localAddress()));
                try {
                    sender.send(UTF_8.encode("to all"), address);
                } catch (IOException e) {
                    abort("the loopback interface carries no multicast: " + e);
                }
                for (UdpSocket member : List.of(first, second)) {
                    assertThat(Received.from(member)).isEqualTo(new Received("to all", sender.localAddress()));
                }
                second.leave(group, loopback);
                sender.send(UTF_8.encode("to one"), address);
                assertThat(Received.from(first).text()).isEqualTo("to one");
                first.leave(group, loopback);
                first.leave(group, loopback);
                assertThatThrownBy(() -> first.join(InetAddress.ofLiteral("127.0.0.1"), loopback))
                        .isInstanceOf(IllegalArgumentException.class);
            } catch (UnsupportedOperationException e) {
                assertThat(e).hasMessageContaining("nio");
                abort(e.getMessage());
            }
        });
    }

    @OnEveryBackend
    void options_areThoseOfTheSocket(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = bind()) {
                assertThat(socket.setOption(StandardSocketOptions.SO_BROADCAST, true)
                        .getOption(StandardSocketOptions.SO_BROADCAST)).isTrue();
                assertThatThrownBy(() -> socket.setOption(StandardSocketOptions.TCP_NODELAY, true))
                        .isInstanceOf(UnsupportedOperationException.class);
            }
        });
    }

    @OnEveryBackend
    void addressInUse_isABindException_andAPortIsFreeAsSoonAsItIsClosed(Variant variant) {
        variant.run(() -> {
            OpenSockets before = OpenSockets.now();
            UdpSocket first = bind();
            assertThatThrownBy(() -> UdpSocket.bind(first.localAddress())).isInstanceOf(BindException.class)
                    .hasMessageContaining(String.valueOf(Loopback.port(first.localAddress())));
            first.close();
            UdpSocket.bind(first.localAddress()).close();
            before.assertUnchanged();
        });
    }

    @OnEveryBackend
    void addressOfAnotherKind_isAnIllegalArgument(Variant variant) {
        SocketAddress unix = UnixDomainSocketAddress.of("nowhere");
        variant.run(() -> {
            assertThatThrownBy(() -> UdpSocket.bind(unix)).isInstanceOf(IllegalArgumentException.class);
            try (UdpSocket socket = bind()) {
                assertThatThrownBy(() -> socket.send(ByteBuffer.allocate(1), unix))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> socket.connect(unix)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> socket.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @OnEveryBackend
    void connect_dropsWhatOthersSent_keepsWhatThePeerSent_andWakesAReceiver(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = bind(); UdpSocket friend = bind(); UdpSocket other = bind()) {
                Promise<Received> receiving = Miou.task().lend(socket).async(() -> Received.from(socket));
                Waiting.until(receiving, "receiving from");
                send(other, socket, "no");
                send(friend, socket, "first");
                send(other, socket, "no");
                send(friend, socket, "second");
                socket.connect(friend.localAddress());
                send(other, socket, "no");
                send(friend, socket, "third");
                assertThat(receiving.await()).isEqualTo(new Received("first", friend.localAddress()));
                assertThat(Received.from(socket).text()).isEqualTo("second");
                assertThat(Received.from(socket).text()).isEqualTo("third");
            }
        });
    }

    @OnEveryBackend
    void emptyDatagram_ofAConnectedSocket_arrives(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = bind(); UdpSocket peer = bind()) {
                socket.connect(peer.localAddress());
                peer.connect(socket.localAddress());
                socket.send(ByteBuffer.allocate(0));
                socket.send(ByteBuffer.allocate(0), peer.localAddress());
                socket.send(UTF_8.encode("end"));
                for (String text : List.of("", "", "end")) {
                    assertThat(Received.from(peer)).isEqualTo(new Received(text, socket.localAddress()));
                }
            }
        });
    }

    @OnEveryBackend
    void wildcardAddress_asTarget_isTheLoopback(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = UdpSocket.bind(new InetSocketAddress(0)); UdpSocket receiver = bind()) {
                InetSocketAddress any = new InetSocketAddress("0.0.0.0", Loopback.port(receiver.localAddress()));
                socket.send(UTF_8.encode("there"), any);
                assertThat(Received.from(receiver).text()).isEqualTo("there");
                socket.connect(any);
                assertThat(socket.remoteAddress()).contains(receiver.localAddress());
            }
        });
    }
}
