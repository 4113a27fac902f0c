package io.miou.testkit.chaos;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.spi.StreamChannel;
import io.miou.testkit.faults.Dice;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** A stream that behaves badly. Confined as {@link StreamChannel} says. */
final class ChaosStream implements StreamChannel {

    private final StreamChannel real;
    private final Faulty faulty;
    private boolean reset;

    ChaosStream(ChaosBackend backend, StreamChannel real) {
        this.real = real;
        this.faulty = new Faulty(backend, real);
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
        if (!target.hasRemaining()) {
            return real.read(target);
        }
        hitByReset();
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

    /** A read that is shorter than the room it was given must have drained the socket: the real one is given less room. */
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
        faulty.requireOpen();
        if (!reset && real.isConnected() && dice().happens(dice().faults().resets())) {
            reset = true;
            real.setOption(StandardSocketOptions.SO_LINGER, 0);
            real.close();
            faulty.broken();
        }
        requireNoReset();
    }

    private void requireNoReset() throws SocketException {
        if (reset) {
            throw new SocketException("Connection reset");
        }
    }

    private Dice dice() {
        return faulty.chaos().dice();
    }

    @Override
    public void shutdownOutput() throws IOException {
        faulty.requireOpen();
        requireNoReset();
        real.shutdownOutput();
    }

    @Override
    public void shutdownInput() throws IOException {
        faulty.requireOpen();
        requireNoReset();
        real.shutdownInput();
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        if (reset) {
            faulty.watchBroken(direction, readiness);
        } else {
            faulty.watch(direction, readiness);
        }
    }

    @Override
    public void unwatch(Direction direction) {
        faulty.unwatch(direction);
    }

    @Override
    public @Nullable Backend backend() {
        return faulty.backend();
    }

    @Override
    public void detach() throws IOException {
        faulty.detach();
    }

    @Override
    public void attach(Backend backend) {
        faulty.attach(backend);
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return real.localAddress();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return real.remoteAddress();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        requireNoReset();
        real.setOption(option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        requireNoReset();
        return real.option(option);
    }

    @Override
    public boolean isOpen() {
        return faulty.isOpen();
    }

    @Override
    public void close() throws IOException {
        faulty.close();
    }

    @Override
    public String toString() {
        return real + " with faults";
    }
}
