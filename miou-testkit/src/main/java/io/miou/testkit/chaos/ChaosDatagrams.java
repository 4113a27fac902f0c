package io.miou.testkit.chaos;

import io.miou.spi.Backend;
import io.miou.spi.DatagramChannel;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.testkit.faults.Dice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket that loses some datagrams and sends others twice. Confined as {@link DatagramChannel} says. */
final class ChaosDatagrams implements DatagramChannel {

    private final DatagramChannel real;
    private final Faulty faulty;

    ChaosDatagrams(ChaosBackend backend, DatagramChannel real) {
        this.real = real;
        this.faulty = new Faulty(backend, real);
    }

    private interface Sending {
        int send(ByteBuffer source) throws IOException;
    }

    private int send(ByteBuffer source, Sending sending) throws IOException {
        faulty.requireOpen();
        Dice dice = faulty.chaos().dice();
        if (faulty.keep(Direction.WRITE)) {
            return WOULD_BLOCK;
        }
        if (dice.happens(dice.faults().losses())) {
            int count = source.remaining();
            source.position(source.limit());
            return count;
        }
        ByteBuffer copy = source.duplicate();
        int count = sending.send(source);
        if (count != WOULD_BLOCK && dice.happens(dice.faults().duplicates())) {
            sending.send(copy);
        }
        return count;
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        return send(source, bytes -> real.send(bytes, target));
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        return send(source, real::send);
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        faulty.requireOpen();
        return faulty.keep(Direction.READ) ? null : real.receive(target);
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        real.connect(remote);
    }

    @Override
    public void disconnect() throws IOException {
        real.disconnect();
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return real.remoteAddress();
    }

    @Override
    public void join(InetAddress group, NetworkInterface via) throws IOException {
        real.join(group, via);
    }

    @Override
    public void leave(InetAddress group, NetworkInterface via) throws IOException {
        real.leave(group, via);
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        faulty.watch(direction, readiness);
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
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        real.setOption(option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
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
