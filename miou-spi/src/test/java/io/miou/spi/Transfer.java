package io.miou.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Moves random bytes through a connection in random pieces, one step at a time. */
final class Transfer {
    private final StreamHandle source;
    private final StreamHandle target;
    private final byte[] sent;
    private final byte[] received;
    private final Random random;
    private int written;
    private int read;
    private boolean writerWaits;
    private boolean readerWaits;
    private int calls;

    Transfer(StreamHandle source, StreamHandle target, int length, Random random) {
        this.source = source;
        this.target = target;
        this.random = random;
        sent = new byte[length];
        received = new byte[length];
        random.nextBytes(sent);
    }

    boolean isComplete() {
        return read == received.length;
    }

    /** {@return whether nothing can be done before readiness, or at all} */
    boolean isStuck() {
        return (writerWaits || written == sent.length) && (readerWaits || read == received.length);
    }

    int calls() {
        return calls;
    }

    /** Writes and reads once each, where it does not wait for readiness. */
    void step() throws IOException {
        if (!writerWaits && written < sent.length) {
            write();
        }
        if (!readerWaits && read < received.length) {
            read();
        }
    }

    private void write() throws IOException {
        int length = Math.min(1 + random.nextInt(1 << random.nextInt(1, 18)), sent.length - written);
        ByteBuffer piece = ByteBuffer.wrap(sent, written, length);
        if (random.nextBoolean()) {
            piece = ByteBuffer.allocateDirect(length).put(piece).flip();
        }
        long count = random.nextBoolean() ? source.write(piece) : gathered(piece);
        if (count == SocketHandle.WOULD_BLOCK) {
            writerWaits = true;
            source.watch(Direction.WRITE, () -> {
                writerWaits = false;
                calls++;
            });
        } else {
            assertThat(count).isBetween(1L, (long) length);
            written += (int) count;
        }
    }

    private long gathered(ByteBuffer piece) throws IOException {
        int half = piece.remaining() / 2;
        ByteBuffer[] halves = {piece.slice(piece.position(), half),
            piece.slice(piece.position() + half, piece.remaining() - half)};
        return source.write(halves, 0, 2);
    }

    private void read() throws IOException {
        int room = Math.min(1 + random.nextInt(1 << random.nextInt(1, 18)), received.length - read);
        ByteBuffer piece = random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
        int count = target.read(piece);
        if (count == SocketHandle.WOULD_BLOCK) {
            readerWaits = true;
            target.watch(Direction.READ, () -> {
                readerWaits = false;
                calls++;
            });
        } else {
            assertThat(count).isBetween(1, room).isEqualTo(piece.position());
            piece.flip().get(received, read, count);
            read += count;
        }
    }

    void assertSame() {
        assertThat(received).isEqualTo(sent);
    }
}
