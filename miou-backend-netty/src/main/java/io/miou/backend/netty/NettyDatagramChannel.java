package io.miou.backend.netty;

import io.miou.spi.Backend;
import io.miou.spi.DatagramChannel;
import io.miou.spi.DatagramOptions;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * A native datagram socket, of both families of internet addresses where the system has both. Multicast is left to NIO.
 *
 * <p>Confined to its domain's thread, but for the addresses and {@link #isOpen()}, which are for any thread: the addresses
 * are volatile, written by the domain's thread, and kept after the close.
 */
final class NettyDatagramChannel implements DatagramChannel {

    private final NativeSocket socket;
    private final EdgeRegistration registration;

    /** Where it was bound first; {@link #localAddress} is more precise while there is a peer. */
    private final InetSocketAddress bound;

    private volatile @Nullable SocketAddress localAddress;
    private volatile @Nullable SocketAddress remoteAddress;

    private NettyDatagramChannel(NettyBackend backend, NativeSocket socket, InetSocketAddress bound) {
        this.socket = socket;
        this.bound = bound;
        this.localAddress = bound;
        this.registration = new EdgeRegistration(socket.descriptor(), Interest.READ_AND_WRITE, backend);
    }

    static NettyDatagramChannel bind(NettyBackend backend, SocketAddress local, DatagramOptions options)
            throws IOException {
        NativeAddresses.checkInternet(backend.transport(), local);
        NativeSocket socket = NativeSocket.openDatagram(backend.transport());
        try {
            socket.setIntOption(new IntOption(IntOption.Kind.REUSE_ADDRESS), options.reuseAddress() ? 1 : 0);
            if (options.reusePort()) {
                socket.setIntOption(new IntOption(IntOption.Kind.REUSE_PORT), 1);
            }
            socket.bind(local);
            SocketAddress known = socket.localAddress();
            return new NettyDatagramChannel(backend, socket, (InetSocketAddress) (known == null ? local : known));
        } catch (Throwable e) {
            NettyListenChannel.closeAfter(e, socket);
            throw e;
        }
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        NativeAddresses.checkInternet(socket.transport(), remote);
        disconnect();
        socket.connect(remote);
        localAddress = socket.localAddress();
        remoteAddress = remote;
    }

    @Override
    public void disconnect() throws IOException {
        socket.requireOpen();
        if (remoteAddress == null) {
            return;
        }
        socket.disconnect();
        remoteAddress = null;
        if (socket.localAddress() instanceof InetSocketAddress left && left.getPort() == 0) {
            // Linux has given up a port that it had chosen itself.
            socket.bind(bound);
        }
        localAddress = bound;
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        NativeAddresses.checkInternet(socket.transport(), target);
        socket.requireOpen();
        SocketAddress peer = remoteAddress;
        if (peer == null) {
            return send(source, (InetSocketAddress) target);
        }
        if (!peer.equals(target)) {
            throw new AlreadyConnectedException();
        }
        return send(source);
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        socket.requireOpen();
        if (remoteAddress == null) {
            throw new NotYetConnectedException();
        }
        return send(source, (InetSocketAddress) null);
    }

    private int send(ByteBuffer source, @Nullable InetSocketAddress target) throws IOException {
        int length = source.remaining();
        int position = source.position();
        int count;
        if (BufferMemory.isStable(source)) {
            count = socket.sendDatagram(source, position, position + length, target);
        } else {
            ByteBuffer copy = scratch(length);
            if (length > copy.capacity()) {
                copy = ByteBuffer.allocateDirect(length); // too large for a datagram: the operating system says so
            }
            copy.put(0, source, position, length);
            count = socket.sendDatagram(copy, 0, length, target);
        }
        // Of an empty one it cannot be told whether it was sent; a datagram may be lost on its way as well.
        if (count == 0 && length > 0) {
            registration.filled();
            return WOULD_BLOCK;
        }
        source.position(position + length);
        return count;
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        socket.requireOpen();
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only; receive into one that is not");
        }
        int room = target.remaining();
        boolean inPlace = BufferMemory.isStable(target) && room > 0;
        if (!registration.mayRead()) {
            return null;
        }
        ByteBuffer buffer = inPlace ? target : scratch(room);
        int position = inPlace ? target.position() : 0;
        NativeSocket.Received received = socket.receiveDatagram(buffer, position,
                position + Math.min(room, buffer.capacity()));
        if (received == null) {
            registration.drained();
            return null;
        }
        if (inPlace) {
            target.position(position + received.count());
        } else {
            target.put(buffer.limit(received.count()));
        }
        return received.sender();
    }

    /** The domain's own; a channel between two domains has none, and is hardly ever used. */
    private ByteBuffer scratch(int length) {
        NettyBackend backend = registration.backend();
        return backend == null ? NettyBackend.newScratch(length) : backend.scratch();
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        registration.watch(direction, readiness);
    }

    @Override
    public void unwatch(Direction direction) {
        registration.unwatch(direction);
    }

    @Override
    public @Nullable Backend backend() {
        return registration.backend();
    }

    @Override
    public void detach() {
        registration.detach();
    }

    @Override
    public void attach(Backend backend) {
        registration.attach(backend);
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public @Nullable SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        NativeOptions.setOfDatagrams(socket, option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return NativeOptions.getOfDatagrams(socket, option);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        registration.close();
    }

    @Override
    public String toString() {
        return socket.transport().name() + " datagram socket at " + localAddress;
    }
}
