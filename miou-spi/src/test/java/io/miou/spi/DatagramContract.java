package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Datagrams arrive whole, with their sender, and no operation waits. */
abstract class DatagramContract extends Contract {
    private static final int LARGEST = 65_507;
    private static final byte[] PING = {1, 2, 3};

    @Test
    void receive_nothingThere_isNullAndTakesNothing() throws Exception {
        ByteBuffer target = ByteBuffer.allocate(10);
        assertThat(bind().receive(target)).isNull();
        assertThat(target.position()).isZero();
    }

    @Test
    void datagrams_ofAllSizesAndBuffers_arriveWholeWithTheirSender() throws Exception {
        Random random = random("datagrams_ofAllSizesAndBuffers_arriveWholeWithTheirSender");
        DatagramHandle sender = bind();
        DatagramHandle receiver = bind();
        for (int length : new int[]{0, 1, 2, 100, 1472, 1473, 9000, LARGEST}) {
            for (boolean direct : new boolean[]{false, true}) {
                byte[] sent = new byte[length];
                random.nextBytes(sent);
                ByteBuffer source = buffer(length + 7, direct).position(3);
                source.put(sent).flip().position(3);
                assertThat(sender.send(source, receiver.localAddress())).isEqualTo(length);
                assertThat(source.hasRemaining()).isFalse();
                ByteBuffer target = buffer(length + 8, direct).position(5);
                assertThat(driver.receive(receiver, target)).isEqualTo(sender.localAddress());
                byte[] received = new byte[length];
                target.flip().position(5).get(received);
                assertThat(received).isEqualTo(sent);
                assertThat(target.hasRemaining()).isFalse();
            }
        }
    }

    @Test
    void datagram_largerThanTheBuffer_isCutAndTheRestIsLost() throws Exception {
        DatagramHandle sender = bind();
        DatagramHandle receiver = bind();
        for (boolean direct : new boolean[]{false, true}) {
            send(sender, receiver, PING);
            send(sender, receiver, PING);
            send(sender, receiver, (byte) 9);
            ByteBuffer two = buffer(2, direct);
            assertThat(driver.receive(receiver, two)).isEqualTo(sender.localAddress());
            assertThat(two.flip()).isEqualTo(ByteBuffer.wrap(PING, 0, 2));
            assertThat(driver.receive(receiver, ByteBuffer.allocate(0))).isEqualTo(sender.localAddress());
            assertThat(receive(receiver)).containsExactly(9);
        }
    }

    @Test
    void datagram_tooLarge_isRefusedWhole() throws Exception {
        DatagramHandle sender = bind();
        DatagramHandle receiver = bind();
        ByteBuffer source = ByteBuffer.allocateDirect(LARGEST + 1);
        assertThatIOException().isThrownBy(() -> sender.send(source, receiver.localAddress()));
        assertThat(source.position()).isZero();
        send(sender, receiver, PING);
        assertThat(receive(receiver)).isEqualTo(PING);
    }

    @Test
    void manyWaiting_areAllThereAfterOneReadiness() throws Exception {
        DatagramHandle sender = bind();
        DatagramHandle receiver = bind();
        Flag ready = new Flag();
        receiver.watch(Direction.READ, ready);
        for (byte i = 0; i < 50; i++) {
            send(sender, receiver, i);
        }
        driver.pollUntil(ready::isSet);
        for (byte i = 0; i < 50; i++) {
            assertThat(receive(receiver)).containsExactly(i);
        }
        assertThat(receiver.receive(ByteBuffer.allocate(1))).isNull();
        assertThat(ready.calls()).isEqualTo(1);
    }

    @Test
    void readiness_oneByOne_isReportedEachTime() throws Exception {
        DatagramHandle sender = bind();
        DatagramHandle receiver = bind();
        for (byte i = 0; i < 100; i++) {
            Flag ready = new Flag();
            assertThat(receiver.receive(ByteBuffer.allocate(1))).isNull();
            receiver.watch(Direction.READ, ready);
            send(sender, receiver, i);
            driver.pollUntil(ready::isSet);
            assertThat(receive(receiver)).containsExactly(i);
        }
    }

    @Test
    void writeWatch_isReady() throws Exception {
        driver.await(bind(), Direction.WRITE);
    }

