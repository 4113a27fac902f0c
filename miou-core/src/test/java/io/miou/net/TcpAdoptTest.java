package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.testing.AboutVariants;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A socket that the JDK has connected becomes a stream of the current task, or stays what it was. */
@AboutVariants
class TcpAdoptTest {

    private OpenSockets before;
    private ServerSocket server;
    private SocketChannel channel;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        before = OpenSockets.now();
        server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        channel = SocketChannel.open(server.getLocalSocketAddress());
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        channel.close();
        server.close();
        before.assertUnchanged();
    }

    private static void assumeAdopts(Variant variant) {
        assumeTrue(variant.backend().equals("nio"), "only nio takes over sockets");
    }

    @OnEveryBackend
    void adoptedSocket_isAStreamOfTheCurrentTask(Variant variant) {
        assumeAdopts(variant);
        variant.run(() -> {
            try (TcpStream stream = TcpStream.adopt(channel)) {
                stream.check();
                Miou.call(() -> assertThatThrownBy(stream::check).isInstanceOf(NotOwnerError.class)).await();
                stream.write(new byte[]{1});
                assertThat(peer.getInputStream().read()).isEqualTo(1);
                peer.getOutputStream().write(2);
                assertThat(Loopback.read(stream, 1)).containsExactly(2);
                assertThat(stream.remoteAddress()).isEqualTo(server.getLocalSocketAddress());
                assertThat(stream.localAddress()).isEqualTo(peer.getRemoteSocketAddress());
            }
            Miou.yield();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        });
        assertThat(channel.isOpen()).isFalse();
    }

    @OnEveryBackend
    void adoptedSocketThatIsLeft_breaksTheRunAndIsClosed(Variant variant) {
        assumeAdopts(variant);
        assertThatThrownBy(() -> variant.run(() -> {
            TcpStream.adopt(channel);
        })).isInstanceOf(ResourceLeakedError.class);
        assertThat(channel.isOpen()).isFalse();
    }

    @OnEveryBackend
    void socketThatCannotBeAdopted_staysTheCallers(Variant variant) {
        assumeAdopts(variant);
        variant.run(() -> {
            try (SocketChannel unconnected = SocketChannel.open()) {
                assertThatThrownBy(() -> TcpStream.adopt(unconnected)).isInstanceOf(NotYetConnectedException.class);
                assertThat(unconnected.isOpen()).isTrue();
            }
            SocketChannel closed = SocketChannel.open();
            closed.close();
            assertThatThrownBy(() -> TcpStream.adopt(closed)).isInstanceOf(ClosedChannelException.class);
        });
    }

    @OnEveryBackend
    void adoptInAReleaseFunction_isAnIllegalState_andTheSocketStaysTheCallers(Variant variant) {
        assumeAdopts(variant);
        List<Throwable> thrown = new ArrayList<>();
        variant.run(() -> Resource.own("something", _ -> {
            try {
                TcpStream.adopt(channel);
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        }).close());
        assertThat(thrown).hasSize(1);
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.isBlocking()).isTrue();
    }

    @OnEveryBackend
    void backendThatCannot_saysWhichCan_andTheSocketStaysTheCallers(Variant variant) {
        assumeTrue(!variant.backend().equals("nio"), "nio can");
        variant.run(() -> assertThatThrownBy(() -> TcpStream.adopt(channel))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("nio"));
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.isBlocking()).isTrue();
    }

    @Test
    void adoptOutsideAFiber_isAnIllegalState() {
        assertThatThrownBy(() -> TcpStream.adopt(channel)).isInstanceOf(IllegalStateException.class);
        assertThat(channel.isOpen()).isTrue();
    }
}
