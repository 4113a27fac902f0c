package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;

/** Reading: into which buffers, how much, and where the stream ends. */
class TcpReadTest {

    @OnEveryBackend
    void directBuffer_getsTheBytesAndItsPositionMoves(Variant variant) {
        intoABuffer(variant, ByteBuffer.allocateDirect(10));
    }

    @OnEveryBackend
    void heapBuffer_getsTheBytesAndItsPositionMoves(Variant variant) {
        intoABuffer(variant, ByteBuffer.allocate(10));
    }

    @OnEveryBackend
    void sliceOfAHeapBuffer_getsTheBytesInItsPart(Variant variant) {
        ByteBuffer whole = ByteBuffer.allocate(30);
        intoABuffer(variant, whole.slice(10, 10));
        assertThat(whole.array()).isEqualTo(ByteBuffer.allocate(30).put(13, new byte[]{1, 2, 3, 4}).array());
    }

    @OnEveryBackend
    void sliceOfADirectBuffer_getsTheBytesInItsPart(Variant variant) {
        ByteBuffer whole = ByteBuffer.allocateDirect(30);
        intoABuffer(variant, whole.slice(10, 10));
        byte[] all = new byte[30];
        whole.get(all);
        assertThat(all).isEqualTo(ByteBuffer.allocate(30).put(13, new byte[]{1, 2, 3, 4}).array());
    }

    /** Reads 1, 2, 3, 4 behind a position of 3. */
    private static void intoABuffer(Variant variant, ByteBuffer target) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                target.position(3).limit(8);
                connection.client().write(new byte[]{1, 2, 3, 4});
                assertThat(connection.server().read(target)).isEqualTo(4);
                assertThat(target.position()).isEqualTo(7);
                assertThat(target.limit()).isEqualTo(8);
                byte[] got = new byte[4];
                target.get(3, got);
                assertThat(got).containsExactly(1, 2, 3, 4);
            }
        });
    }

    @OnEveryBackend
    void moreThanTheBufferHolds_isReadInParts(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(new byte[]{1, 2, 3, 4, 5});
                ByteBuffer target = ByteBuffer.allocate(3);
                assertThat(connection.server().read(target)).isEqualTo(3);
                assertThat(target.array()).containsExactly(1, 2, 3);
                assertThat(connection.server().read(target.clear())).isEqualTo(2);
                assertThat(target.array()).startsWith(new byte[]{4, 5});
            }
        });
    }

    @OnEveryBackend
    void arrayAndPartOfAnArray_getTheBytes(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(new byte[]{1, 2, 3});
                byte[] target = new byte[6];
                assertThat(connection.server().read(target, 2, 2)).isEqualTo(2);
                assertThat(connection.server().read(target)).isEqualTo(1);
                assertThat(target).containsExactly(3, 0, 1, 2, 0, 0);
                assertThatThrownBy(() -> connection.server().read(target, 5, 2))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        });
    }

    @OnEveryBackend
    void bufferWithoutRoom_isReadIntoAtOnceWithZero(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                assertThat(connection.server().read(ByteBuffer.allocate(0))).isZero();
                assertThat(connection.server().read(ByteBuffer.allocateDirect(4).position(4))).isZero();
                assertThat(connection.server().read(new byte[0])).isZero();
                connection.server().readFully(ByteBuffer.allocate(0));
            }
        });
    }

    @OnEveryBackend
    void readOnlyBuffer_isAnErrorAtOnce(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                ByteBuffer readOnly = ByteBuffer.allocate(8).asReadOnlyBuffer();
                assertThatThrownBy(() -> connection.server().read(readOnly))
                        .isInstanceOf(IllegalArgumentException.class);
                connection.client().write(new byte[]{1});
                assertThat(connection.server().read(new byte[8])).isEqualTo(1);
                // All that came has been read: a read that waits for more before it checks the buffer would hang.
                assertThatThrownBy(() -> connection.server().read(readOnly))
                        .isInstanceOf(IllegalArgumentException.class);
                connection.client().write(new byte[]{2});
                assertThat(Loopback.read(connection.server(), 1)).as("the bytes are still there").containsExactly(2);
            }
        });
    }

    @OnEveryBackend
    void nothingThere_suspendsUntilSomethingComes(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                ByteBuffer target = ByteBuffer.allocate(10);
                Promise<Integer> reader = Miou.task().lend(connection.server())
                        .async(() -> connection.server().read(target));
                Waiting.until(reader, "reading from");
                connection.client().write(new byte[]{1, 2});
                assertThat(reader.await()).isEqualTo(2);
                assertThat(target.position()).isEqualTo(2);
            }
        });
    }

    @OnEveryBackend
    void readFully_waitsForAll(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                ByteBuffer target = ByteBuffer.allocateDirect(4);
                Promise<Void> reader = Miou.task().lend(connection.server())
                        .async(() -> connection.server().readFully(target));
                for (byte value = 1; value <= 4; value++) {
                    Waiting.until(reader, "reading from");
                    connection.client().write(new byte[]{value});
                }
                reader.await();
                assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[]{1, 2, 3, 4}));
            }
        });
    }

    @OnEveryBackend
    void readFullyAtTheEnd_isAnEofExceptionWithWhatCameInTheBuffer(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(new byte[]{1, 2, 3});
                connection.client().shutdownOutput();
                ByteBuffer target = ByteBuffer.allocate(5);
                assertThatThrownBy(() -> connection.server().readFully(target)).isInstanceOf(EOFException.class)
                        .hasMessageContaining("2");
                assertThat(target.position()).isEqualTo(3);
                assertThat(target.array()).startsWith(new byte[]{1, 2, 3});
            }
        });
    }

    @OnEveryBackend
    void endOfStream_isMinusOneAgainAndAgain(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(new byte[]{9});
                connection.client().close();
                ByteBuffer target = ByteBuffer.allocate(5);
                assertThat(connection.server().read(target)).isEqualTo(1);
                for (int i = 0; i < 3; i++) {
                    assertThat(connection.server().read(target)).isEqualTo(-1);
                    assertThat(connection.server().read(new byte[4])).isEqualTo(-1);
                }
                assertThat(target.position()).isEqualTo(1);
            }
        });
    }

    @OnEveryBackend
    void resetByThePeer_isAnIoException(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Integer> reader = Miou.task().lend(connection.server())
                        .async(() -> connection.server().read(new byte[1]));
                Waiting.until(reader, "reading from");
                connection.client().setOption(StandardSocketOptions.SO_LINGER, 0);
                connection.client().close();
                assertThatThrownBy(() -> reader.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
            }
        });
    }

    @OnEveryBackend
    void interruptFromElsewhere_doesNotStopAReadAndIsKept(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Boolean> reader = Miou.task().lend(connection.server()).async(() -> {
                    Thread.currentThread().interrupt();
                    assertThat(Loopback.read(connection.server(), 3)).containsExactly(1, 2, 3);
                    connection.server().write(new byte[]{4});
                    return Thread.interrupted();
                });
                Waiting.until(reader, "reading from");
                connection.client().write(new byte[]{1, 2, 3});
                assertThat(Loopback.read(connection.client(), 1)).containsExactly(4);
                assertThat(reader.await()).as("the flag is kept").isTrue();
            }
        });
    }
}
