package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Buffers over memory that the program frees itself: an operation never touches it afterwards, also not one that
 * waited.
 */
@SuppressWarnings("MustBeClosedChecker") // arenas are closed early: that is the test
@Slow
class ArenaBuffersTest {

    private static final int LENGTH = 16;

    @FunctionalInterface
    private interface Operation {
        void with(ByteBuffer buffer) throws IOException;
    }

    @OnEveryBackend
    void arenaClosed_beforeTheOperation_isIllegalState(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open();
                    UdpSocket socket = UdpSocketTest.bind();
                    UdpSocket peer = UdpSocketTest.bind().connect(socket.localAddress())) {
                ByteBuffer other = ByteBuffer.wrap(new byte[]{1});
                for (Operation operation : List.<Operation>of(connection.client()::read, connection.client()::readFully,
                        connection.client()::write, b -> connection.client().write(new ByteBuffer[]{other, b}),
                        socket::receive, peer::send, b -> peer.send(b, socket.localAddress()),
                        b -> socket.send(b, peer.localAddress()))) {
                    ByteBuffer buffer = closed(Arena.ofConfined());
                    assertThatIllegalStateException().isThrownBy(() -> operation.with(buffer));
                    ByteBuffer slice = closed(Arena.ofShared()).slice(1, 4);
                    assertThatIllegalStateException().isThrownBy(() -> operation.with(slice));
                }
                // Nothing was sent, and the sockets go on.
                connection.client().write(new byte[]{7});
                assertThat(Loopback.read(connection.server(), 1)).containsExactly(7);
                UdpSocketTest.send(peer, socket, "next");
                assertThat(UdpSocketTest.Received.from(socket).text()).isEqualTo("next");
            }
        });
    }

    @OnEveryBackend
    void arenaClosed_whileARead_waits_endsItAndTakesNothing(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Arena arena = Arena.ofShared();
                ByteBuffer buffer = arena.allocate(LENGTH).asByteBuffer();
                Promise<Integer> reader = Miou.task().lend(connection.client())
                        .async(() -> connection.client().read(buffer));
                Waiting.until(reader, "reading from");
                arena.close();
                connection.server().write(new byte[]{7});
                assertThatThrownBy(reader::await).hasRootCauseInstanceOf(IllegalStateException.class);
                assertThat(Loopback.read(connection.client(), 1)).containsExactly(7);
            }
        });
    }

    @OnEveryBackend
    void arenaClosed_whileAReceive_waits_endsItAndTakesNothing(Variant variant) {
        variant.run(() -> {
            for (boolean all : new boolean[]{false, true}) {
                try (UdpSocket socket = UdpSocketTest.bind(); UdpSocket peer = UdpSocketTest.bind()) {
                    Arena arena = Arena.ofShared();
                    ByteBuffer buffer = arena.allocate(LENGTH).asByteBuffer();
                    Promise<?> receiver = Miou.task().lend(socket)
                            .async(() -> all ? socket.receiveAll(buffer) : socket.receive(buffer));
                    Waiting.until(receiver, "receiving from");
                    arena.close();
                    UdpSocketTest.send(peer, socket, "kept");
                    assertThatThrownBy(receiver::await).hasRootCauseInstanceOf(IllegalStateException.class);
                    assertThatIllegalStateException().isThrownBy(() -> socket.receiveAll(buffer));
                    assertThat(UdpSocketTest.Received.from(socket).text()).isEqualTo("kept");
                }
            }
        });
    }

    @OnEveryBackend
    void arenaClosed_whileAWrite_waits_endsItAndSendsNoByteAfterwards(Variant variant) {
        variant.run(() -> {
            for (boolean gathering : new boolean[]{false, true}) {
                try (Connection connection = Connection.open()) {
                    Arena arena = Arena.ofShared();
                    int length = 32 << 20;
                    MemorySegment memory = arena.allocate(length).fill((byte) 5);
                    ByteBuffer half = memory.asSlice(0, length / 2).asByteBuffer();
                    ByteBuffer rest = memory.asSlice(length / 2).asByteBuffer();
                    Promise<Void> writer = Miou.task().lend(connection.client()).async(() -> {
                        if (gathering) {
                            connection.client().write(new ByteBuffer[]{half, rest});
                        } else {
                            connection.client().write(memory.asByteBuffer());
                        }
                    });
                    Waiting.until(writer, "writing to");
                    arena.close();
                    Loopback.read(connection.server(), 1 << 20);
                    Promise<byte[]> drain = Miou.task().lend(connection.server())
                            .async(() -> Loopback.readToEnd(connection.server()));
                    assertThatThrownBy(writer::await).hasRootCauseInstanceOf(IllegalStateException.class);
                    connection.client().shutdownOutput();
                    assertThat(drain.await()).hasSizeLessThan(length).containsOnly(5);
                }
            }
        });
    }

    private static ByteBuffer closed(Arena arena) {
        try (arena) {
            return arena.allocate(LENGTH).asByteBuffer();
        }
    }
}
