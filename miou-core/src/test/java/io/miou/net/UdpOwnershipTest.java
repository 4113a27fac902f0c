package io.miou.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Promise;
import io.miou.ResourceLeakedError;
import io.miou.net.UdpSocketTest.Received;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Tests which task may use a datagram socket, and when (rules 23, 25, 26 and 27). */
class UdpOwnershipTest {

    private static List<ThrowingCallable> uses(UdpSocket socket) throws SocketException {
        InetAddress group = InetAddress.ofLiteral("233.252.0.3");
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"));
        return List.of(() -> socket.receive(ByteBuffer.allocate(1)),
                () -> socket.send(ByteBuffer.allocate(1), socket.localAddress()),
                () -> socket.send(ByteBuffer.allocate(1)), () -> socket.connect(socket.localAddress()),
                socket::disconnect, () -> socket.join(group, loopback), () -> socket.leave(group, loopback),
                () -> socket.setOption(StandardSocketOptions.SO_RCVBUF, 1000),
                () -> socket.getOption(StandardSocketOptions.SO_RCVBUF));
    }

    private static void assertEach(List<ThrowingCallable> uses, Class<? extends Throwable> type) {
        assertThat(uses).allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(type));
    }

    @OnEveryBackend
    void useByAStranger_isANotOwnerError(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = UdpSocketTest.bind()) {
                Miou.call(() -> {
                    assertEach(uses(socket), NotOwnerError.class);
                    assertEach(List.of(socket::close, socket::check, socket::disown, socket::transfer, socket::adopt),
                            NotOwnerError.class);
                }).await();
            }
        });
    }

    @OnEveryBackend
    void useOutsideAFiber_isAnIllegalState_butAddressesAndWordsMayBeRead(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = UdpSocketTest.bind(); UdpSocket peer = UdpSocketTest.bind()) {
                socket.connect(peer.localAddress());
                assertThat(Foreign.call(() -> catchThrowable(() -> {
                    assertEach(uses(socket), IllegalStateException.class);
                    assertThat(socket.remoteAddress()).contains(peer.localAddress());
                    assertThat(socket).asString()
                            .contains("UDP socket", String.valueOf(Loopback.port(socket.localAddress())));
                }))).isNull();
            }
        });
    }

    @OnEveryBackend
    void afterClose_theLastOwnerGetsClosedChannel_othersNotOwner_andTheAddressIsKept(Variant variant) {
        variant.run(() -> {
            UdpSocket socket = UdpSocketTest.bind();
            socket.close();
            socket.close();
            assertEach(uses(socket), ClosedChannelException.class);
            assertThat(Loopback.port(socket.localAddress())).isPositive();
            Miou.async(() -> assertEach(uses(socket), NotOwnerError.class)).await();
        });
    }

    @OnEveryBackend
    void socketLeftOpen_breaksTheRunAndIsClosed(Variant variant) {
        OpenSockets before = OpenSockets.now();
        assertThatThrownBy(() -> variant.run(() -> {
            UdpSocketTest.bind();
        })).isInstanceOf(ResourceLeakedError.class).hasMessageContaining("UDP socket");
        before.assertUnchanged();
    }

    @OnEveryBackend
    void transferredAndAdoptedSockets_areTheSameSocket(Variant variant) {
        variant.run(() -> {
            try (UdpSocket transferred = Miou.call(() -> UdpSocketTest.bind().transfer()).await();
                    UdpSocket adopted = Miou.call(() -> {
                        UdpSocket socket = UdpSocketTest.bind();
                        socket.disown();
                        return socket;
                    }).await().adopt()) {
                UdpSocketTest.send(transferred, adopted, "hello");
                assertThat(Received.from(adopted)).isEqualTo(new Received("hello", transferred.localAddress()));
            }
        });
    }

    @OnEveryBackend
    void secondReceiver_isAReadPendingException_andSendingGoesOn(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = UdpSocketTest.bind()) {
                Promise<Received> receiver = Miou.task().lend(socket).async(() -> Received.from(socket));
                Waiting.until(receiver, "receiving from");
                assertThatThrownBy(() -> socket.receive(ByteBuffer.allocate(1)))
                        .isInstanceOf(ReadPendingException.class);
                socket.send(UTF_8.encode("to myself"), socket.localAddress());
                assertThat(receiver.await().text()).isEqualTo("to myself");
            }
        });
    }

    @OnEveryBackend
    void ownerThatCloses_endsTheWaitOfItsBorrower(Variant variant) {
        variant.run(() -> {
            UdpSocket socket = UdpSocketTest.bind();
            Promise<Received> receiver = Miou.task().lend(socket).async(() -> Received.from(socket));
            Waiting.until(receiver, "receiving from");
            socket.close();
            assertThatThrownBy(() -> receiver.awaitChecked(IOException.class))
                    .isExactlyInstanceOf(AsynchronousCloseException.class);
        });
    }
}
