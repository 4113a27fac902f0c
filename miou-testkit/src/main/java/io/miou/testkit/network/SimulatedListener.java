package io.miou.testkit.network;

import io.miou.spi.Direction;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens in memory. Confined to the domain that has the turn, except the address, which is final, and
 * {@link #isOpen}.
 */
final class SimulatedListener extends SimulatedHandle implements ListenHandle {

    private final SocketAddress local;
    private final int backlog;
    private final boolean shared;
    private final ArrayDeque<SimulatedStream> waiting = new ArrayDeque<>();

    private SimulatedListener(Net net, SimulatedBackend backend, SocketAddress local, ListenOptions options) {
        super(net, backend, Options.ofListener());
        this.local = local;
        this.backlog = options.backlog();
        this.shared = options.reusePort();
        keepAddresses(local, null);
        this.options.set(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        this.options.set(StandardSocketOptions.SO_REUSEPORT, options.reusePort());
    }

    static SimulatedListener listen(Net net, SimulatedBackend backend, SocketAddress local, ListenOptions options)
            throws IOException {
        net.requireDescriptor();
        SocketAddress bound = local instanceof InetSocketAddress inet ? net.withPort(inet, false) : local;
        SimulatedListener listener = new SimulatedListener(net, backend, bound, options);
        net.add(listener, options.reusePort());
        net.opened(listener);
        return listener;
    }

    @Override
    boolean isReady(Direction direction) {
        return direction == Direction.READ && !waiting.isEmpty();
    }

    SocketAddress bound() {
        return local;
    }

    boolean isShared() {
        return shared;
    }

    boolean listensAt(SocketAddress address) {
        return local instanceof InetSocketAddress bound && address instanceof InetSocketAddress asked
                ? Addresses.matches(bound, asked)
                : local.equals(address);
    }

    boolean isFull() {
        return waiting.size() >= backlog;
    }

    void offer(SimulatedStream stream) {
        net.note("connection waits at " + this);
        waiting.add(stream);
        watches.changed(Direction.READ);
    }

    @Override
    public @Nullable StreamHandle accept() throws IOException {
        watches.requireOpen();
        if (waiting.isEmpty() || watches.holdBack(Direction.READ)) {
            return null;
        }
        net.requireDescriptor();
        SimulatedStream stream = waiting.remove();
        SimulatedBackend backend = watches.backend();
        if (backend != null) {
            stream.accepted(backend);
        }
        net.noteOfTask("accepts " + stream);
        return stream;
    }

    @Override
    public void close() throws IOException {
        if (!isOpen()) {
            return;
        }
        super.close();
        net.remove(this);
        net.closed(this);
        for (SimulatedStream stream : waiting) {
            stream.resetByNetwork();
        }
        waiting.clear();
    }

    @Override
    public String toString() {
        return "simulated listener at " + local;
    }
}
