package io.miou.testkit.network;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.ListenChannel;
import io.miou.spi.ListenOptions;
import io.miou.spi.Readiness;
import io.miou.spi.StreamChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens in memory. Confined to the domain that has the turn, except the address, which is final, and
 * {@link #isOpen}.
 */
final class SimulatedListener implements ListenChannel {

    private final Net net;
    private final SocketAddress local;
    private final int backlog;
    private final boolean shared;
    private final Watches watches;
    private final Options options = Options.ofListener();
    private final ArrayDeque<SimulatedStream> waiting = new ArrayDeque<>();

    private SimulatedListener(Net net, SimulatedBackend backend, SocketAddress local, ListenOptions options) {
        this.net = net;
        this.local = local;
        this.backlog = options.backlog();
        this.shared = options.reusePort();
        this.watches = new Watches(net, backend, direction -> direction == Direction.READ && !waiting.isEmpty());
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
    public @Nullable StreamChannel accept() throws IOException {
        watches.requireOpen();
        if (waiting.isEmpty() || watches.holdBack(Direction.READ)) {
            return null;
        }
        net.requireDescriptor();
        SimulatedStream stream = waiting.remove();
        if (watches.backend() instanceof SimulatedBackend backend) {
            stream.accepted(backend);
        }
        net.noteOfTask("accepts " + stream);
        return stream;
    }

    @Override
    public void close() {
        if (!watches.close()) {
            return;
        }
        net.remove(this);
        net.closed(this);
        for (SimulatedStream stream : waiting) {
            stream.resetByNetwork();
        }
        waiting.clear();
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        watches.watch(direction, readiness);
    }

    @Override
    public void unwatch(Direction direction) {
        watches.unwatch(direction);
    }

    @Override
    public @Nullable Backend backend() {
        return watches.backend();
    }

    @Override
    public void detach() {
        watches.detach();
    }

    @Override
    public void attach(Backend backend) {
        watches.attach(backend);
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        watches.requireOpen();
        options.set(option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        watches.requireOpen();
        return options.get(option);
    }

    @Override
    public boolean isOpen() {
        return watches.isOpen();
    }

    @Override
    public String toString() {
        return "simulated listener at " + local;
    }
}
