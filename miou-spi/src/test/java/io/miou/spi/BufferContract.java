package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.miou.spi.Driver.Pair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of a buffer may belong to an arena. No operation touches it after the arena was closed, and none touches
 * the memory of another thread's confined arena.
 */
@SuppressWarnings("MustBeClosedChecker") // arenas are closed early, elsewhere or never: that is the test
abstract class BufferContract extends Contract {

    private static final int LENGTH = 64;
    private static final byte[] CONTENT = content(LENGTH);

    /** An operation that is given one buffer. */
    private record Operation(String name, boolean reads, Call call) {
    }

    @FunctionalInterface
    private interface Call {
        Object with(ByteBuffer buffer) throws IOException;
    }

    /** Sockets at whose other ends one can see what was sent. */
    private final class World {

        final Pair pair = driver.pair();
        final DatagramHandle free = bind();
        final DatagramHandle connected = bind();
        final DatagramHandle peer = bind();

        World() throws IOException {
            connected.connect(peer.localAddress());
        }

        List<Operation> operations() {
            ByteBuffer heap = ByteBuffer.wrap(CONTENT);
            return List.of(
                    new Operation("read", true, pair.server()::read),
                    new Operation("write", false, pair.client()::write),
                    new Operation("gathering write, alone", false, b -> pair.client().write(array(b), 0, 1)),
                    new Operation("gathering write, last", false,
                            b -> pair.client().write(array(heap.duplicate(), direct(), b), 0, 3)),
                    new Operation("gathering write, first", false, b -> pair.client().write(array(b, direct()), 0, 2)),
                    new Operation("send to an address", false, b -> free.send(b, peer.localAddress())),
                    new Operation("send to the peer's address", false, b -> connected.send(b, peer.localAddress())),
                    new Operation("send to the peer", false, connected::send),
                    new Operation("receive of any", true, peer::receive),
                    new Operation("receive of the peer", true, connected::receive));
        }

        /** Makes every operation that reads find something. */
        void provide() throws IOException {
            driver.write(pair.client(), CONTENT);
            free.send(ByteBuffer.wrap(CONTENT), peer.localAddress());
            peer.send(ByteBuffer.wrap(CONTENT), connected.localAddress());
        }

        /** Checks that all of that, and nothing else, is still there. */
        void assertNothingMoved() throws IOException {
            driver.write(pair.client(), (byte) 77);
            assertThat(Arrays.copyOf(driver.read(pair.server(), LENGTH + 1), LENGTH)).isEqualTo(CONTENT);
            assertThat(receive(connected)).isEqualTo(CONTENT);
            free.send(ByteBuffer.wrap(new byte[]{77}), peer.localAddress());
            assertThat(receive(peer)).isEqualTo(CONTENT);
            assertThat(receive(peer)).containsExactly(77);
        }
    }

    @Test
    void closedArena_isRefusedByEveryOperation_andNothingMoves() throws Exception {
        World world = new World();
        world.provide();
        for (Operation operation : world.operations()) {
            for (Supplier<Arena> kind : List.<Supplier<Arena>>of(Arena::ofShared, Arena::ofConfined)) {
                for (ByteBuffer buffer : buffersOfClosed(kind.get(), operation.reads())) {
                    int position = buffer.position();
                    assertThatIllegalStateException().as(operation.name())
                            .isThrownBy(() -> operation.call().with(buffer));
                    assertThat(buffer.position()).as(operation.name()).isEqualTo(position);
                }
            }
        }
        world.assertNothingMoved();
    }

    @Test
    void closedArena_isRefusedWhenNothingIsThere() throws Exception {
        World world = new World();
        driver.pollSome();
        for (Operation operation : world.operations()) {
            if (operation.reads()) {
                assertThat(operation.call().with(ByteBuffer.allocate(1))).isIn(null, SocketHandle.WOULD_BLOCK);
            }
        }
        // A backend may know that a socket is drained, and need not ask the system.
        world.provide();
        driver.read(world.pair.server(), ByteBuffer.allocate(LENGTH + 1));
        driver.receive(world.connected, ByteBuffer.allocate(LENGTH + 1));
        driver.receive(world.peer, ByteBuffer.allocate(LENGTH + 1));
        for (Operation operation : world.operations()) {
            if (operation.reads()) {
                ByteBuffer closed = buffersOfClosed(Arena.ofShared(), true).getFirst();
                assertThatIllegalStateException().as(operation.name()).isThrownBy(() -> operation.call().with(closed));
            }
        }
    }

