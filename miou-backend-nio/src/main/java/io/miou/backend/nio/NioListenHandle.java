package io.miou.backend.nio;

import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A listener over a {@link ServerSocketChannel}.
 *
 * <p>Confined to its domain's thread, except {@link #localAddress()} and {@link #isOpen()}, which any thread may call.
 */
final class NioListenHandle extends NioHandle<ServerSocketChannel> implements ListenHandle {
    private NioListenHandle(NioBackend backend, ServerSocketChannel socket) throws IOException {
        super(backend, socket);
        keepAddresses(socket.getLocalAddress(), null);
    }

    static NioListenHandle listen(NioBackend backend, SocketAddress local, ListenOptions options) throws IOException {
        ServerSocketChannel socket = Sockets.openListener(local);
        try {
            socket.configureBlocking(false);
            setReuse(socket, options);
            socket.bind(local, options.backlog());
            return new NioListenHandle(backend, socket);
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
    public @Nullable StreamHandle accept() throws IOException {
        Sockets.requireOpen(socket);
        NioBackend backend = registration.backend();
        if (backend == null) {
            throw new IllegalStateException("the listener is detached; attach it before it accepts");
        }
        SocketChannel accepted = Sockets.<@Nullable SocketChannel>opened(socket::accept,
                Objects.requireNonNull(localAddress()));
        return accepted == null ? null : NioStreamHandle.accepted(backend, accepted);
    }

    @Override
    public String toString() {
        return "nio listener at " + localAddress();
    }
}
