package io.miou.backend.nio;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.ListenChannel;
import io.miou.spi.ListenOptions;
import io.miou.spi.Readiness;
import io.miou.spi.StreamChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * A listener over a {@link ServerSocketChannel}.
 *
 * <p>Confined to its domain's thread, except {@link #localAddress()} and {@link #isOpen()}, which are for any thread:
 * the address is final.
 */
final class NioListenChannel implements ListenChannel {
    private final ServerSocketChannel socket;
    private final Registration registration;
    private final SocketAddress localAddress;

    private NioListenChannel(NioBackend backend, ServerSocketChannel socket) throws IOException {
        this.socket = socket;
        this.localAddress = socket.getLocalAddress();
        this.registration = new Registration(socket, backend);
    }

    static NioListenChannel listen(NioBackend backend, SocketAddress local, ListenOptions options) throws IOException {
        ServerSocketChannel socket = Sockets.openListener(local);
        try {
            socket.configureBlocking(false);
            setReuse(socket, options);
            socket.bind(local, options.backlog());
            return new NioListenChannel(backend, socket);
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

    private static void setReuse(ServerSocketChannel socket, ListenOptions options) throws IOException {
        // Unix sockets have neither option; the first has a default and is therefore not missed.
        if (socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEADDR)) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        }
        if (options.reusePort()) {
            Sockets.setReusePort(socket);
        }
    }

    @Override
    public @Nullable StreamChannel accept() throws IOException {
        Sockets.requireOpen(socket);
        NioBackend backend = registration.backend();
        if (backend == null) {
            throw new IllegalStateException("the listener is detached; attach it before it accepts");
        }
        SocketChannel accepted = Sockets.<@Nullable SocketChannel>opened(socket::accept, localAddress);
        return accepted == null ? null : NioStreamChannel.accepted(backend, accepted);
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        if (direction != Direction.READ) {
            throw new IllegalArgumentException("a listener is never ready to write; watch READ");
        }
        registration.watch(direction, SelectionKey.OP_ACCEPT, readiness);
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
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        Sockets.setOption(socket, option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return Sockets.option(socket, option);
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    /** Frees the port at once, not only by the next poll: listeners are few, and may be opened again right away. */
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
        return "nio listener at " + localAddress;
    }
}
