package io.miou.backend.nio;

import io.miou.spi.Backend;
import io.miou.spi.DatagramChannel;
import io.miou.spi.DatagramOptions;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket over a {@link java.nio.channels.DatagramChannel}, of both families where the system has both.
 *
 * <p>Confined to its domain's thread, but for the addresses and {@link #isOpen()}, which are for any thread: the addresses
 * are volatile, written by the domain's thread, and kept after the close.
 */
final class NioDatagramChannel implements DatagramChannel {
    private final java.nio.channels.DatagramChannel socket;
    private final Registration registration;
    private final List<MembershipKey> memberships = new ArrayList<>(0);
    private volatile @Nullable SocketAddress localAddress;
    private volatile @Nullable SocketAddress remoteAddress;

    private NioDatagramChannel(NioBackend backend, java.nio.channels.DatagramChannel socket) throws IOException {
        this.socket = socket;
        this.localAddress = socket.getLocalAddress();
        this.registration = new Registration(socket, backend);
    }

    static NioDatagramChannel bind(NioBackend backend, SocketAddress local, DatagramOptions options)
            throws IOException {
        Sockets.requireInternet(local);
        java.nio.channels.DatagramChannel socket = java.nio.channels.DatagramChannel.open();
        try {
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
            if (options.reusePort()) {
                Sockets.setReusePort(socket);
            }
            socket.bind(local);
            return new NioDatagramChannel(backend, socket);
        } catch (IOException e) {
            Sockets.closeAfter(e, socket);
            throw Sockets.withAddress(e, local);
        } catch (RuntimeException | Error e) {
            Sockets.closeAfter(e, socket);
            throw e;
        }
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        Sockets.requireInternet(remote);
        disconnect();
        try {
            socket.connect(remote);
        } catch (IOException e) {
            throw Sockets.withAddress(e, remote);
        } finally {
            keepAddresses();
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
            localAddress = socket.getLocalAddress();
            remoteAddress = socket.getRemoteAddress();
        }
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        Sockets.requireInternet(target);
        boolean isEmpty = !source.hasRemaining();
        try {
            return sent(socket.send(source, target), isEmpty);
        } catch (IOException e) {
            throw Sockets.withAddress(e, target);
        }
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        boolean isEmpty = !source.hasRemaining();
        return sent(socket.write(source), isEmpty);
    }

    /**
     * NIO's 0 means that it would block, or that an empty datagram was sent. The latter is assumed of an empty one: a
     * datagram may be lost on its way as well.
     */
    private static int sent(int count, boolean isEmpty) {
        return count == 0 && !isEmpty ? WOULD_BLOCK : count;
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        return socket.receive(target);
    }

    @Override
    public void join(InetAddress group, NetworkInterface via) throws IOException {
        MembershipKey key = socket.join(group, via);
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
        int op = direction == Direction.READ ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
        registration.watch(direction, op, readiness);
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
    public void detach() throws IOException {
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
        socket.setOption(option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return socket.getOption(option);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    /** Frees the port at once, not only by the next poll: it may be bound again right away. */
    @Override
    public void close() throws IOException {
        registration.dropWatches();
        try {
            registration.detach();
        } finally {
            socket.close();
        }
    }

    @Override
    public String toString() {
        return "nio datagram socket at " + localAddress;
    }
}
