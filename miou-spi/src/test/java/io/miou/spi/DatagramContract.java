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
        DatagramChannel sender = bind();
        DatagramChannel receiver = bind();
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
        DatagramChannel sender = bind();
        DatagramChannel receiver = bind();
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
        DatagramChannel sender = bind();
        DatagramChannel receiver = bind();
        ByteBuffer source = ByteBuffer.allocateDirect(LARGEST + 1);
        assertThatIOException().isThrownBy(() -> sender.send(source, receiver.localAddress()));
        assertThat(source.position()).isZero();
        send(sender, receiver, PING);
        assertThat(receive(receiver)).isEqualTo(PING);
    }

    @Test
    void manyWaiting_areAllThereAfterOneReadiness() throws Exception {
        DatagramChannel sender = bind();
        DatagramChannel receiver = bind();
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
        DatagramChannel sender = bind();
        DatagramChannel receiver = bind();
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
        DatagramChannel channel = bind();
        try (DatagramSocket plain = new DatagramSocket(Driver.loopback(0))) {
            plain.setSoTimeout((int) Driver.LIMIT.toMillis());
            plain.send(new DatagramPacket(PING, PING.length, channel.localAddress()));
            ByteBuffer target = ByteBuffer.allocate(10);
            SocketAddress sender = driver.receive(channel, target);
            assertThat(sender).isEqualTo(plain.getLocalSocketAddress());
            channel.send(target.flip(), sender);
            DatagramPacket packet = new DatagramPacket(new byte[10], 10);
            plain.receive(packet);
            assertThat(packet.getLength()).isEqualTo(3);
            assertThat(packet.getSocketAddress()).isEqualTo(channel.localAddress());
        }
    }

    @Test
    void connected_talksToItsPeerOnly() throws Exception {
        DatagramChannel channel = bind();
        DatagramChannel peer = bind();
        DatagramChannel other = bind();
        assertThat(channel.remoteAddress()).isNull();
        assertThatExceptionOfType(NotYetConnectedException.class)
                .isThrownBy(() -> channel.send(ByteBuffer.wrap(PING)));

        channel.connect(peer.localAddress());
        assertThat(channel.remoteAddress()).isEqualTo(peer.localAddress());
        send(other, channel, (byte) 66);
        assertThat(channel.send(ByteBuffer.wrap(PING))).isEqualTo(3);
        assertThat(receive(peer)).isEqualTo(PING);
        send(channel, peer, PING);
        assertThat(receive(peer)).isEqualTo(PING);
        ByteBuffer kept = ByteBuffer.wrap(PING);
        assertThatExceptionOfType(AlreadyConnectedException.class)
                .isThrownBy(() -> channel.send(kept, other.localAddress()));
        assertThat(kept.position()).isZero();
        send(peer, channel, (byte) 7);
        assertThat(receive(channel)).containsExactly(7);

        channel.connect(other.localAddress());
        assertThat(channel.remoteAddress()).isEqualTo(other.localAddress());
        send(channel, other, PING);
        assertThat(receive(other)).isEqualTo(PING);
    }

    @Test
    void disconnected_talksToEverybodyAtTheSamePort() throws Exception {
        DatagramChannel channel = bind();
        DatagramChannel peer = bind();
        DatagramChannel other = bind();
        SocketAddress before = channel.localAddress();
        channel.disconnect();
        channel.connect(peer.localAddress());
        channel.watch(Direction.READ, new Flag());
        driver.pollSome();
        channel.unwatch(Direction.READ);
        channel.disconnect();
        assertThat(channel.remoteAddress()).isNull();
        assertThat(channel.localAddress()).isEqualTo(before);
        send(other, channel, PING);
        assertThat(receive(channel)).isEqualTo(PING);
        send(channel, other, PING);
        assertThat(receive(other)).isEqualTo(PING);
    }

    @Test
    void connected_toAPortWhereNobodyIs_learnsIt() throws Exception {
        DatagramChannel channel = bind();
        DatagramChannel gone = bind();
        SocketAddress nobody = gone.localAddress();
        gone.close();
        driver.backend.pollNow();
        channel.connect(nobody);
        channel.send(ByteBuffer.wrap(PING));
        assertThatExceptionOfType(PortUnreachableException.class)
                .isThrownBy(() -> driver.receive(channel, ByteBuffer.allocate(1)));
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void connected_failuresNameThePeer() throws Exception {
        DatagramChannel channel = bind();
        DatagramChannel gone = bind();
        SocketAddress nobody = gone.localAddress();
        gone.close();
        driver.backend.pollNow();
        channel.connect(nobody);
        channel.send(ByteBuffer.wrap(PING));
        assertThatExceptionOfType(PortUnreachableException.class)
                .isThrownBy(() -> driver.receive(channel, ByteBuffer.allocate(1)))
                .withMessage("Connection refused: " + nobody);
        channel.send(ByteBuffer.wrap(PING));
        driver.await(channel, Direction.READ);
        assertThatExceptionOfType(PortUnreachableException.class)
                .isThrownBy(() -> channel.send(ByteBuffer.wrap(PING)))
                .withMessage("Connection refused: " + nobody);
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> channel.send(ByteBuffer.allocate(LARGEST + 1)))
                .withMessage("Message too long: " + nobody);
    }

    @Test
    void send_refused_namesTheTarget() throws Exception {
        DatagramChannel channel = bind();
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> channel.send(ByteBuffer.allocate(LARGEST + 1), Driver.loopback(9)))
                .withMessage("Message too long: " + Driver.loopback(9));
        for (int length : new int[]{0, 1}) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> channel.send(ByteBuffer.allocate(length), Driver.loopback(0)))
                    .withMessage("Can't send to port 0: " + Driver.loopback(0));
        }
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> channel.connect(Driver.loopback(0)))
                .withMessage("Can't connect to port 0: " + Driver.loopback(0));
        assertThat(channel.remoteAddress()).isNull();
    }

    @Test
    void broadcast_withoutPermission_isBindException() throws Exception {
        DatagramChannel channel = driver.closing(driver.backend.bind(new InetSocketAddress(0), options()));
        InetSocketAddress all = new InetSocketAddress(InetAddress.ofLiteral("255.255.255.255"), 9);
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> channel.send(ByteBuffer.wrap(PING), all))
                .withMessage("Permission denied: " + all);
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> channel.connect(all))
                .withMessage("Permission denied: " + all);
        assertThat(channel.remoteAddress()).isNull();
    }

    @Test
    void connect_dropsWhatOthersSentBefore_andKeepsWhatThePeerSent() throws Exception {
        for (boolean direct : new boolean[]{false, true}) {
            DatagramChannel channel = bind();
            DatagramChannel peer = bind();
            DatagramChannel other = bind();
            byte[] large = new byte[9_000];
            large[8_999] = 5;
            for (byte i = 0; i < 5; i++) {
                send(other, channel, PING);
                send(peer, channel, i);
                send(other, channel, large);
            }
            send(peer, channel, large);
            send(peer, channel);
            channel.connect(peer.localAddress());
            send(peer, channel, (byte) 5);
            ByteBuffer target = buffer(9_001, direct);
            for (byte i = 0; i < 5; i++) {
                assertThat(driver.receive(channel, target.clear())).isEqualTo(peer.localAddress());
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[]{i}));
            }
            driver.receive(channel, target.clear());
            assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(large));
            driver.receive(channel, target.clear());
            assertThat(target.position()).isZero();
            driver.receive(channel, target.clear());
            assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[]{5}));
            assertThat(channel.receive(target.clear())).isNull();
        }
    }

    @Test
    void connect_toAnotherPeer_dropsWhatTheFirstSent() throws Exception {
        DatagramChannel channel = bind();
        DatagramChannel first = bind();
        DatagramChannel second = bind();
        channel.connect(first.localAddress());
        send(first, channel, PING);
        channel.connect(second.localAddress());
        send(second, channel, (byte) 9);
        assertThat(receive(channel)).containsExactly(9);
        assertThat(channel.receive(ByteBuffer.allocate(10))).isNull();
    }

    @Test
    void connect_whileWatched_reportsWhatThePeerSentBefore() throws Exception {
        for (boolean watchedBefore : new boolean[]{true, false}) {
            DatagramChannel channel = bind();
            DatagramChannel peer = bind();
            DatagramChannel other = bind();
            assertThat(channel.receive(ByteBuffer.allocate(1))).isNull();
            Flag ready = new Flag();
            if (watchedBefore) {
                channel.watch(Direction.READ, ready);
                driver.pollSome();
            }
            send(other, channel, (byte) 66);
            send(peer, channel, (byte) 7);
            channel.connect(peer.localAddress());
            if (!watchedBefore) {
                channel.watch(Direction.READ, ready);
            }
            driver.pollUntil(ready::isSet);
            assertThat(receive(channel)).containsExactly(7);
        }
    }

    @Test
    void connect_refused_dropsNothing() throws Exception {
        DatagramChannel channel = bind();
        DatagramChannel sender = bind();
        send(sender, channel, PING);
        assertThatIOException().isThrownBy(() -> channel.connect(Driver.loopback(0)));
        assertThat(receive(channel)).isEqualTo(PING);
    }

    @Test
    void emptyDatagram_toThePeer_isSentAndReceived() throws Exception {
        DatagramChannel channel = bind();
        DatagramChannel peer = bind();
        channel.connect(peer.localAddress());
        peer.connect(channel.localAddress());
        for (boolean direct : new boolean[]{false, true}) {
            assertThat(channel.send(buffer(0, direct))).isZero();
            assertThat(channel.send(ByteBuffer.wrap(PING))).isEqualTo(3);
            assertThat(channel.send(buffer(9, direct).position(9), peer.localAddress())).isZero();
            ByteBuffer target = buffer(10, direct);
            assertThat(driver.receive(peer, target)).isEqualTo(channel.localAddress());
            assertThat(target.position()).isZero();
            assertThat(receive(peer)).isEqualTo(PING);
            assertThat(driver.receive(peer, target)).isEqualTo(channel.localAddress());
            assertThat(target.position()).isZero();
            send(peer, channel, (byte) 7);
            assertThat(receive(channel)).containsExactly(7);
        }
        DatagramChannel other = bind();
        assertThatExceptionOfType(AlreadyConnectedException.class)
                .isThrownBy(() -> channel.send(ByteBuffer.allocate(0), other.localAddress()));
        assertThatExceptionOfType(NotYetConnectedException.class)
                .isThrownBy(() -> other.send(ByteBuffer.allocate(0)));
        assertThatExceptionOfType(BindException.class)
                .as("the port is not shared afterwards")
                .isThrownBy(
                        () -> driver.backend.bind(channel.localAddress(), new DatagramOptions(true, false)).close());
    }

    @Test
    void wildcardAddress_asTarget_isTheLoopbackOfItsFamily() throws Exception {
        for (String loopback : List.of("127.0.0.1", "::1")) {
            InetAddress host = InetAddress.ofLiteral(loopback);
            if (NetworkInterface.getByInetAddress(host) == null) {
                continue;
            }
            InetAddress any = InetAddress.ofLiteral(loopback.contains(":") ? "::" : "0.0.0.0");
            DatagramChannel receiver = driver.closing(driver.backend.bind(new InetSocketAddress(host, 0), options()));
            int port = ((InetSocketAddress) receiver.localAddress()).getPort();
            InetSocketAddress target = new InetSocketAddress(any, port);
            DatagramChannel sender = driver.closing(driver.backend.bind(new InetSocketAddress(0), options()));
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
        DatagramChannel channel = driver.closing(driver.backend.bind(new InetSocketAddress(0), options()));
        DatagramChannel sender = bind();
        int port = ((InetSocketAddress) channel.localAddress()).getPort();
        assertThat(sender.send(ByteBuffer.wrap(PING), Driver.loopback(port))).isEqualTo(3);
        ByteBuffer target = ByteBuffer.allocate(10);
        SocketAddress from = driver.receive(channel, target);
        assertThat(from).isEqualTo(sender.localAddress());
        assertThat(channel.send(target.flip(), from)).isEqualTo(3);
        assertThat(receive(sender)).isEqualTo(PING);
    }

    @Test
    void ipv6Loopback_sendsAndReceives() throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "this machine has no IPv6 loopback address");
        DatagramChannel first = driver.closing(driver.backend.bind(new InetSocketAddress(loopback, 0), options()));
        DatagramChannel second = driver.closing(driver.backend.bind(new InetSocketAddress(loopback, 0), options()));
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
        DatagramChannel first = bind();
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> driver.backend.bind(first.localAddress(), options()).close());
    }

    @Test
    void bind_reuseAddress_sharesThePort() throws Exception {
        DatagramOptions shared = new DatagramOptions(true, false);
        DatagramChannel first = driver.closing(driver.backend.bind(Driver.loopback(0), shared));
        DatagramChannel second = driver.closing(driver.backend.bind(first.localAddress(), shared));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }

    @Test
    void bind_portJustClosed_canBeBoundAfterAPoll() throws Exception {
        DatagramChannel first = bind();
        first.watch(Direction.READ, new Flag());
        driver.pollSome();
        first.close();
        driver.backend.pollNow();
        DatagramChannel second = driver.closing(driver.backend.bind(first.localAddress(), options()));
        assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }

    @Test
    void addresses_thatFitNoDatagramSocket_areRefused() throws Exception {
        DatagramChannel channel = bind();
        SocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
        SocketAddress unix = UnixDomainSocketAddress.of("nowhere");
        ByteBuffer source = ByteBuffer.wrap(PING);
        List<Attempt> withName = List.of(() -> driver.backend.bind(unresolved, options()).close(),
                () -> channel.connect(unresolved), () -> channel.send(source, unresolved));
        List<Attempt> withPath = List.of(() -> driver.backend.bind(unix, options()).close(),
                () -> channel.connect(unix), () -> channel.send(source, unix));
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
        DatagramChannel channel = bind();
        channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
        assertThat(channel.option(StandardSocketOptions.SO_BROADCAST)).isTrue();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 16);
        assertThat(channel.option(StandardSocketOptions.SO_RCVBUF)).isGreaterThanOrEqualTo(1 << 16);
    }

    @Test
    void moved_receivesAtItsNewBackend() throws Exception {
        Driver other = newDriver();
        DatagramChannel channel = bind();
        DatagramChannel sender = bind();
        channel.watch(Direction.READ, new Flag());
        driver.pollSome();
        channel.unwatch(Direction.READ);
        channel.detach();
        assertThat(channel.backend()).isNull();
        send(sender, channel, PING);
        Background.run(() -> {
            channel.attach(other.backend);
            other.await(channel, Direction.READ);
            ByteBuffer target = ByteBuffer.allocate(10);
            assertThat(other.receive(channel, target)).isEqualTo(sender.localAddress());
            assertThat(target.position()).isEqualTo(3);
            channel.detach();
        }).join();
    }

    @Test
    void closed_answersClosedAndKeepsItsAddress() throws Exception {
        DatagramChannel channel = bind();
        SocketAddress local = channel.localAddress();
        Flag ready = new Flag();
        channel.watch(Direction.READ, ready);
        channel.close();
        channel.close();
        driver.pollSome();
        assertThat(ready.calls()).isZero();
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.localAddress()).isEqualTo(local);
        List<Attempt> all = new ArrayList<>(List.of(() -> channel.receive(ByteBuffer.allocate(1)),
                () -> channel.send(ByteBuffer.allocate(1), local), () -> channel.send(ByteBuffer.allocate(1)),
                () -> channel.connect(local), channel::disconnect, () -> channel.watch(Direction.READ, ready),
                () -> channel.watch(Direction.WRITE, ready),
                () -> channel.option(StandardSocketOptions.SO_RCVBUF)));
        for (Attempt attempt : all) {
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(attempt::run);
        }
        channel.unwatch(Direction.READ);
        channel.detach();
    }

    private DatagramChannel bind() throws IOException {
        return driver.closing(driver.backend.bind(Driver.loopback(0), options()));
    }

    private static DatagramOptions options() {
        return new DatagramOptions(false, false);
    }

    private static ByteBuffer buffer(int size, boolean direct) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static void send(DatagramChannel from, DatagramChannel to, byte... bytes) throws IOException {
        assertThat(from.send(ByteBuffer.wrap(bytes), to.localAddress())).isEqualTo(bytes.length);
    }

    private byte[] receive(DatagramChannel channel) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(1000);
        driver.receive(channel, target);
        byte[] received = new byte[target.flip().remaining()];
        target.get(received);
        return received;
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }
}
