package io.miou.testkit.chaos;

import io.miou.spi.Direction;
import io.miou.spi.StreamFailure;
import io.miou.spi.StreamHandle;
import io.miou.testkit.faults.Dice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A stream that behaves badly. Confined as {@link StreamHandle} says. */
final class ChaosStream extends ChaosHandle<StreamHandle> implements StreamHandle {

    private static final int MOST_KEPT = 1 << 22;

    private final StreamFailure failure = new StreamFailure();
    private boolean reset;

    /** The bytes that had come before the reset and were not read. */
    private ByteBuffer left = ByteBuffer.allocate(0);

    /** The peer had said before the reset that nothing more will come. */
    private boolean endedBefore;

    ChaosStream(ChaosBackend backend, StreamHandle real) {
        super(backend, real);
    }

    @Override
    public boolean isConnected() {
        return real.isConnected();
    }

    @Override
    public boolean finishConnect() throws IOException {
        return real.finishConnect();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining() && !reset) {
            return real.read(target);
        }
        mayBeReset();
        if (reset) {
            return readAfterReset(target);
        }
        if (faulty.keep(Direction.READ)) {
            return WOULD_BLOCK;
        }
        return shortened(target, () -> real.read(target));
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!source.hasRemaining()) {
            return real.write(source);
        }
        hitByReset();
        if (faulty.keep(Direction.WRITE)) {
            return WOULD_BLOCK;
        }
        return shortened(source, () -> real.write(source));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        hitByReset();
        if (faulty.keep(Direction.WRITE)) {
            return WOULD_BLOCK;
        }
        if (dice().happens(dice().faults().shortTransfers())) {
            for (int i = offset; i < offset + length; i++) {
                if (sources[i].hasRemaining()) {
                    ByteBuffer only = sources[i];
                    return shortened(only, () -> real.write(only));
                }
            }
        }
        return real.write(sources, offset, length);
    }

    private interface Transfer {
        int run() throws IOException;
    }

    /**
     * Returns the room for a shortened read. A short read must have drained the socket, so the real read is given less
     * room.
     */
    private int shortened(ByteBuffer buffer, Transfer transfer) throws IOException {
        int limit = buffer.limit();
        buffer.limit(buffer.position() + dice().transfer(buffer.remaining()));
        try {
            return transfer.run();
        } finally {
            buffer.limit(limit);
        }
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        hitByReset();
        return real.sendFile(file, position, count);
    }

    private void hitByReset() throws IOException {
        mayBeReset();
        requireNoReset();
    }

    private void mayBeReset() throws IOException {
        faulty.requireOpen();
        if (!reset && real.isConnected() && dice().happens(dice().faults().resets())) {
            reset = true;
            left = takeWhatHasCome();
            if (!endedBefore) {
                failure.failed(new SocketException("Connection reset"));
            }
            real.setOption(StandardSocketOptions.SO_LINGER, 0);
            real.close();
            faulty.broken();
        }
    }

    private ByteBuffer takeWhatHasCome() {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
        try {
            int count = readReal(chunk);
            while (count > 0 && taken.size() < MOST_KEPT) {
                taken.write(chunk.array(), 0, count);
                count = readReal(chunk.clear());
            }
            endedBefore = count == END_OF_STREAM;
        } catch (IOException e) {
            // It is broken indeed.
        }
        return ByteBuffer.wrap(taken.toByteArray());
    }

    /**
     * Reads from the real handle, twice if it would block. After a short read a handle may say once that it would
     * block, without asking the system.
     */
    private int readReal(ByteBuffer target) throws IOException {
        int count = real.read(target);
        return count == WOULD_BLOCK ? real.read(target) : count;
    }

    private int readAfterReset(ByteBuffer target) throws IOException {
        int count = Math.min(target.remaining(), left.remaining());
        if (count == 0 && target.hasRemaining()) {
            return failure.endOfStream();
        }
        target.put(left.slice(left.position(), count));
        left.position(left.position() + count);
        return count;
    }

    private void requireNoReset() throws SocketException {
        if (reset) {
            throw new SocketException(endedBefore ? "Broken pipe" : "Connection reset");
        }
    }

    private Dice dice() {
        return faulty.chaos().dice();
    }

    @Override
    public void shutdownOutput() throws IOException {
        faulty.requireOpen();
        if (!reset) {
            real.shutdownOutput();
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        faulty.requireOpen();
        failure.inputShutDown();
        if (reset) {
            left = ByteBuffer.allocate(0);
        } else {
            real.shutdownInput();
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return real.remoteAddress();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireNoReset();
        super.setOption(option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        requireNoReset();
        return super.option(option);
    }

}
