package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.ofNetwork;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.net.ServeReport;
import io.miou.net.Server;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import io.miou.net.UdpSocket;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

/** A scenario for each operation of {@code io.miou.net} that opens sockets. */
final class ConnectionScenarios {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    private ConnectionScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
                ofNetwork("TcpListener.bind(SocketAddress)", rig -> binding(rig, () -> TcpListener.bind(ANYWHERE))),
                ofNetwork("TcpListener.bind(SocketAddress, TcpListener.Options)", rig -> binding(rig,
                        () -> TcpListener.bind(ANYWHERE, TcpListener.Options.standard()))),
                ofNetwork("UdpSocket.bind(SocketAddress)", rig -> binding(rig, () -> UdpSocket.bind(ANYWHERE))),
                ofNetwork("UdpSocket.bind(SocketAddress, UdpSocket.Options)", rig -> binding(rig,
                        () -> UdpSocket.bind(ANYWHERE, UdpSocket.Options.standard()))),
                ofNetwork("TcpListener.bind(int)", rig -> binding(rig, () -> TcpListener.bind(0))),
                ofNetwork("TcpListener.bind(String, int)", rig -> binding(rig, () -> TcpListener.bind("127.0.0.1", 0))),
                ofNetwork("UdpSocket.bind(int)", rig -> binding(rig, () -> UdpSocket.bind(0))),
                ofNetwork("UdpSocket.bind(String, int)", rig -> binding(rig, () -> UdpSocket.bind("127.0.0.1", 0))),
                ofNetwork("TcpStream.connect(SocketAddress, SocketAddress)", rig -> connecting(rig,
                        address -> TcpStream.connect(address, ANYWHERE))),
                ofNetwork("TcpStream.connect(SocketAddress)", rig -> connecting(rig, TcpStream::connect)),
                ofNetwork("TcpStream.connect(String, int)", rig -> connecting(rig,
                        address -> TcpStream.connect("127.0.0.1", address.getPort()))),
                ofNetwork("TcpListener.accept()", ConnectionScenarios::accepting),
                ofNetwork("Server.serve(Server.Handler)", ConnectionScenarios::serving));
    }

    /** Checks that a server that is cancelled at any step leaves no socket, and that its client comes to an end. */
    private static void serving(Rig rig) throws Exception {
        Latch stop = new Latch(1);
        Computation<SocketAddress> listening = new Computation<>();
        rig.help(() -> {
            try (TcpStream client = TcpStream.connect(listening.await())) {
                client.write(new byte[3]);
                int _ = client.read(new byte[3]);
            } catch (IOException | CancellationException e) {
                // The server has ended before.
            } finally {
                stop.countDown();
            }
        });
        Fate<ServeReport> fate = rig.attempt(() -> Server.at(ANYWHERE).stop(stop).listening(listening::tryReturn)
                .serve(client -> {
                    byte[] bytes = new byte[3];
                    for (int count = client.read(bytes); count >= 0; count = client.read(bytes)) {
                        client.write(bytes, 0, count);
                    }
                }));
        boolean _ = listening.tryCancel(new CancellationException("there is no server"));
        rig.awaitHelpers();
        if (fate instanceof Fate.Done<ServeReport>(ServeReport report)) {
            assertThat(report.accepted()).isLessThanOrEqualTo(1);
        }
        assertThat(rig.world().network().openSockets()).isEmpty();
    }

    private interface Binding {
        AutoCloseable bind() throws IOException;
    }

    private static void binding(Rig rig, Binding binding) throws Exception {
        Fate<Boolean> _ = rig.attempt(() -> {
            AutoCloseable socket = binding.bind();
            rig.rest();
            socket.close();
            return true;
        });
        assertThat(rig.world().network().openSockets()).isEmpty();
    }

    private interface Connecting {
        TcpStream connect(InetSocketAddress address) throws IOException;
    }

    /** Connects, and checks that a connection that was cancelled on its way has ended if the listener accepted it. */
    private static void connecting(Rig rig, Connecting connecting) throws Exception {
        try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
            Fate<SocketAddress> fate = rig.attempt(() -> {
                try (TcpStream stream = connecting.connect((InetSocketAddress) listener.localAddress())) {
                    return stream.localAddress();
                }
            });
            List<SocketAddress> accepted = new ArrayList<>();
            for (TcpStream next = acceptSoon(listener); next != null; next = acceptSoon(listener)) {
                try (TcpStream stream = next) {
                    accepted.add(stream.remoteAddress());
                    requireOver(stream);
                }
            }
            assertThat(accepted).hasSizeLessThanOrEqualTo(1);
            if (fate instanceof Fate.Done<SocketAddress>(SocketAddress local)) {
                assertThat(accepted).containsExactly(local);
            }
            assertThat(rig.world().network().openSockets()).hasSize(1);
        }
    }

    private static void requireOver(TcpStream stream) throws Exception {
        try {
            assertThat(Rig.<Integer>within(() -> stream.read(new byte[1]))).isEqualTo(-1);
        } catch (IOException e) {
            // It was reset.
        }
    }

    /** A connection, or null if none comes in time. */
    private static TcpStream acceptSoon(TcpListener listener) throws IOException {
        try {
            return Miou.<TcpStream, IOException>timeout(Duration.ofSeconds(1), listener::accept);
        } catch (TimeoutException e) {
            return null;
        }
    }

    /** Checks that the victim takes at most one of two connections, and that the next task gets the others. */
    private static void accepting(Rig rig) throws Exception {
        try (TcpListener listener = TcpListener.bind(ANYWHERE)) {
            SocketAddress address = listener.localAddress();
            Set<SocketAddress> clients = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                rig.help(() -> {
                    try (TcpStream stream = TcpStream.connect(address)) {
                        clients.add(stream.localAddress());
                        requireOver(stream);
                    } catch (IOException e) {
                        rig.require(!rig.isReliable() || !rig.hasBack(), "a client: " + e);
                    }
                });
            }
            Fate<SocketAddress> fate = rig.attempt(() -> {
                try (TcpStream stream = listener.accept()) {
                    return stream.remoteAddress();
                }
            }, listener);
            List<SocketAddress> accepted = new ArrayList<>();
            if (fate instanceof Fate.Done<SocketAddress>(SocketAddress client)) {
                accepted.add(client);
            }
            if (rig.hasBack()) {
                for (TcpStream next = acceptSoon(listener); next != null; next = acceptSoon(listener)) {
                    accepted.add(next.remoteAddress());
                    next.close();
                }
            }
            rig.awaitHelpers();
            assertThat(accepted).doesNotHaveDuplicates();
            if (rig.hasBack() && rig.isReliable()) {
                assertThat(accepted).containsExactlyInAnyOrderElementsOf(clients).hasSize(2);
            }
        }
    }
}
