package io.miou.testkit.network;

import io.miou.spi.Direction;
import io.miou.spi.InternetAddresses;
import io.miou.spi.StreamFailure;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * An end of a connection in memory.
 *
 * <p>Confined to the domain that has the turn, except the addresses, which are final or volatile, and {@link #isOpen}.
 */
final class SimulatedStream extends SimulatedHandle implements StreamHandle {

    private static final long FIRST_RETRY = 1_000_000_000L;
    private static final int RETRIES = 7;

    private final SocketAddress remote;
    private final SocketAddress local;

    /** Null until the connection stands. */
    private @Nullable Pipe incoming;
    private @Nullable Pipe outgoing;

    private boolean connected;
    private @Nullable IOException refused;
    private boolean reset;
    private boolean resetReported;
    private final StreamFailure failure = new StreamFailure();
    private boolean inputShutDown;
    private boolean outputShutDown;

    private SimulatedStream(Net net, @Nullable SimulatedBackend backend, SocketAddress local, SocketAddress remote) {
        super(net, backend, Options.ofStream());
        this.remote = remote;
        this.local = local;
        keepAddresses(local, null);
    }

    // How a connection comes about

    static SimulatedStream connect(Net net, SimulatedBackend backend, SocketAddress remote,
            @Nullable InetSocketAddress local) throws IOException {
        net.requireDescriptor();
        SocketAddress source;
        SocketAddress target;
        if (remote instanceof InetSocketAddress inet) {
            InetSocketAddress destination = InternetAddresses.destination(inet);
            target = destination;
            InetAddress host = local == null || local.getAddress().isAnyLocalAddress()
                    ? Addresses.sourceFor(destination)
                    : local.getAddress();
            source = net.withPort(new InetSocketAddress(host, local == null ? 0 : local.getPort()), false);
        } else {
            target = remote;
            source = UnixDomainSocketAddress.of("");
        }
        SimulatedStream stream = new SimulatedStream(net, backend, source, target);
        net.opened(stream);
        net.noteOfTask("connects to " + target);
        net.agenda().in(net.dice().delay(), () -> stream.knock(0));
        return stream;
    }

    /** Lets the first packet arrive. A packet that is lost, or that finds no room, is sent again, as TCP does it. */
    private void knock(int tries) {
        if (!isOpen()) {
            return;
        }
        SimulatedListener listener = net.listenerAt(remote);
        boolean lost = !net.isReachable(local, remote) || listener != null && listener.isFull();
        if (lost && tries < RETRIES) {
            net.agenda().in(FIRST_RETRY << tries, () -> knock(tries + 1));
        } else if (lost) {
            refuse(new ConnectException("Connection timed out: " + remote));
        } else if (listener == null || net.dice().happens(net.dice().faults().refusals())) {
            ConnectException refusal = new ConnectException("Connection refused: " + remote);
            net.agenda().in(net.dice().delay(), () -> refuse(refusal));
        } else {
            SimulatedStream other = new SimulatedStream(net, null, /* local= */ remote, /* remote= */ local);
            Pipe there = new Pipe(net, this, other);
            Pipe back = new Pipe(net, other, this);
            establish(back, there);
            other.establish(there, back);
            other.becomeConnected();
            listener.offer(other);
            net.agenda().in(net.dice().delay(), this::becomeConnected);
        }
    }

    private void establish(Pipe in, Pipe out) {
        incoming = in;
        outgoing = out;
    }

    private void becomeConnected() {
        connected = true;
        keepAddresses(local, remote);
        changed(Direction.WRITE);
    }

    private void refuse(IOException reason) {
        refused = reason;
        changed(Direction.WRITE);
    }

    void accepted(SimulatedBackend backend) {
        watches.attach(backend);
        net.opened(this);
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean finishConnect() throws IOException {
        watches.requireOpen();
        IOException failure = refused;
        if (failure != null) {
            throw failure;
        }
        return connected;
    }

    // Bytes

    @Override
    public int read(ByteBuffer target) throws IOException {
        Pipe pipe = connectedPipe(incoming);
        int room = target.remaining();
        if (inputShutDown) {
            return failure.endOfStream();
        }
        if (room == 0) {
            return 0;
        }
        mayBeReset();
        if (pipe.readable() == 0) {
            return reset || pipe.isEnded() ? failure.endOfStream() : WOULD_BLOCK;
        }
        if (watches.holdBack(Direction.READ)) {
            return WOULD_BLOCK;
        }
        int count = net.dice().transfer(Math.min(room, pipe.readable()));
        pipe.read(target, count);
        net.noteOfTask("reads " + count + " bytes of " + this);
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        Pipe pipe = connectedPipe(outgoing);
        if (outputShutDown) {
            throw new ClosedChannelException();
        }
        if (!source.hasRemaining()) {
            return 0;
        }
        hitByReset();
        if (pipe.room() == 0 || watches.holdBack(Direction.WRITE)) {
            return WOULD_BLOCK;
        }
        int count = net.dice().transfer(Math.min(source.remaining(), pipe.room()));
        pipe.write(source, count);
        net.noteOfTask("writes " + count + " bytes to " + this);
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            if (!sources[i].hasRemaining()) {
                continue;
            }
            int count = write(sources[i]);
            if (count == WOULD_BLOCK) {
                return total == 0 ? WOULD_BLOCK : total;
            }
            total += count;
            if (sources[i].hasRemaining()) {
                return total;
            }
        }
        watches.requireOpen();
        return total;
    }

    private Pipe connectedPipe(@Nullable Pipe pipe) throws ClosedChannelException {
        watches.requireOpen();
        if (pipe == null || !connected) {
            throw new NotYetConnectedException();
        }
        return pipe;
    }

    private void mayBeReset() {
        if (!reset && net.dice().happens(net.dice().faults().resets())) {
            resetByNetwork();
        }
    }

    private void hitByReset() throws SocketException {
        mayBeReset();
        if (reset) {
            boolean told = resetReported || incoming != null && incoming.hasEnd();
            String words = told ? "Broken pipe" : "Connection reset";
            resetReported = true;
            throw new SocketException(words);
        }
    }

    // The end

    @Override
    public void shutdownOutput() throws IOException {
        Pipe pipe = connectedPipe(outgoing);
        outputShutDown = true;
        if (!reset) {
            pipe.end();
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        connectedPipe(incoming);
        inputShutDown = true;
        failure.inputShutDown();
        changed(Direction.READ);
    }

    boolean isReset() {
        return reset;
    }

    /**
     * Handles a reset from the other end. Bytes that have arrived before can be read, and an end that has arrived
     * before stays an end.
     */
    void resetArrives() {
        reset = true;
        if (incoming != null && !incoming.hasEnd()) {
            failure.failed(new SocketException("Connection reset"));
        }
        changed(Direction.READ);
        changed(Direction.WRITE);
    }

    /** Breaks the connection: here at once, and at the other end when the reset has arrived there. */
    void resetByNetwork() {
        if (outgoing != null && !reset) {
            resetArrives();
            outgoing.reset();
        }
    }

    /** Refuses bytes that have arrived after the close. */
    void refuseBytes() {
        resetByNetwork();
    }

    @Override
    public void close() throws IOException {
        if (!isOpen()) {
            return;
        }
        super.close();
        net.closed(this);
        Pipe in = incoming;
        Pipe out = outgoing;
        if (in == null || out == null || reset) {
            return;
        }
        if (in.isUnread() || options.get(StandardSocketOptions.SO_LINGER) == 0) {
            in.drop();
            resetByNetwork();
        } else {
            out.end();
        }
    }

    // Readiness

    @Override
    boolean isReady(Direction direction) {
        if (!connected) {
            return direction == Direction.WRITE && refused != null;
        }
        return reset || switch (direction) {
            case READ -> inputShutDown || incoming != null && (incoming.readable() > 0 || incoming.isEnded());
            case WRITE -> outputShutDown || outgoing != null && outgoing.room() > 0;
        };
    }

    void changed(Direction direction) {
        watches.changed(direction);
    }

    // What it is

    boolean reaches(SimulatedStream other) {
        return net.isReachable(local, other.local);
    }

    boolean isAt(SocketAddress address) {
        return address.equals(local) || address.equals(remote);
    }

    @Override
    public String toString() {
        return "simulated stream " + local + " to " + remote;
    }
}
