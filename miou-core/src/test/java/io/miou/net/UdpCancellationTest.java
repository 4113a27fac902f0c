package io.miou.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.UdpSocketTest.Received;
import io.miou.spi.BackendProvider;
import io.miou.testing.AtEveryTurn;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OpenSockets;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Datagram operations that are cut short: effect or cancellation, never both, never neither (rule 9). */
@Slow
class UdpCancellationTest {

    private static final int TURNS = 3;

    private record Waited(UdpSocket receiver, UdpSocket sender, Promise<Void> sending) {
    }

    @OnEveryBackend
    void receiveStoppedAtEveryTurn_hasTakenTheDatagramOrLeftIt(Variant variant) {
        OpenSockets before = OpenSockets.now();
        new AtEveryTurn<Waited>() {
            @Override
            protected Waited prepare() throws Exception {
                UdpSocket receiver = UdpSocketTest.bind();
                UdpSocket sender = UdpSocketTest.bind();
                return new Waited(receiver, sender, Miou.task().lend(sender).async(() -> {
                    giveWay(TURNS);
                    UdpSocketTest.send(sender, receiver, "first");
                }));
            }

            @Override
            protected Object perform(Waited world) throws Exception {
                return Received.from(world.receiver()).text();
            }

            @Override
            protected void check(Waited world, Optional<Object> result, boolean begun) throws Exception {
                if (begun) {
                    world.sending().await();
                } else {
                    world.sending().cancel();
                    UdpSocketTest.send(world.sender(), world.receiver(), "first");
                }
                UdpSocketTest.send(world.sender(), world.receiver(), "second");
                assertThat(result.orElseGet(() -> next(world))).isEqualTo("first");
                assertThat(next(world)).isEqualTo("second");
                world.receiver().close();
                world.sender().close();
            }

            private String next(Waited world) {
                try {
                    return Received.from(world.receiver()).text();
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            }
        }.stopAndCancel(variant);
        before.assertUnchanged();
    }

    private record Pair(UdpSocket from, UdpSocket to, ByteBuffer source) {
    }

    @OnEveryBackend
    void sendToAHostNameStoppedAtEveryTurn_hasSentAllOrNothing(Variant variant) {
        OpenSockets before = OpenSockets.now();
        new AtEveryTurn<Pair>() {
            @Override
            protected Pair prepare() throws Exception {
                return new Pair(UdpSocketTest.bind(), UdpSocketTest.bind(), UTF_8.encode("datagram"));
            }

            @Override
            protected Object perform(Pair world) throws Exception {
                int port = Loopback.port(world.to().localAddress());
                world.from().send(world.source(), InetSocketAddress.createUnresolved("127.0.0.1", port));
                return true;
            }

            @Override
            protected void check(Pair world, Optional<Object> result, boolean begun) throws Exception {
                assertThat(world.source().position()).isEqualTo(result.isPresent() ? world.source().limit() : 0);
                UdpSocketTest.send(world.from(), world.to(), "end");
                if (result.isPresent()) {
                    assertThat(Received.from(world.to()).text()).isEqualTo("datagram");
                }
                assertThat(Received.from(world.to()).text()).isEqualTo("end");
                world.from().close();
                world.to().close();
            }
        }.stopAndCancel(variant);
        before.assertUnchanged();
    }

    @OnEveryBackend
    void sendThatWaitsForRoomStoppedAtEveryTurn_hasSentAllOrNothing(Variant variant) {
        BackendProvider crowded = CrowdedDatagrams.around(variant.provider());
        for (boolean connected : new boolean[]{false, true}) {
            new AtEveryTurn<Pair>() {
                @Override
                protected Pair prepare() throws Exception {
                    Pair pair = new Pair(UdpSocketTest.bind(), UdpSocketTest.bind(), UTF_8.encode("datagram"));
                    pair.from().connect(pair.to().localAddress());
                    return pair;
                }

                @Override
                protected Object perform(Pair world) throws Exception {
                    if (connected) {
                        world.from().send(world.source());
                    } else {
                        world.from().send(world.source(), world.to().localAddress());
                    }
                    return true;
                }

                @Override
                protected void check(Pair world, Optional<Object> result, boolean begun) throws Exception {
                    UdpSocketTest.send(world.from(), world.to(), "end");
                    if (result.isPresent()) {
                        assertThat(Received.from(world.to()).text()).isEqualTo("datagram");
                    }
                    assertThat(Received.from(world.to()).text()).isEqualTo("end");
                    world.from().close();
                    world.to().close();
                }
            }.stopAndCancel(() -> Miou.launcher().backend(crowded));
        }
    }

    @OnEveryBackend
    void secondSender_isAWritePendingException_andTheFirstSendsOn(Variant variant) {
        Miou.launcher().backend(CrowdedDatagrams.around(variant.provider())).run(() -> {
            try (UdpSocket from = UdpSocketTest.bind(); UdpSocket to = UdpSocketTest.bind()) {
                Promise<Void> sending = Miou.task().lend(from).async(() -> UdpSocketTest.send(from, to, "first"));
                Waiting.until(sending, "writing to");
                assertThatThrownBy(() -> UdpSocketTest.send(from, to, "second"))
                        .isInstanceOf(WritePendingException.class);
                assertThat(Received.from(to).text()).isEqualTo("first");
                sending.await();
            }
        });
    }

    @OnEveryBackend
    void timeoutAroundReceive_leavesTheSocketUsable(Variant variant) {
        variant.run(() -> {
            try (UdpSocket socket = UdpSocketTest.bind(); UdpSocket sender = UdpSocketTest.bind()) {
                assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(10), () -> Received.from(socket)))
                        .isInstanceOf(TimeoutException.class);
                UdpSocketTest.send(sender, socket, "late");
                assertThat(Received.from(socket).text()).isEqualTo("late");
            }
        });
    }
}
