package io.miou.testkit.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.UdpSocket;
import io.miou.testkit.Simulation;
import io.miou.testkit.faults.Faults;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets of a simulated world behave as those of an operating system do. */
@Timeout(60)
class SimulatedNetworkTest {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);
    private static final Simulation WORLD = Simulation.of(7).domains(0);

    /** Two ends of one connection, both owned by the caller. */
    private record Pair(TcpStream client, TcpStream server) implements AutoCloseable {

        static Pair connected() throws IOException {
            try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
                TcpStream client = TcpStream.connect(listener.localAddress());
                return new Pair(client, listener.accept());
            }
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }

    @Test
    void nobodyListens_connectIsRefused() {
        WORLD.run(() -> assertThatThrownBy(() -> TcpStream.connect(new InetSocketAddress("127.0.0.1", 80)))
                .isInstanceOf(ConnectException.class).hasMessageContaining("Connection refused"));
    }

    @Test
    void portInUse_cannotBeBoundAgainUnlessShared() {
        WORLD.run(() -> {
            try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
                assertThatThrownBy(() -> TcpListener.bind(listener.localAddress())).isInstanceOf(BindException.class);
            }
        });
    }

    @Test
    void bytes_arriveInOrderAndTheEndAfterThem() {
        for (long seed = 0; seed < 20; seed++) {
            Simulation.of(seed).domains(0).faults(Faults.rough()).run(() -> {
                try (Pair pair = Pair.connected()) {
                    Promise<Void> writer = Miou.task().lend(pair.client).async(() -> {
                        for (int i = 0; i < 300; i++) {
                            pair.client.write((i + "\n").getBytes(US_ASCII));
                        }
                        pair.client.shutdownOutput();
                    });
                    String[] lines = new String(pair.server.inputStream().readAllBytes(), US_ASCII).split("\n");
                    writer.await();
                    assertThat(lines).hasSize(300);
                    assertThat(lines[299]).isEqualTo("299");
                    // Half-closed: the other direction works.
                    pair.server.write(new byte[]{42});
                    assertThat(pair.client.read(new byte[10])).isEqualTo(1);
                }
            });
        }
    }

    @Test
    void writerWhomNobodyReads_isHeldUp() {
        WORLD.run(() -> {
            try (Pair pair = Pair.connected()) {
                ByteBuffer much = ByteBuffer.allocate(1 << 20);
                assertThatThrownBy(() -> Miou.timeout(Duration.ofSeconds(1), () -> pair.client.write(much)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(much.position()).isEqualTo(Pipe.CAPACITY);
            }
        });
    }

    /** Rule 30, and a peer that had ended in order is no failure. */
    @Test
    void resetAfterData_dataIsReadThenTheFailureOrTheEndEachTime() {
        for (boolean ended : new boolean[]{false, true}) {
            WORLD.run(() -> {
                try (Pair pair = Pair.connected()) {
                    pair.client.write(new byte[10]);
                    pair.server.write(new byte[1_000]);
                    if (ended) {
                        pair.server.shutdownOutput();
                    }
                    Miou.sleep(Duration.ofMillis(1));
                    pair.server.close();
                    assertThatThrownBy(() -> {
                        while (true) {
                            pair.client.write(new byte[10]);
                        }
                    }).isInstanceOf(SocketException.class);
                    pair.client.readFully(ByteBuffer.allocate(1_000));
                    for (int i = 0; i < 3; i++) {
                        if (ended) {
                            assertThat(pair.client.read(new byte[1])).isEqualTo(-1);
                        } else {
                            assertThatThrownBy(() -> pair.client.read(new byte[1]))
                                    .isInstanceOf(SocketException.class).hasMessageContaining("Connection reset");
                        }
                    }
                }
            });
        }
    }

    @Test
    void writeAfterShutdownAndOneThatWaits_throwClosedChannelException() {
        WORLD.run(() -> {
            try (Pair pair = Pair.connected()) {
                ByteBuffer much = ByteBuffer.allocate(1 << 20);
                Promise<Throwable> writer = Miou.task().lend(pair.client)
                        .async(() -> catchThrowable(() -> pair.client.write(much)));
                Miou.sleep(Duration.ofSeconds(1));
                pair.client.shutdownOutput();
                assertThat(writer.await()).isExactlyInstanceOf(ClosedChannelException.class);
                assertThat(much.position()).isEqualTo(Pipe.CAPACITY);
                assertThatThrownBy(() -> pair.client.write(new byte[1]))
                        .isExactlyInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @Test
    void endThatIsClosedWithUnreadBytes_resetsTheOther() {
        WORLD.run(() -> {
            try (Pair pair = Pair.connected()) {
                pair.client.write(new byte[10]);
                Miou.sleep(Duration.ofMillis(1));
                pair.server.close();
                assertThatThrownBy(() -> pair.client.read(new byte[10])).isInstanceOf(SocketException.class)
                        .hasMessageContaining("Connection reset");
            }
        });
    }

    @Test
    void bytesForAnEndThatIsClosed_resetTheSender() {
        WORLD.run(() -> {
            try (Pair pair = Pair.connected()) {
                pair.server.close();
                assertThat(pair.client.read(new byte[1])).isEqualTo(-1);
                pair.client.write(new byte[1]);
                Miou.sleep(Duration.ofMillis(1));
                assertThatThrownBy(() -> pair.client.write(new byte[1])).isInstanceOf(SocketException.class);
            }
        });
    }

    @Test
    void hostThatIsCutOff_isSilentUntilItIsBack() {
        WORLD.runIn(world -> {
            InetAddress host = InetAddress.ofLiteral("192.0.2.80");
            try (TcpListener listener = TcpListener.bind(new InetSocketAddress(host, 80));
                    TcpStream client = TcpStream.connect(listener.localAddress());
                    TcpStream server = listener.accept()) {
                assertThat(client.localAddress().toString()).startsWith("/192.0.2.1:");
                world.network().cutOff(host);
                client.write(new byte[]{1, 2, 3});
                assertThatThrownBy(() -> Miou.timeout(Duration.ofMinutes(5), () -> server.read(new byte[3])))
                        .isInstanceOf(TimeoutException.class);
                assertThatThrownBy(() -> TcpStream.connect(listener.localAddress()))
                        .isInstanceOf(ConnectException.class).hasMessageContaining("timed out");
                world.network().restore(host);
                assertThat(server.read(new byte[3])).isEqualTo(3);
            }
        });
    }

    @Test
    void connectionsOfAnAddress_canBeReset() {
        WORLD.runIn(world -> {
            try (Pair pair = Pair.connected()) {
                world.network().resetConnectionsOf(pair.server.localAddress());
                assertThatThrownBy(() -> pair.client.read(new byte[1])).isInstanceOf(SocketException.class);
                assertThatThrownBy(() -> pair.server.read(new byte[1])).isInstanceOf(SocketException.class);
            }
        });
    }

    @Test
    void descriptorsThatRunOut_holdUpTheAcceptorAndFailTheOthers() {
        Simulation.of(1).domains(0).faults(Faults.none().descriptors(3)).run(() -> {
            try (TcpListener listener = TcpListener.bind(ANYWHERE);
                    TcpStream first = TcpStream.connect(listener.localAddress());
                    TcpStream second = TcpStream.connect(listener.localAddress())) {
                assertThatThrownBy(() -> TcpStream.connect(listener.localAddress())).isInstanceOf(IOException.class)
                        .hasMessageContaining("Too many open files");
                assertThatThrownBy(() -> Miou.timeout(Duration.ofMinutes(1), listener::accept))
                        .isInstanceOf(TimeoutException.class);
                first.close();
                listener.accept().close();
            }
        });
    }

    @Test
    void unixSockets_areThereToo() {
        WORLD.run(() -> {
            UnixDomainSocketAddress path = UnixDomainSocketAddress.of("no-such-directory/socket");
            try (TcpListener listener = TcpListener.bind(path);
                    TcpStream client = TcpStream.connect(path);
                    TcpStream server = listener.accept()) {
                client.write(new byte[]{1});
                assertThat(server.read(new byte[2])).isEqualTo(1);
            }
        });
    }

    @Test
    void datagrams_areLostAndDoubledAndOvertakeEachOther() {
        Faults faults = Faults.none().losses(0.2).duplicates(0.2).delay(Duration.ZERO, Duration.ofMillis(10));
        Simulation.of(1).domains(0).faults(faults).run(() -> {
            try (UdpSocket sender = UdpSocket.bind(ANYWHERE); UdpSocket receiver = UdpSocket.bind(ANYWHERE)) {
                int[] received = new int[100];
                Promise<Boolean> reader = Miou.task().lend(receiver).async(() -> {
                    boolean overtaken = false;
                    int last = -1;
                    ByteBuffer buffer = ByteBuffer.allocate(10);
                    try {
                        while (true) {
                            Miou.timeout(Duration.ofSeconds(1), () -> receiver.receive(buffer.clear()));
                            int number = buffer.get(0);
                            overtaken |= number < last;
                            last = number;
                            received[number]++;
                        }
                    } catch (TimeoutException e) {
                        return overtaken;
                    }
                });
                for (int i = 0; i < 100; i++) {
                    sender.send(ByteBuffer.wrap(new byte[]{(byte) i}), receiver.localAddress());
                }
                assertThat(reader.await()).as("one has overtaken another").isTrue();
                assertThat(received).contains(0, 1, 2);
            }
        });
    }

    @Test
    void datagramToAPortThatNobodyHas_isReportedToAConnectedSocket() {
        WORLD.run(() -> {
            try (UdpSocket sender = UdpSocket.bind(ANYWHERE)) {
                sender.connect(new InetSocketAddress("127.0.0.1", 9));
                sender.send(ByteBuffer.allocate(1));
                assertThatThrownBy(() -> sender.receive(ByteBuffer.allocate(1)))
                        .isInstanceOf(PortUnreachableException.class);
            }
        });
    }

    @Test
    void connectedDatagramSocket_keepsOnlyWhatItsPeerSentBefore() {
        WORLD.run(() -> {
            try (UdpSocket socket = UdpSocket.bind(ANYWHERE);
                    UdpSocket friend = UdpSocket.bind(ANYWHERE);
                    UdpSocket other = UdpSocket.bind(ANYWHERE)) {
                other.send(ByteBuffer.wrap(new byte[]{66}), socket.localAddress());
                friend.send(ByteBuffer.wrap(new byte[]{7}), socket.localAddress());
                Miou.sleep(Duration.ofSeconds(10));
                socket.connect(friend.localAddress());
                ByteBuffer buffer = ByteBuffer.allocate(10);
                assertThat(socket.receive(buffer)).isEqualTo(friend.localAddress());
                assertThat(buffer.get(0)).isEqualTo((byte) 7);
            }
        });
    }

    @Test
    void datagramToTheWildcardAddress_goesToTheLoopback_andPortZeroIsRefused() {
        WORLD.run(() -> {
            try (UdpSocket sender = UdpSocket.bind(ANYWHERE); UdpSocket receiver = UdpSocket.bind(ANYWHERE)) {
                int port = ((InetSocketAddress) receiver.localAddress()).getPort();
                sender.send(ByteBuffer.allocate(0), new InetSocketAddress("0.0.0.0", port));
                assertThat(receiver.receive(ByteBuffer.allocate(1))).isEqualTo(sender.localAddress());
                InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", 0);
                assertThatThrownBy(() -> sender.send(ByteBuffer.allocate(1), nowhere))
                        .isInstanceOf(SocketException.class).hasMessageContaining(nowhere.toString());
                assertThatThrownBy(() -> sender.connect(nowhere)).isInstanceOf(SocketException.class)
                        .hasMessageContaining(nowhere.toString());
            }
        });
    }

    @Test
    void datagramReceivedIntoAClosedArena_isRefusedAndStays() {
        WORLD.run(() -> {
            try (UdpSocket sender = UdpSocket.bind(ANYWHERE); UdpSocket receiver = UdpSocket.bind(ANYWHERE)) {
                sender.send(ByteBuffer.wrap(new byte[]{7}), receiver.localAddress());
                ByteBuffer closed;
                try (Arena arena = Arena.ofShared()) {
                    closed = arena.allocate(1).asByteBuffer();
                }
                assertThatThrownBy(() -> receiver.receive(closed)).isInstanceOf(IllegalStateException.class);
                ByteBuffer buffer = ByteBuffer.allocate(1);
                receiver.receive(buffer);
                assertThat(buffer.get(0)).isEqualTo((byte) 7);
            }
        });
    }

    @Test
    void connection_sendsAtOnceUnlessTheOptionIsOff() {
        WORLD.run(() -> {
            try (TcpListener listener = TcpListener.bind(ANYWHERE);
                    TcpStream client = TcpStream.connect(listener.localAddress());
                    TcpStream server = listener.accept()) {
                assertThat(client.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
                assertThat(server.setOption(StandardSocketOptions.TCP_NODELAY, false)
                        .getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
            }
        });
    }
}
