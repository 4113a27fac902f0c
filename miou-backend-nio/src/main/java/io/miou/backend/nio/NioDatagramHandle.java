package io.miou.backend.nio;

import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.Direction;
import io.miou.spi.InternetAddresses;
import io.miou.spi.Readiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket over a {@link java.nio.channels.DatagramChannel}, of both families where the system has both.
 *
 * <p>Confined to its domain's thread, except the addresses and {@link #isOpen()}, which are for any thread. The
 * addresses are volatile, written by the domain's thread, and kept after the close.
 */
final class NioDatagramHandle extends NioHandle<java.nio.channels.DatagramChannel> implements DatagramHandle {
    private final List<MembershipKey> memberships = new ArrayList<>(0);
    private final WaitingDatagrams waiting = new WaitingDatagrams();

    private NioDatagramHandle(NioBackend backend, java.nio.channels.DatagramChannel socket) throws IOException {
        super(backend, socket);
        keepAddresses(socket.getLocalAddress(), null);
    }

    static NioDatagramHandle bind(NioBackend backend, SocketAddress local, DatagramOptions options)
            throws IOException {
        java.nio.channels.DatagramChannel socket = Sockets.openDatagrams(local);
        try {
            socket.configureBlocking(false);
            Sockets.setOption(socket, StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
            if (options.reusePort()) {
                Sockets.setReusePort(socket);
            }
            socket.bind(local);
            return new NioDatagramHandle(backend, socket);
        } catch (IOException e) {
            Sockets.closeAfter(e, socket);
            throw Sockets.withAddress(e, local);
        } catch (UnsupportedAddressTypeException e) {
            Sockets.closeAfter(e, socket);
            throw Sockets.withoutFamily(e, local);
        } catch (RuntimeException | Error e) {
            Sockets.closeAfter(e, socket);
            throw e;
        }
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        InetSocketAddress destination = InternetAddresses.destination(Sockets.requireInternet(remote));
        disconnect();
        waiting.takeAll(socket); // the JDK drops all that is queued when it connects
        try {
            socket.connect(destination);
            waiting.keepOnly(destination);
        } catch (IOException e) {
            throw Sockets.withAddress(e, remote);
        } catch (UnsupportedAddressTypeException e) {
            throw Sockets.withoutFamily(e, remote);
        } finally {
            keepAddresses();
            if (!waiting.isEmpty()) {
                registration.readyToRead();
            }
        }
    }

    @Override
    public void disconnect() throws IOException {
        Sockets.requireOpen(socket);
        if (socket.isConnected()) {
            try {
                socket.disconnect();
            } finally {
                keepAddresses();
            }
        }
    }

    private void keepAddresses() throws IOException {
        if (socket.isOpen()) {
            keepAddresses(socket.getLocalAddress(), socket.getRemoteAddress());
        }
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        InetSocketAddress destination = InternetAddresses.destination(Sockets.requireInternet(target));
        SocketAddress peer = remoteAddress();
        if (peer != null && socket.isOpen()) {
            if (!peer.equals(destination)) {
                throw new AlreadyConnectedException();
            }
            return send(source);
        }
        boolean isEmpty = !source.hasRemaining();
        try {
            return sent(socket.send(source, destination), isEmpty);
        } catch (IOException e) {
            throw Sockets.withAddress(e, target);
        } catch (UnsupportedAddressTypeException e) {
            throw Sockets.withoutFamily(e, target);
        }
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        Sockets.requireOpen(socket);
        SocketAddress peer = remoteAddress();
        if (peer == null) {
            throw new NotYetConnectedException();
        }
        try {
            if (!source.hasRemaining()) {
                EmptyDatagram.send(socket, peer);
                return 0;
            }
            return sent(socket.write(source), false);
        } catch (IOException e) {
            throw Sockets.withAddress(e, peer);
        }
    }

    /**
     * Translates NIO's result. 0 means that it would block, or that an empty datagram was sent. For an empty datagram
     * the latter is assumed: a datagram may be lost on its way as well.
     */
    private static int sent(int count, boolean isEmpty) {
        return count == 0 && !isEmpty ? WOULD_BLOCK : count;
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        if (!waiting.isEmpty()) {
            Sockets.requireOpen(socket);
            return waiting.receive(target);
        }
        try {
            return socket.receive(target);
        } catch (PortUnreachableException e) {
            SocketAddress peer = remoteAddress();
            throw Sockets.withAddress(e, peer == null ? "the peer" : peer);
        }
    }

    @Override
    public void join(InetAddress group, NetworkInterface via) throws IOException {
        MembershipKey key;
        try {
            key = socket.join(group, via);
        } catch (IOException e) {
            throw Sockets.withAddress(e, group + " by " + via.getName());
        }
        if (!memberships.contains(key)) {
            memberships.add(key);
        }
    }

    @Override
    public void leave(InetAddress group, NetworkInterface via) throws IOException {
        Sockets.requireOpen(socket);
        for (MembershipKey key : memberships) {
            if (key.group().equals(group) && key.networkInterface().equals(via)) {
                memberships.remove(key);
                key.drop();
                return;
            }
        }
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        super.watch(direction, readiness);
        if (direction == Direction.READ && !waiting.isEmpty()) {
            registration.readyToRead();
        }
    }

    @Override
    public String toString() {
        return "nio datagram socket at " + localAddress();
    }
}