    @Test
    void closedArena_ofAMappedFile_isRefused(@TempDir Path folder) throws Exception {
        World world = new World();
        world.provide();
        Path path = folder.resolve("mapped");
        for (Operation operation : world.operations()) {
            ByteBuffer buffer;
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE); Arena arena = Arena.ofShared()) {
                buffer = file.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH, arena).asByteBuffer();
            }
            assertThatIllegalStateException().as(operation.name()).isThrownBy(() -> operation.call().with(buffer));
        }
        world.assertNothingMoved();
    }

    @Test
    void confinedArena_ofAnotherThread_isRefused_andNothingMoves() throws Exception {
        World world = new World();
        world.provide();
        // The arena is never closed: its owner has ended.
        ByteBuffer buffer = Background.start(() -> Arena.ofConfined().allocate(LENGTH).asByteBuffer()).join();
        for (Operation operation : world.operations()) {
            assertThatExceptionOfType(WrongThreadException.class).as(operation.name())
                    .isThrownBy(() -> operation.call().with(buffer));
        }
        world.assertNothingMoved();
    }

    @Test
    void readOnlyBuffer_isRefusedByEveryOperationThatReads_andNothingMoves() throws Exception {
        World world = new World();
        world.provide();
        for (Operation operation : world.operations()) {
            for (ByteBuffer buffer : List.of(ByteBuffer.allocate(LENGTH), ByteBuffer.allocateDirect(LENGTH))) {
                if (operation.reads()) {
                    assertThatIllegalArgumentException().as(operation.name())
                            .isThrownBy(() -> operation.call().with(buffer.asReadOnlyBuffer()));
                    assertThat(buffer.get(0)).isZero();
                }
            }
        }
        world.assertNothingMoved();
    }

    @Test
    void openArenas_serveEveryOperation() throws Exception {
        try (Arena shared = Arena.ofShared(); Arena confined = Arena.ofConfined()) {
            for (Arena arena : List.of(shared, confined, Arena.ofAuto(), Arena.global())) {
                World world = new World();
                for (Operation operation : world.operations()) {
                    world.provide();
                    // The buffer is the middle of its memory.
                    MemorySegment segment = arena.allocate(LENGTH + 16);
                    ByteBuffer buffer = segment.asByteBuffer().position(5).slice().position(3).limit(LENGTH + 3);
                    MemorySegment part = segment.asSlice(8, LENGTH);
                    if (operation.reads()) {
                        driver.pollSome();
                        operation.call().with(buffer);
                        assertThat(part.toArray(ValueLayout.JAVA_BYTE)).as(operation.name())
                                .isEqualTo(CONTENT);
                        assertThat(segment.get(ValueLayout.JAVA_BYTE, 7)).isZero();
                        assertThat(segment.get(ValueLayout.JAVA_BYTE, 8 + LENGTH)).isZero();
                    } else {
                        part.copyFrom(MemorySegment.ofArray(CONTENT));
                        operation.call().with(buffer.asReadOnlyBuffer());
                        operation.call().with(buffer);
                    }
                    assertThat(buffer.position()).as(operation.name()).isEqualTo(LENGTH + 3);
                }
                driver.write(world.pair.client(), (byte) 77);
                byte[] received = driver.read(world.pair.server(), 77);
                assertThat(Arrays.copyOf(received, LENGTH)).isEqualTo(CONTENT);
            }
        }
    }

    /**
     * Another thread closes the arena at any moment. The operation succeeds or is refused, or the close is refused:
     * memory that was freed, and that another arena has at once, is never written to.
     */
    @Test
    void arena_closedByAnotherThreadMeanwhile_isSafe() throws Exception {
        DatagramHandle sender = bind();
        DatagramHandle receiver = bind();
        for (int i = 0; i < 300; i++) {
            sender.send(ByteBuffer.wrap(CONTENT), receiver.localAddress());
            driver.await(receiver, Direction.READ);
            Arena arena = Arena.ofShared();
            ByteBuffer buffer = arena.allocate(LENGTH).asByteBuffer();
            Background<Boolean> closer = Background.start(() -> {
                try {
                    arena.close();
                } catch (IllegalStateException inUse) {
                    return false;
                }
                try (Arena next = Arena.ofConfined()) {
                    MemorySegment reused = next.allocate(LENGTH);
                    for (int look = 0; look < 20; look++) {
                        assertThat(reused.mismatch(MemorySegment.ofArray(new byte[LENGTH]))).isEqualTo(-1);
                    }
                }
                return true;
            });
            try {
                receiver.receive(buffer);
            } catch (IllegalStateException closed) {
                // The JVM also interrupts a thread that it finds in the middle of an access when it closes the arena.
                Thread.interrupted();
            }
            if (!closer.join()) {
                arena.close();
            }
            while (receiver.receive(ByteBuffer.allocate(1)) != null) {
                // the datagram, if it was not taken
            }
        }
    }

    /** Buffers of one arena, of all the ways to get one, when the arena is closed already. */
    private static List<ByteBuffer> buffersOfClosed(Arena arena, boolean writable) {
        List<ByteBuffer> buffers = new ArrayList<>();
        try (arena) {
            ByteBuffer whole = arena.allocate(LENGTH).asByteBuffer();
            buffers.add(whole);
            buffers.add(whole.duplicate());
            buffers.add(whole.slice(3, LENGTH - 3));
            buffers.add(whole.duplicate().position(5).limit(20));
            buffers.add(arena.allocate(LENGTH).asSlice(8).asByteBuffer());
            if (!writable) {
                buffers.add(whole.asReadOnlyBuffer());
            }
        }
        return buffers;
    }

    private DatagramHandle bind() throws IOException {
        return driver.closing(driver.backend.bind(Driver.loopback(0), new DatagramOptions(false, false)));
    }

    private byte[] receive(DatagramHandle handle) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(LENGTH + 1);
        driver.receive(handle, target);
        byte[] received = new byte[target.flip().remaining()];
        target.get(received);
        return received;
    }

    private static ByteBuffer direct() {
        return ByteBuffer.allocateDirect(LENGTH).put(CONTENT).flip();
    }

    private static ByteBuffer[] array(ByteBuffer... buffers) {
        return buffers;
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i + 1);
        }
        return content;
    }
}
