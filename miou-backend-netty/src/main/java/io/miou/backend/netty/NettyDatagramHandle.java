package io.miou.backend.netty;

import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.InternetAddresses;
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
 * <p>Confined to its domain's thread, except the addresses and {@link #isOpen()}, which are for any thread. The
 * addresses are volatile, written by the domain's thread, and kept after the close.
 */
final class NettyDatagramHandle extends NettyHandle implements DatagramHandle {

    /** A size larger than any datagram. */
    private static final int SCRATCH_BYTES = 1 << 16;

    /** Where it was bound first; {@link #localAddress} is more precise while there is a peer. */
    private final InetSocketAddress bound;

    /**
     * True until the queue was found empty after the connect. The queue may hold earlier datagrams of other senders,
     * which are dropped when they are read. The system keeps out later ones.
     */
    private boolean mayHoldOthers;

    private NettyDatagramHandle(NettyBackend backend, NativeSocket socket, InetSocketAddress bound) {
        super(backend, socket, Interest.READ_AND_WRITE);
        this.bound = bound;
        keepAddresses(bound, null);
    }

    static NettyDatagramHandle bind(NettyBackend backend, SocketAddress local, DatagramOptions options)
            throws IOException {
        NativeAddresses.requireInternet(backend.transport(), local);
        NativeSocket socket = NativeSocket.openDatagram(backend.transport(), local);
        try {
            NativeOptions.setReuseAddress(socket, options.reuseAddress());
            if (options.reusePort()) {
                NativeOptions.setReusePort(socket);
            }
            socket.bind(local);
            SocketAddress known = socket.localAddress();
            return new NettyDatagramHandle(backend, socket, (InetSocketAddress) (known == null ? local : known));
        } catch (Throwable e) {
            NettyListenHandle.closeAfter(e, socket);
            throw e;
        }
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        InetSocketAddress destination = InternetAddresses
                .destination(NativeAddresses.requireInternet(socket.transport(), remote));
        disconnect();
        NativeAddresses.requirePort(destination, "connect");
        socket.connect(destination, remote);
        keepAddresses(socket.localAddress(), destination);
        mayHoldOthers = true;
    }

    @Override
    public void disconnect() throws IOException {
        socket.requireOpen();
        if (remoteAddress() == null) {
            return;
        }
        socket.disconnect();
        keepAddresses(localAddress(), null);
        mayHoldOthers = false;
        if (socket.localAddress() instanceof InetSocketAddress left && left.getPort() == 0) {
            // Linux has given up a port that it had chosen itself.
            socket.bind(bound);
        }
        keepAddresses(bound, null);
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        InetSocketAddress destination = InternetAddresses
                .destination(NativeAddresses.requireInternet(socket.transport(), target));
        socket.requireOpen();
        SocketAddress peer = remoteAddress();
        if (peer == null) {
            NativeAddresses.requirePort(destination, "send");
            return sendTo(destination, source);
        }
        if (!peer.equals(destination)) {
            throw new AlreadyConnectedException();
        }
        return sendTo(null, source);
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        socket.requireOpen();
        if (remoteAddress() == null) {
            throw new NotYetConnectedException();
        }
        return sendTo(null, source);
    }

    /** Sends to an address, or to the peer if that is null. */
    private int sendTo(@Nullable InetSocketAddress target, ByteBuffer source) throws IOException {
        SocketAddress peer = remoteAddress();
        int length = source.remaining();
        int position = source.position();
        int count;
        if (BufferMemory.isStable(source)) {
            count = socket.sendDatagram(source, position, position + length, target, peer);
        } else {
            ByteBuffer copy = scratch(length);
            if (length > copy.capacity()) {
                copy = ByteBuffer.allocateDirect(length); // too large for a datagram: the operating system reports that
            }
            copy.put(0, source, position, length);
            count = socket.sendDatagram(copy, 0, length, target, peer);
        }
        // The result does not say whether an empty datagram was sent; a datagram may be lost on its way as well.
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
        boolean stable = BufferMemory.isStable(target);
        if (!registration.mayRead()) {
            return null;
        }
        if (!stable || mayHoldOthers || !target.hasRemaining()) {
            return receiveThroughScratch(target);
        }
        int position = target.position();
        NativeSocket.Received received = receive(target, position, target.limit());
        if (received == null) {
            return null;
        }
        target.position(position + received.count());
        return received.sender();
    }

    private @Nullable SocketAddress receiveThroughScratch(ByteBuffer target) throws IOException {
        ByteBuffer scratch = scratch(SCRATCH_BYTES);
        for (;;) {
            NativeSocket.Received received = receive(scratch, 0, scratch.capacity());
            if (received == null) {
                return null;
            }
            if (!mayHoldOthers || received.sender().equals(remoteAddress())) {
                target.put(target.position(), scratch, 0, Math.min(target.remaining(), received.count()));
                target.position(target.position() + Math.min(target.remaining(), received.count()));
                return received.sender();
            }
        }
    }

    private NativeSocket.@Nullable Received receive(ByteBuffer buffer, int position, int limit) throws IOException {
        NativeSocket.Received received = socket.receiveDatagram(buffer, position, limit, remoteAddress());
        if (received == null) {
            mayHoldOthers = false;
            registration.drained();
        }
        return received;
    }

    /** The domain's own; a handle between two domains has none, and is hardly ever used. */
    private ByteBuffer scratch(int length) {
        NettyBackend backend = registration.backend();
        return backend == null ? NettyBackend.newScratch(length) : backend.scratch();
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
    public String toString() {
        return socket.transport().name() + " datagram socket at " + localAddress();
    }
}
