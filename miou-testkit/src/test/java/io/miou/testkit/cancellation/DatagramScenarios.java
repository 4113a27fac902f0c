package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.ofNetwork;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.UdpSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A scenario for each operation of {@code io.miou.net} that moves datagrams. */
final class DatagramScenarios {

    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("127.0.0.1", 0);

    private DatagramScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
                ofNetwork("UdpSocket.receive(ByteBuffer)", DatagramScenarios::receiving)
                        .andOf("UdpSocket.receiveAll(ByteBuffer)"),
                ofNetwork("UdpSocket.send(ByteBuffer, SocketAddress)", rig -> sending(rig, UdpSocket::send)),
                ofNetwork("UdpSocket.send(ByteBuffer)", rig -> sending(rig, (socket, source, target) -> socket
                        .connect(target).send(source)))
                        .andOf("UdpSocket.connect(SocketAddress)"));
    }

    private interface DatagramSending {
        void send(UdpSocket socket, ByteBuffer source, SocketAddress target) throws IOException;
    }

    private static void receiving(Rig rig) throws Exception {
        UdpSocket socket = UdpSocket.bind(ANYWHERE);
        SocketAddress address = socket.localAddress();
        rig.help(() -> {
            try (UdpSocket sender = UdpSocket.bind(ANYWHERE)) {
                sender.send(ByteBuffer.wrap(new byte[]{1}), address);
                rig.rest();
                sender.send(ByteBuffer.wrap(new byte[]{2}), address);
            }
        });
        Fate<Byte> fate = rig.attempt(() -> receive(socket), socket);
        rig.awaitHelpers();
        if (rig.hasBack()) {
            List<Byte> received = new ArrayList<>();
            if (fate instanceof Fate.Done<Byte>(Byte one)) {
                received.add(one);
            }
            received.addAll(receiveAll(socket));
            socket.close();
            assertThat(received).isSubsetOf((byte) 1, (byte) 2);
            if (rig.isReliable()) {
                assertThat(received).containsExactlyInAnyOrder((byte) 1, (byte) 2);
            }
        }
    }

    private static byte receive(UdpSocket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(10);
        SocketAddress _ = socket.receive(buffer);
        return buffer.get(0);
    }

    /** Receives datagrams until none comes any more. */
    private static List<Byte> receiveAll(UdpSocket socket) throws IOException {
        List<Byte> received = new ArrayList<>();
        while (true) {
            try {
                received.add(Miou.<Byte, IOException>timeout(Duration.ofSeconds(1), () -> receive(socket)));
            } catch (TimeoutException e) {
                return received;
            }
        }
    }

    private static void sending(Rig rig, DatagramSending sending) throws Exception {
        UdpSocket target = UdpSocket.bind(ANYWHERE);
        SocketAddress address = target.localAddress();
        Promise<List<Byte>> receiver = Miou.task().give(target).call(() -> {
            try (target) {
                return receiveAll(target);
            }
        });
        UdpSocket socket = UdpSocket.bind(ANYWHERE);
        Fate<Boolean> fate = rig.attempt(() -> {
            sending.send(socket, ByteBuffer.wrap(new byte[]{1}), address);
            return true;
        }, socket);
        List<Byte> received = Rig.within(receiver::await);
        if (rig.isReliable()) {
            assertThat(received).hasSize(fate.count());
        }
        if (rig.hasBack()) {
            socket.close();
        }
    }
}