    @Test
    void plainSocket_sendsAndReceives() throws Exception {
        DatagramHandle handle = bind();
        try (DatagramSocket plain = new DatagramSocket(Driver.loopback(0))) {
            plain.setSoTimeout((int) Driver.LIMIT.toMillis());
            plain.send(new DatagramPacket(PING, PING.length, handle.localAddress()));
            ByteBuffer target = ByteBuffer.allocate(10);
            SocketAddress sender = driver.receive(handle, target);
            assertThat(sender).isEqualTo(plain.getLocalSocketAddress());
            handle.send(target.flip(), sender);
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            plain.receive(packet);
            assertThat(packet.getLength()).isEqualTo(3);
            assertThat(packet.getSocketAddress()).isEqualTo(handle.localAddress());
        }
    }

    @Test
    void connected_talksToItsPeerOnly() throws Exception {
        DatagramHandle handle = bind();
        DatagramHandle peer = bind();
        DatagramHandle other = bind();
        assertThat(handle.remoteAddress()).isNull();
        assertThatExceptionOfType(NotYetConnectedException.class)
                .isThrownBy(() -> handle.send(ByteBuffer.wrap(PING)));

        handle.connect(peer.localAddress());
        assertThat(handle.remoteAddress()).isEqualTo(peer.localAddress());
        send(other, handle, (byte) 66);
        assertThat(handle.send(ByteBuffer.wrap(PING))).isEqualTo(3);
        assertThat(receive(peer)).isEqualTo(PING);
        send(handle, peer, PING);
        assertThat(receive(peer)).isEqualTo(PING);
        ByteBuffer kept = ByteBuffer.wrap(PING);
        assertThatExceptionOfType(AlreadyConnectedException.class)
                .isThrownBy(() -> handle.send(kept, other.localAddress()));
        assertThat(kept.position()).isZero();
        send(peer, handle, (byte) 7);
        assertThat(receive(handle)).containsExactly(7);

        handle.connect(other.localAddress());
        assertThat(handle.remoteAddress()).isEqualTo(other.localAddress());
        send(handle, other, PING);
        assertThat(receive(other)).isEqualTo(PING);
    }

    @Test
    void disconnected_talksToEverybodyAtTheSamePort() throws Exception {
        DatagramHandle handle = bind();
        DatagramHandle peer = bind();
        DatagramHandle other = bind();
        SocketAddress before = handle.localAddress();
        handle.disconnect();
        handle.connect(peer.localAddress());
        handle.watch(Direction.READ, new Flag());
        driver.pollSome();
        handle.unwatch(Direction.READ);
        handle.disconnect();
        assertThat(handle.remoteAddress()).isNull();
        assertThat(handle.localAddress()).isEqualTo(before);
        send(other, handle, PING);
        assertThat(receive(handle)).isEqualTo(PING);
        send(handle, other, PING);
        assertThat(receive(other)).isEqualTo(PING);
    }

    @Test
    void connected_toAPortWhereNobodyIs_learnsIt() throws Exception {
        DatagramHandle handle = bind();
        DatagramHandle gone = bind();
        SocketAddress nobody = gone.localAddress();
        gone.close();
        driver.backend.pollNow();
        handle.connect(nobody);
        handle.send(ByteBuffer.wrap(PING));
        assertThatExceptionOfType(PortUnreachableException.class)
                .isThrownBy(() -> driver.receive(handle, ByteBuffer.allocate(1)));
        assertThat(handle.isOpen()).isTrue();
    }

