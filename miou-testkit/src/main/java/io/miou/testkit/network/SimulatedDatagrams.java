package io.miou.testkit.network;

import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.Direction;
import io.miou.spi.InternetAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams in memory: some are lost, some arrive twice, and they overtake each other. Confined to the
 * domain that has the turn, except the addresses, which are final or volatile, and {@link #isOpen}.
 */
final class SimulatedDatagrams extends SimulatedHandle implements DatagramHandle {

    private record Datagram(InetSocketAddress sender, ByteBuffer bytes) {
    }

    private static final int LARGEST = 65_507;
    private static final int QUEUE = 256;

    private final InetSocketAddress local;
    private final boolean shared;
    private final ArrayDeque<Datagram> arrived = new ArrayDeque<>();
    private @Nullable InetSocketAddress peer;
    private boolean unreachable;

    private SimulatedDatagrams(Net net, SimulatedBackend backend, InetSocketAddress local, DatagramOptions options) {
        super(net, backend, Options.ofDatagrams());
        this.local = local;
        this.shared = options.reusePort() || options.reuseAddress();
        keepAddresses(local, null);
        this.options.set(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        this.options.set(StandardSocketOptions.SO_REUSEPORT, options.reusePort());
    }

    static SimulatedDatagrams bind(Net net, SimulatedBackend backend, InetSocketAddress local, DatagramOptions options)
            throws IOException {
        net.requireDescriptor();
        SimulatedDatagrams socket = new SimulatedDatagrams(net, backend, net.withPort(local, true), options);
        net.add(socket, socket.shared);
        net.opened(socket);
        return socket;
    }

    @Override
    boolean isReady(Direction direction) {
        return direction == Direction.WRITE || unreachable || !arrived.isEmpty();
    }

    InetSocketAddress bound() {
        return local;
    }

    boolean isShared() {
        return shared;
    }

    @Override
    public void connect(SocketAddress remote) throws IOException {
        watches.requireOpen();
        InetSocketAddress only = InternetAddresses.destination(Addresses.requireInternet(remote));
        requirePort(only, "connect");
        peer = only;
        keepAddresses(local, only);
        arrived.removeIf(datagram -> !datagram.sender.equals(only));
        unreachable = false;
    }

    @Override
    public void disconnect() throws IOException {
        watches.requireOpen();
        peer = null;
        keepAddresses(local, null);
        unreachable = false;
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        watches.requireOpen();
        InetSocketAddress destination = InternetAddresses.destination(Addresses.requireInternet(target));
        InetSocketAddress only = peer;
        if (only != null && !only.equals(destination)) {
            throw new AlreadyConnectedException();
        }
        requirePort(destination, "send");
        return sendTo(source, destination);
    }

    @Override
    public int send(ByteBuffer source) throws IOException {
        watches.requireOpen();
        InetSocketAddress only = peer;
        if (only == null) {
            throw new NotYetConnectedException();
        }
        return sendTo(source, only);
    }

    private int sendTo(ByteBuffer source, InetSocketAddress destination) throws IOException {
        reportUnreachable();
        if (source.remaining() > LARGEST) {
            throw new SocketException("Message too long: " + destination);
        }
        if (watches.holdBack(Direction.WRITE)) {
            return WOULD_BLOCK;
        }
        int size = source.remaining();
        ByteBuffer bytes = ByteBuffer.allocate(size).put(source).flip().asReadOnlyBuffer();
        InetSocketAddress sender = local.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(Addresses.sourceFor(destination), local.getPort())
                : local;
        net.noteOfTask("sends a datagram of " + size + " bytes to " + destination);
        if (net.dice().happens(net.dice().faults().losses())) {
            net.note("datagram to " + destination + " is lost");
        } else {
            fly(new Datagram(sender, bytes), destination);
            if (net.dice().happens(net.dice().faults().duplicates())) {
                fly(new Datagram(sender, bytes), destination);
            }
        }
        return size;
    }

    private static void requirePort(InetSocketAddress remote, String verb) throws SocketException {
        if (remote.getPort() == 0) {
            throw new SocketException("Can't " + verb + " to port 0: " + remote);
        }
    }

    private void fly(Datagram datagram, InetSocketAddress destination) {
        net.agenda().in(net.dice().delay(), () -> {
            if (!net.isReachable(datagram.sender, destination)) {
                return;
            }
            SimulatedDatagrams target = net.datagramSocketAt(destination);
            if (target == null) {
                net.agenda().in(net.dice().delay(), () -> isUnreachable(destination));
            } else {
                target.arrives(datagram);
            }
        });
    }

    private void isUnreachable(InetSocketAddress destination) {
        if (destination.equals(peer)) {
            unreachable = true;
            watches.changed(Direction.READ);
        }
    }

    private void arrives(Datagram datagram) {
        InetSocketAddress only = peer;
        if (arrived.size() < QUEUE && (only == null || only.equals(datagram.sender))) {
            net.note("datagram of " + datagram.bytes.remaining() + " bytes arrives at " + this);
            arrived.add(datagram);
            watches.changed(Direction.READ);
        }
    }

    @Override
    public @Nullable SocketAddress receive(ByteBuffer target) throws IOException {
        watches.requireOpen();
        reportUnreachable();
        if (arrived.isEmpty() || watches.holdBack(Direction.READ)) {
            return null;
        }
        Datagram datagram = arrived.element();
        int count = Math.min(target.remaining(), datagram.bytes.remaining());
        target.put(datagram.bytes.slice(0, count));
        arrived.remove();
        net.noteOfTask("receives a datagram of " + datagram.sender);
        return datagram.sender;
    }

    private void reportUnreachable() throws PortUnreachableException {
        if (unreachable) {
            unreachable = false;
            throw new PortUnreachableException("Connection refused: " + peer);
        }
    }

    @Override
    public void close() throws IOException {
        if (isOpen()) {
            super.close();
            net.remove(this);
            net.closed(this);
            arrived.clear();
        }
    }

    @Override
    public String toString() {
        return "simulated datagram socket at " + local;
    }
}
