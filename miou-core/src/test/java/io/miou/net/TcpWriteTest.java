package io.miou.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.net.Loopback.Connection;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writing: all of it, in order, from every kind of buffer. */
@Slow
class TcpWriteTest {

    private static final int LARGE = 32 << 20;

    @OnEveryBackend
    void largeHeapBufferToAPausedReader_arrivesWhole(Variant variant) {
        large(variant, ByteBuffer.wrap(Loopback.bytes(LARGE, 1)));
    }

    @OnEveryBackend
    void largeDirectBufferToAPausedReader_arrivesWhole(Variant variant) {
        large(variant, ByteBuffer.allocateDirect(LARGE).put(Loopback.bytes(LARGE, 2)).flip());
    }

    private static void large(Variant variant, ByteBuffer source) {
        MessageDigest sent = Loopback.sha256();
        sent.update(source.duplicate());
        byte[] received = variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Void> writer = Miou.task().lend(connection.client()).async(() -> {
                    connection.client().write(source);
                    connection.client().shutdownOutput();
                });
                Waiting.until(writer, "writing to");
                assertThat(source.position()).as("sent while the reader pauses").isBetween(1, LARGE - 1);
                MessageDigest digest = Loopback.sha256();
                long length = 0;
                ByteBuffer target = ByteBuffer.allocateDirect(100_000);
                while (connection.server().read(target) >= 0) {
                    length += target.position();
                    digest.update(target.flip());
                    target.clear();
                }
                writer.await();
                assertThat(length).isEqualTo(LARGE);
                assertThat(source.hasRemaining()).isFalse();
                return digest.digest();
            }
        });
        assertThat(received).isEqualTo(sent.digest());
    }

    @OnEveryBackend
    void partOfABufferAndOfAnArray_areWrittenAndNothingElse(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                byte[] bytes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
                ByteBuffer slice = ByteBuffer.wrap(bytes).slice(2, 5).asReadOnlyBuffer().position(1).limit(3);
                connection.client().write(slice);
                connection.client().write(bytes, 7, 2);
                connection.client().write(new byte[]{10});
                connection.client().shutdownOutput();
                assertThat(slice.position()).isEqualTo(3);
                assertThat(Loopback.readToEnd(connection.server())).containsExactly(3, 4, 7, 8, 10);
                assertThatThrownBy(() -> connection.client().write(bytes, 9, 2))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        });
    }

    @OnEveryBackend
    void nothing_isWrittenAtOnce(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.client().write(ByteBuffer.allocate(0));
                connection.client().write(new byte[0]);
                connection.client().write(new ByteBuffer[0]);
                connection.client().write(new ByteBuffer[]{ByteBuffer.allocate(0), ByteBuffer.allocateDirect(0)});
                connection.client().shutdownOutput();
                assertThat(Loopback.readToEnd(connection.server())).isEmpty();
            }
        });
    }

    @OnEveryBackend
    void gatheringWriteOfThousandsOfBuffersWithEmptyOnes_arrivesInOrder(Variant variant) throws IOException {
        Random random = new Random(3);
        ByteBuffer[] sources = new ByteBuffer[3_000];
        java.io.ByteArrayOutputStream expected = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < sources.length; i++) {
            byte[] part = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(1, 4_000)];
            random.nextBytes(part);
            expected.write(part);
            sources[i] = switch (i % 3) {
                case 0 -> ByteBuffer.wrap(part);
                case 1 -> ByteBuffer.wrap(part).asReadOnlyBuffer();
                default -> ByteBuffer.allocateDirect(part.length).put(part).flip();
            };
        }
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<byte[]> reader = Miou.task().give(connection.server()).call(() -> {
                    try (TcpStream server = connection.server()) {
                        return Loopback.readToEnd(server);
                    }
                });
                connection.client().write(sources);
                connection.client().shutdownOutput();
                assertThat(reader.await()).isEqualTo(expected.toByteArray());
                assertThat(sources).noneMatch(ByteBuffer::hasRemaining);
            }
        });
    }

    @OnEveryBackend
    void gatheringWriteToAPausedReader_isCutBetweenAndInsideBuffersAndGoesOn(Variant variant) {
        List<ByteBuffer> sources = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sources.add(ByteBuffer.wrap(Loopback.bytes(4_999, i)));
            sources.add(ByteBuffer.allocate(0));
        }
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                Promise<Void> writer = Miou.task().lend(connection.client()).async(() -> {
                    connection.client().write(sources.toArray(ByteBuffer[]::new));
                    connection.client().shutdownOutput();
                });
                Waiting.until(writer, "writing to");
                assertThat(sources.getLast().hasRemaining()).isFalse();
                assertThat(sources.get(sources.size() - 2).hasRemaining()).as("not all was sent").isTrue();
                byte[] all = Loopback.readToEnd(connection.server());
                writer.await();
                assertThat(all).hasSize(2_000 * 4_999);
                ByteBuffer received = ByteBuffer.wrap(all);
                for (int i = 0; i < 2_000; i++) {
                    byte[] part = new byte[4_999];
                    received.get(part);
                    assertThat(part).isEqualTo(Loopback.bytes(4_999, i));
                }
            }
        });
    }

    @OnEveryBackend
    void peerThatIsGone_isAnIoException(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                connection.server().close();
                assertThatThrownBy(() -> {
                    while (true) {
                        connection.client().write(new byte[1000]);
                    }
                }).isInstanceOf(IOException.class).isNotInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @OnEveryBackend
    void peerThatGoesWhileAWriterWaits_endsTheWait(Variant variant) {
        variant.run(() -> {
            try (Connection connection = Connection.open()) {
                ByteBuffer source = ByteBuffer.allocate(LARGE);
                Promise<Void> writer = Miou.task().lend(connection.client())
                        .async(() -> connection.client().write(source));
                Waiting.until(writer, "writing to");
                connection.server().close();
                assertThatThrownBy(() -> writer.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
                assertThat(source.position()).as("what was sent").isBetween(1, LARGE - 1);
            }
        });
    }
}
