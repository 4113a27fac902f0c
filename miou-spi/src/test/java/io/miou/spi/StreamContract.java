package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.miou.spi.Driver.Pair;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Bytes arrive whole and in order, and no operation waits. */
abstract class StreamContract extends Contract {

    @Test
    void read_nothingThere_wouldBlockAndTakesNothing() throws Exception {
        ByteBuffer target = ByteBuffer.allocate(10);
        assertThat(driver.pair().server().read(target)).isEqualTo(SocketHandle.WOULD_BLOCK);
        assertThat(target.position()).isZero();
    }

    @Test
    void emptyBuffers_readOrWritten_giveZero() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer empty = ByteBuffer.allocate(0);
        driver.write(pair.client(), (byte) 1);
        driver.await(pair.server(), Direction.READ);
        assertThat(pair.server().read(empty)).isZero();
        assertThat(pair.server().write(empty)).isZero();
        assertThat(pair.server().write(new ByteBuffer[]{empty, empty}, 0, 2)).isZero();
        assertThat(pair.server().write(new ByteBuffer[0], 0, 0)).isZero();
        assertThat(driver.read(pair.server(), 1)).containsExactly(1);
        driver.fill(pair.client());
        assertThat(pair.client().write(empty)).isZero();
        assertThat(pair.client().write(new ByteBuffer[]{empty}, 0, 1)).isZero();
    }

    @Test
    void shortRead_thenMoreData_isReported() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer target = ByteBuffer.allocate(100);
        for (byte i = 0; i < 100; i++) {
            driver.write(pair.client(), i);
            driver.await(pair.server(), Direction.READ);
            assertThat(pair.server().read(target.clear())).isEqualTo(1);
            driver.write(pair.client(), i); // between a short read and the read that would block
            assertThat(driver.read(pair.server(), target.clear())).isEqualTo(1);
        }
    }

    /** The mark of urgent data ends a read early, and does not mean that nothing is behind it. */
    @Test
    void urgentData_inBetween_hidesNothingBehindIt() throws Exception {
        ListenHandle listener = driver.listen();
        InetSocketAddress address = (InetSocketAddress) listener.localAddress();
        try (Socket peer = new Socket(address.getAddress(), address.getPort())) {
            peer.setTcpNoDelay(true);
            StreamHandle server = driver.accept(listener);
            ByteBuffer target = ByteBuffer.allocate(100);
            for (byte i = 0; i < 10; i++) {
                peer.getOutputStream().write(new byte[]{i, i});
                peer.sendUrgentData(99);
                peer.getOutputStream().write(new byte[]{i, i, i});
                for (target.clear().limit(5); target.hasRemaining();) {
                    driver.await(server, Direction.READ);
                    driver.pollSome();
                    assertThat(driver.read(server, target)).isPositive();
                }
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[]{i, i, i, i, i}));
            }
        }
    }

    @Test
    void read_intoReadOnlyBuffer_isIllegalArgumentAndTakesNothing() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1);
        driver.await(pair.server(), Direction.READ);
        for (ByteBuffer target : List.of(ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10))) {
            assertThatIllegalArgumentException().isThrownBy(() -> pair.server().read(target.asReadOnlyBuffer()));
        }
        assertThat(driver.read(pair.server(), 1)).containsExactly(1);
    }

    /** Writes more than the operating system takes in one call. The rest fits at once, so no further event comes. */
    @Test
    void write_manyBuffers_partOfThemWritten_canBeWaitedFor() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer[] sources = new ByteBuffer[5_000];
        Arrays.setAll(sources, i -> ByteBuffer.allocateDirect(1).put((byte) i).flip());
        driver.await(pair.client(), Direction.WRITE);
        int written = 0;
        while (written < sources.length) {
            long count = pair.client().write(sources, written, sources.length - written);
            assertThat(count).isPositive();
            written += (int) count;
            driver.await(pair.client(), Direction.WRITE);
        }
        byte[] received = driver.read(pair.server(), sources.length);
        for (int i = 0; i < received.length; i++) {
            assertThat(received[i]).isEqualTo((byte) i);
        }
    }

    @Test
    void write_manyEmptyBuffersFirst_writesTheFullOne() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer[] sources = new ByteBuffer[3_000];
        Arrays.fill(sources, ByteBuffer.allocateDirect(0));
        sources[2_000] = ByteBuffer.allocateDirect(1).put((byte) 7).flip();
        assertThat(pair.client().write(sources, 0, sources.length)).isEqualTo(1);
        assertThat(driver.read(pair.server(), 1)).containsExactly(7);
    }

    @Test
    void fullRead_leavesTheRest() throws Exception {
        Pair pair = driver.pair();
        driver.write(pair.client(), (byte) 1, (byte) 2, (byte) 3);
        assertThat(driver.read(pair.server(), 1)).containsExactly(1);
        assertThat(driver.read(pair.server(), 1)).containsExactly(2);
        assertThat(driver.read(pair.server(), 1)).containsExactly(3);
        assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(SocketHandle.WOULD_BLOCK);
    }

    @Test
    void write_socketFull_wouldBlockUntilDrained() throws Exception {
        Pair pair = driver.pair();
        long written = driver.fill(pair.client());
        ByteBuffer more = ByteBuffer.allocate(10);
        assertThat(pair.client().write(more)).isEqualTo(SocketHandle.WOULD_BLOCK);
        assertThat(more.position()).isZero();
        assertThat(pair.client().write(new ByteBuffer[]{more}, 0, 1)).isEqualTo(SocketHandle.WOULD_BLOCK);

        Flag room = new Flag();
        pair.client().watch(Direction.WRITE, room);
        driver.pollSome();
        assertThat(room.calls()).isZero();
        ByteBuffer sink = ByteBuffer.allocateDirect(1 << 16);
        for (long drained = 0; drained < written;) {
            drained += driver.read(pair.server(), sink.clear());
        }
        driver.pollUntil(room::isSet);
        assertThat(pair.client().write(more)).isEqualTo(10);
        assertThat(driver.read(pair.server(), 10)).containsOnly(0);
    }

    @Test
    void gatheringWrite_ofAPart_keepsOrderAndRange() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer[] sources = {bytes(9), bytes(1, 2), ByteBuffer.allocate(0), direct(3, 4, 5), bytes(6), bytes(9)};
        assertThat(pair.client().write(sources, 1, 4)).isEqualTo(6);
        assertThat(sources[0].position()).isZero();
        assertThat(sources[5].position()).isZero();
        for (int i = 1; i < 5; i++) {
            assertThat(sources[i].hasRemaining()).isFalse();
        }
        assertThat(driver.read(pair.server(), 6)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void gatheringWrite_ofThousands_isComplete() throws Exception {
        Pair pair = driver.pair();
        ByteBuffer[] sources = new ByteBuffer[5000];
        Arrays.setAll(sources, i -> bytes((byte) i));
        int written = 0;
        while (written < sources.length) {
            long count = pair.client().write(sources, written, sources.length - written);
            if (count == SocketHandle.WOULD_BLOCK) {
                driver.await(pair.client(), Direction.WRITE);
            } else {
                assertThat(count).isPositive();
                written += (int) count;
            }
        }
        byte[] read = driver.read(pair.server(), sources.length);
        for (int i = 0; i < read.length; i++) {
            assertThat(read[i]).isEqualTo((byte) i);
        }
    }

    /**
     * Both directions at once, small and large send buffers, heap and direct memory, random pieces. Receive buffers
     * keep their size: a small one makes the kernel wait for its window timer again and again.
     */
    @RepeatedTest(3)
    void randomPieces_bothWays_arriveByteForByte() throws Exception {
        Random random = random("randomPieces_bothWays_arriveByteForByte");
        Pair pair = driver.pair();
        if (random.nextBoolean()) {
            pair.client().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            pair.server().setOption(StandardSocketOptions.SO_SNDBUF, 4096);
        }
        Transfer there = new Transfer(pair.client(), pair.server(), 2_000_000, random);
        Transfer back = new Transfer(pair.server(), pair.client(), 2_000_000, random);
        for (int step = 1; !there.isComplete() || !back.isComplete(); step++) {
            there.step();
            back.step();
            if (there.isStuck() && back.isStuck()) {
                int calls = there.calls() + back.calls();
                driver.pollUntil(() -> there.calls() + back.calls() > calls || there.isComplete() && back.isComplete());
            } else if (step % 64 == 0) {
                driver.backend.pollNow();
            }
        }
        there.assertSame();
        back.assertSame();
    }

    private static ByteBuffer bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer direct(int... values) {
        ByteBuffer copy = ByteBuffer.allocateDirect(values.length);
        return copy.put(bytes(values)).flip();
    }
}