    @Test
    void connected_failuresNameThePeer() throws Exception {
        DatagramHandle handle = bind();
        DatagramHandle gone = bind();
        SocketAddress nobody = gone.localAddress();
        gone.close();
        driver.backend.pollNow();
        handle.connect(nobody);
        handle.send(ByteBuffer.wrap(PING));
        assertThatExceptionOfType(PortUnreachableException.class)
                .isThrownBy(() -> driver.receive(handle, ByteBuffer.allocate(1)))
                .withMessage("Connection refused: " + nobody);
        handle.send(ByteBuffer.wrap(PING));
        driver.await(handle, Direction.READ);
        assertThatExceptionOfType(PortUnreachableException.class)
                .isThrownBy(() -> handle.send(ByteBuffer.wrap(PING)))
                .withMessage("Connection refused: " + nobody);
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> handle.send(ByteBuffer.allocate(LARGEST + 1)))
                .withMessage("Message too long: " + nobody);
    }

    @Test
    void send_refused_namesTheTarget() throws Exception {
        DatagramHandle handle = bind();
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> handle.send(ByteBuffer.allocate(LARGEST + 1), Driver.loopback(9)))
                .withMessage("Message too long: " + Driver.loopback(9));
        for (int length : new int[]{0, 1}) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> handle.send(ByteBuffer.allocate(length), Driver.loopback(0)))
                    .withMessage("Can't send to port 0: " + Driver.loopback(0));
        }
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> handle.connect(Driver.loopback(0)))
                .withMessage("Can't connect to port 0: " + Driver.loopback(0));
        assertThat(handle.remoteAddress()).isNull();
    }

    @Test
    void broadcast_withoutPermission_isBindException() throws Exception {
        DatagramHandle handle = driver.closing(driver.backend.bind(new InetSocketAddress(0), options()));
        InetSocketAddress all = new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9);
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> handle.send(ByteBuffer.wrap(PING), all))
                .withMessage("Permission denied: " + all);
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> handle.connect(all))
                .withMessage("Permission denied: " + all);
        assertThat(handle.remoteAddress()).isNull();
    }

    @Test
    void connect_dropsWhatOthersSentBefore_andKeepsWhatThePeerSent() throws Exception {
        for (boolean direct : new boolean[]{false, true}) {
            DatagramHandle handle = bind();
            DatagramHandle peer = bind();
            DatagramHandle other = bind();
            byte[] large = new byte[9_000];
            large[8_999] = 5;
            for (byte i = 0; i < 5; i++) {
                send(other, handle, PING);
                send(peer, handle, i);
                send(other, handle, large);
            }
            send(peer, handle, large);
            send(peer, handle);
            handle.connect(peer.localAddress());
            send(peer, handle, (byte) 5);
            ByteBuffer target = buffer(9_001, direct);
            for (byte i = 0; i < 5; i++) {
                assertThat(driver.receive(handle, target.clear())).isEqualTo(peer.localAddress());
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[]{i}));
            }
            driver.receive(handle, target.clear());
            assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(large));
            driver.receive(handle, target.clear());
            assertThat(target.position()).isZero();
            driver.receive(handle, target.clear());
            assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[]{5}));
            assertThat(handle.receive(target.clear())).isNull();
        }
    }

    @Test
    void connect_toAnotherPeer_dropsWhatTheFirstSent() throws Exception {
        DatagramHandle handle = bind();
        DatagramHandle first = bind();
        DatagramHandle second = bind();
        handle.connect(first.localAddress());
        send(first, handle, PING);
        handle.connect(second.localAddress());
        send(second, handle, (byte) 9);
        assertThat(receive(handle)).containsExactly(9);
        assertThat(handle.receive(ByteBuffer.allocate(10))).isNull();
    }

    @Test
    void connect_whileWatched_reportsWhatThePeerSentBefore() throws Exception {
        for (boolean watchedBefore : new boolean[]{true, false}) {
            DatagramHandle handle = bind();
            DatagramHandle peer = bind();
            DatagramHandle other = bind();
            assertThat(handle.receive(ByteBuffer.allocate(1))).isNull();
            Flag ready = new Flag();
            if (watchedBefore) {
                handle.watch(Direction.READ, ready);
                driver.pollSome();
            }
            send(other, handle, (byte) 66);
            send(peer, handle, (byte) 7);
            handle.connect(peer.localAddress());
            if (!watchedBefore) {
                handle.watch(Direction.READ, ready);
            }
            driver.pollUntil(ready::isSet);
            assertThat(receive(handle)).containsExactly(7);
        }
    }

    @Test
    void connect_refused_dropsNothing() throws Exception {
        DatagramHandle handle = bind();
        DatagramHandle sender = bind();
        send(sender, handle, PING);
        assertThatIOException().isThrownBy(() -> handle.connect(Driver.loopback(0)));
        assertThat(receive(handle)).isEqualTo(PING);
    }

    @Test
    void emptyDatagram_toThePeer_isSentAndReceived() throws Exception {
        DatagramHandle handle = bind();
        DatagramHandle peer = bind();
        handle.connect(peer.localAddress());
        peer.connect(handle.localAddress());
        for (boolean direct : new boolean[]{false, true}) {
            assertThat(handle.send(buffer(0, direct))).isZero();
            assertThat(handle.send(ByteBuffer.wrap(PING))).isEqualTo(3);
            assertThat(handle.send(buffer(9, direct).position(9), peer.localAddress())).isZero();
            ByteBuffer target = buffer(10, direct);
            assertThat(driver.receive(peer, target)).isEqualTo(handle.localAddress());
            assertThat(target.position()).isZero();
            assertThat(receive(peer)).isEqualTo(PING);
            assertThat(driver.receive(peer, target)).isEqualTo(handle.localAddress());
            assertThat(target.position()).isZero();
            send(peer, handle, (byte) 7);
            assertThat(receive(handle)).containsExactly(7);
        }
        DatagramHandle other = bind();
        assertThatExceptionOfType(AlreadyConnectedException.class)
                .isThrownBy(() -> handle.send(ByteBuffer.allocate(0), other.localAddress()));
        assertThatExceptionOfType(NotYetConnectedException.class)
                .isThrownBy(() -> other.send(ByteBuffer.allocate(0)));
        assertThatExceptionOfType(BindException.class)
                .as("the port is not shared afterwards")
                .isThrownBy(
                        () -> driver.backend.bind(handle.localAddress(), new DatagramOptions(true, false)).close());
    }

    @Test
    void wildcardAddress_asTarget_isTheLoopbackOfItsFamily() throws Exception {
        for (String loopback : List.of("127.0.0.1", "::1")) {
            InetAddress host = InetAddress.ofLiteral(loopback);
            if (NetworkInterface.getByInetAddress(host) == null) {
                continue;
            }
            InetAddress any = InetAddress.ofLiteral(loopback.contains(":") ? "::" : "0.0.0.0");
            DatagramHandle receiver = driver.closing(driver.backend.bind(new InetSocketAddress(host, 0), options()));
            int port = ((InetSocketAddress) receiver.localAddress()).getPort();
            InetSocketAddress target = new InetSocketAddress(any, port);
            DatagramHandle sender = driver.closing(driver.backend.bind(new InetSocketAddress(0), options()));
            assertThat(sender.send(ByteBuffer.wrap(PING), target)).isEqualTo(3);
            assertThat(receive(receiver)).isEqualTo(PING);
            sender.connect(target);
            assertThat(sender.remoteAddress()).isEqualTo(receiver.localAddress());
            assertThat(sender.send(ByteBuffer.wrap(PING))).isEqualTo(3);
            assertThat(sender.send(ByteBuffer.wrap(PING), target)).isEqualTo(3);
            assertThat(receive(receiver)).isEqualTo(PING);
            assertThat(receive(receiver)).isEqualTo(PING);
            send(receiver, sender, (byte) 7);
            assertThat(receive(sender)).containsExactly(7);
        }
    }

    @Test
    void wildcardAddress_receivesWhatIsSentToTheLoopback() throws Exception {
        DatagramHandle handle = driver.closing(driver.backend.bind(new InetSocketAddress(0), options()));
        DatagramHandle sender = bind();
        int port = ((InetSocketAddress) handle.localAddress()).getPort();
        assertThat(sender.send(ByteBuffer.wrap(PING), Driver.loopback(port))).isEqualTo(3);
        ByteBuffer target = ByteBuffer.allocate(10);
        SocketAddress from = driver.receive(handle, target);
        assertThat(from).isEqualTo(sender.localAddress());
        assertThat(handle.send(target.flip(), from)).isEqualTo(3);
        assertThat(receive(sender)).isEqualTo(PING);
    }

    @Test
    void ipv6Loopback_sendsAndReceives() throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "this machine has no IPv6 loopback address");
        DatagramHandle first = driver.closing(driver.backend.bind(new InetSocketAddress(loopback, 0), options()));
        DatagramHandle second = driver.closing(driver.backend.bind(new InetSocketAddress(loopback, 0), options()));
        send(first, second, PING);
        ByteBuffer target = ByteBuffer.allocate(10);
        SocketAddress sender = driver.receive(second, target);
        assertThat(sender).isInstanceOfSatisfying(InetSocketAddress.class,
                address -> assertThat(address.getPort())
                        .isEqualTo(((InetSocketAddress) first.localAddress()).getPort()));
        assertThat(second.send(target.flip(), sender)).isEqualTo(3);
        assertThat(receive(first)).isEqualTo(PING);
    }

    @Test
    void bind_portInUse_throwsBindException() throws Exception {
        DatagramHandle first = bind();
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> driver.backend.bind(first.localAddress(), options()).close());
    }

    @Test
    void bind_reuseAddress_sharesThePort() throws Exception {
        DatagramOptions shared = new DatagramOptions(true, false);
        DatagramHandle first = driver.closing(driver.backend.bind(Driver.loopback(0), shared));
        DatagramHandle second = driver.closing(driver.backend.bind(first.localAddress(), shared));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }

    @Test
    void bind_portJustClosed_canBeBoundAfterAPoll() throws Exception {
        DatagramHandle first = bind();
        first.watch(Direction.READ, new Flag());
        driver.pollSome();
        first.close();
        driver.backend.pollNow();
        DatagramHandle second = driver.closing(driver.backend.bind(first.localAddress(), options()));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }

    @Test
    void addresses_thatFitNoDatagramSocket_areRefused() throws Exception {
        DatagramHandle handle = bind();
        SocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        SocketAddress unix = UnixDomainSocketAddress.of("nowhere");
        ByteBuffer source = ByteBuffer.wrap(PING);
        List<Attempt> withName = List.of(() -> driver.backend.bind(unresolved, options()).close(),
                () -> handle.connect(unresolved), () -> handle.send(source, unresolved));
        List<Attempt> withPath = List.of(() -> driver.backend.bind(unix, options()).close(),
                () -> handle.connect(unix), () -> handle.send(source, unix));
        for (Attempt attempt : withName) {
            assertThatExceptionOfType(UnknownHostException.class).isThrownBy(attempt::run);
        }
        for (Attempt attempt : withPath) {
            assertThatIllegalArgumentException().isThrownBy(attempt::run);
        }
        assertThat(source.position()).isZero();
    }

    @Test
    void options_areThoseOfTheSocket() throws Exception {
        DatagramHandle handle = bind();
        handle.setOption(StandardSocketOptions.SO_BROADCAST, true);
        assertThat(handle.option(StandardSocketOptions.SO_BROADCAST)).isTrue();
        handle.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
        assertThat(handle.option(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(1 << 16);
    }

    @Test
    void moved_receivesAtItsNewBackend() throws Exception {
        Driver other = newDriver();
        DatagramHandle handle = bind();
        DatagramHandle sender = bind();
        handle.watch(Direction.READ, new Flag());
        driver.pollSome();
        handle.unwatch(Direction.READ);
        handle.detach();
        assertThat(handle.backend()).isNull();
        send(sender, handle, PING);
        Background.run(() -> {
            handle.attach(other.backend);
            other.await(handle, Direction.READ);
            ByteBuffer target = ByteBuffer.allocate(10);
            assertThat(other.receive(handle, target)).isEqualTo(sender.localAddress());
            assertThat(target.position()).isEqualTo(3);
            handle.detach();
        }).join();
    }

    @Test
    void closed_answersClosedAndKeepsItsAddress() throws Exception {
        DatagramHandle handle = bind();
        SocketAddress local = handle.localAddress();
        Flag ready = new Flag();
        handle.watch(Direction.READ, ready);
        handle.close();
        handle.close();
        driver.pollSome();
        assertThat(ready.calls()).isZero();
        assertThat(handle.isOpen()).isFalse();
        assertThat(handle.localAddress()).isEqualTo(local);
        List<Attempt> all = new ArrayList<>(List.of(() -> handle.receive(ByteBuffer.allocate(1)),
                () -> handle.send(ByteBuffer.allocate(1), local), () -> handle.send(ByteBuffer.allocate(1)),
                () -> handle.connect(local), handle::disconnect, () -> handle.watch(Direction.READ, ready),
                () -> handle.watch(Direction.WRITE, ready),
                () -> handle.option(StandardSocketOptions.SO_RCVBUF)));
        for (Attempt attempt : all) {
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(attempt::run);
        }
        handle.unwatch(Direction.READ);
        handle.detach();
    }

    private DatagramHandle bind() throws IOException {
        return driver.closing(driver.backend.bind(Driver.loopback(0), options()));
    }

    private static DatagramOptions options() {
        return new DatagramOptions(false, false);
    }

    private static ByteBuffer buffer(int size, boolean direct) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static void send(DatagramHandle from, DatagramHandle to, byte... bytes) throws IOException {
        assertThat(from.send(ByteBuffer.wrap(bytes), to.localAddress())).isEqualTo(bytes.length);
    }

    private byte[] receive(DatagramHandle handle) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(1000);
        driver.receive(handle, target);
        byte[] received = new byte[target.flip().remaining()];
        target.get(received);
        return received;
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }
}
