package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.os.Processes;
import io.miou.os.Subprocess;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Short forms, and what the operating system offers beyond the usual. */
class SocketAdditionsTest {

    @OnEveryBackend
    void bindByPortAndByHost_portReturnsThePort(Variant variant, @TempDir Path folder) {
        variant.run(() -> {
            try (TcpListener everywhere = TcpListener.bind(0);
                    TcpListener here = TcpListener.bind("127.0.0.1", 0);
                    TcpListener named = TcpListener.bind("localhost", 0);
                    TcpListener unix = TcpListener.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
                    UdpSocket datagrams = UdpSocket.bind(0);
                    UdpSocket datagramsHere = UdpSocket.bind("127.0.0.1", 0)) {
                assertThat(everywhere.port()).isEqualTo(Loopback.port(everywhere.localAddress())).isPositive();
                assertThat(named.port()).isPositive();
                assertThat(datagrams.port()).isPositive();
                for (TcpListener listener : List.of(everywhere, here)) {
                    try (TcpStream client = TcpStream.connect("127.0.0.1", listener.port());
                            TcpStream server = listener.accept()) {
                        client.write(new byte[]{1, 2, 3});
                        byte[] read = new byte[3];
                        server.readFully(read);
                        assertThat(read).containsExactly(1, 2, 3);
                        server.readFully(new byte[0]);
                        client.close();
                        assertThatThrownBy(() -> server.readFully(read)).isInstanceOf(EOFException.class);
                    }
                }
                datagramsHere.send(ByteBuffer.allocate(1), new InetSocketAddress("127.0.0.1", datagrams.port()));
                assertThat(((InetSocketAddress) datagrams.receive(ByteBuffer.allocate(10))).getPort())
                        .isEqualTo(datagramsHere.port());
                assertThatThrownBy(unix::port).isInstanceOf(UnsupportedOperationException.class);
                assertThatThrownBy(() -> TcpListener.bind(-1)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> UdpSocket.bind(65_536)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> TcpListener.bind("127.0.0.1", everywhere.port()))
                        .isInstanceOf(BindException.class);
            }
        });
    }

    @OnEveryBackend
    void connectFromALocalAddress_peerSeesIt(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = Loopback.listen(); TcpListener taken = Loopback.listen()) {
                InetSocketAddress local = new InetSocketAddress("127.0.0.1", 0);
                try (TcpStream client = TcpStream.connect(listener.localAddress(), local);
                        TcpStream server = listener.accept()) {
                    assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
                }
                assertThatThrownBy(() -> TcpStream.connect(listener.localAddress(), taken.localAddress()))
                        .isInstanceOf(BindException.class).hasMessageContaining(String.valueOf(taken.port()));
                assertThatThrownBy(() -> TcpStream.connect(UnixDomainSocketAddress.of("/nowhere"), local))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @OnEveryBackend
    void reset_peerGetsAFailureAndNoEnd(Variant variant) {
        variant.run(() -> {
            for (boolean waited : new boolean[]{false, true}) {
                Connection connection = waited ? Loopback.openAndWait() : Connection.open();
                try (connection) {
                    connection.client().write(new byte[10]);
                    assertThat(Loopback.read(connection.server(), 10)).hasSize(10);
                    connection.client().reset();
                    connection.client().reset();
                    assertThatThrownBy(() -> connection.server().read(new byte[1])).isInstanceOf(SocketException.class);
                }
            }
        });
    }

    @OnEveryBackend
    void resetByAnotherTask_isNotAllowed(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Void> other = Miou.async(() -> connection.client().reset());
                assertThat(other.awaitOutcome().toString()).contains(NotOwnerError.class.getSimpleName());
                connection.client().write(new byte[1]);
                assertThat(Loopback.read(connection.server(), 1)).hasSize(1);
            }
        });
    }

    @OnEveryBackend
    void datagramThatIsCut_isSaidToBe(Variant variant) {
        variant.run(() -> {
            try (UdpSocket one = UdpSocket.bind("127.0.0.1", 0); UdpSocket other = UdpSocket.bind("127.0.0.1", 0)) {
                for (int length : new int[]{0, 9, 10, 11, 1_000}) {
                    byte[] sent = Loopback.bytes(length, length);
                    one.send(ByteBuffer.wrap(sent), other.localAddress());
                    ByteBuffer target = length % 2 == 0 ? ByteBuffer.allocate(10) : ByteBuffer.allocateDirect(10);
                    UdpSocket.Received received = other.receiveAll(target);
                    assertThat(received.sender()).isEqualTo(one.localAddress());
                    assertThat(received.truncated()).isEqualTo(length > 10);
                    assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(sent, 0, Math.min(length, 10)));
                }
            }
        });
    }

    @OnEveryBackend
    void unixBacklogIsFull_exceptionSaysSo(Variant variant, @TempDir Path folder) {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        variant.run(() -> {
            List<TcpStream> connected = new ArrayList<>();
            try (TcpListener _ = TcpListener.bind(address, TcpListener.Options.standard().withBacklog(1))) {
                assertThatThrownBy(() -> {
                    while (connected.size() < 100) {
                        connected.add(TcpStream.connect(address));
                    }
                }).isInstanceOf(SocketException.class).hasMessageContaining("the backlog of");
                connected.forEach(TcpStream::close);
            }
        });
    }

    @OnEveryBackend
    void available_isWhatIsKnownWithoutACall(Variant variant) {
        variant.run(() -> {
            try (Subprocess process = Processes.start(new ProcessBuilder("cat")); Connection one = Connection.open()) {
                process.stdio().write(new byte[10]);
                InputStream input = process.stdio().inputStream();
                assertThat(input.read()).isZero();
                assertThat(input.available()).isEqualTo(9);
                assertThat(input.readNBytes(9)).hasSize(9);
                assertThat(input.available()).isZero();
                one.server().write(new byte[10]);
                assertThat(one.client().inputStream().available()).isZero();
            }
        });
    }

    /**
     * Closing with unread input may lose the answer, as the documentation of close says. Reading the rest first avoids
     * that.
     */
    @OnEveryBackend
    void closeWithUnreadInput_losesNoAnswerIfTheRestIsReadFirst(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(new byte[100_000]);
                Promise<Void> server = Miou.task().give(connection.server()).async(() -> {
                    try (TcpStream stream = connection.server()) {
                        stream.write(new byte[]{42});
                        stream.shutdownOutput();
                        drain(stream);
                    }
                });
                connection.client().shutdownOutput();
                server.await();
                assertThat(Loopback.readToEnd(connection.client())).containsExactly(42);
            }
        });
    }

    private static void drain(ByteStream stream) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(8_192);
        while (stream.read(rest.clear()) >= 0) {
            // Nobody wants it.
        }
    }
}
