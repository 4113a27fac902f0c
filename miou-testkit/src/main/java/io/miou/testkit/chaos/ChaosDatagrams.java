package io.miou.testkit.chaos;

import io.miou.spi.DatagramHandle;
import io.miou.spi.Direction;
import io.miou.testkit.faults.Dice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A socket that loses some datagrams and sends others twice. Confined as {@link DatagramHandle} says. */
final class ChaosDatagrams extends ChaosHandle<DatagramHandle> implements DatagramHandle {

    ChaosDatagrams(ChaosBackend backend, DatagramHandle real) {
        super(backend, real);
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

}
