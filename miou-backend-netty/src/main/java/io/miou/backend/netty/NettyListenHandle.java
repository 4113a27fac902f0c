package io.miou.backend.netty;

import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * A native socket that listens.
 *
 * <p>Confined to its domain's thread, except {@link #localAddress()} and {@link #isOpen()}, which are for any thread:
 * the address is final.
 */
final class NettyListenHandle extends NettyHandle implements ListenHandle {

    private NettyListenHandle(NettyBackend backend, NativeSocket socket, SocketAddress localAddress) {
        super(backend, socket, Interest.ACCEPT);
        keepAddresses(localAddress, null);
    }

    static NettyListenHandle listen(NettyBackend backend, SocketAddress local, ListenOptions options)
            throws IOException {
        NativeAddresses.check(backend.transport(), local);
        NativeSocket socket = NativeSocket.openStream(backend.transport(), local);
        try {
            if (!socket.isUnix()) {
                NativeOptions.setReuseAddress(socket, options.reuseAddress());
            }
            if (options.reusePort()) {
                setReusePort(socket);
            }
            socket.bind(local);
            socket.listen(options.backlog(), local);
            SocketAddress bound = socket.localAddress();
            return new NettyListenHandle(backend, socket, bound == null ? local : bound);
        } catch (Throwable e) {
            closeAfter(e, socket);
            throw e;
        }
    }

    private static void setReusePort(NativeSocket socket) throws IOException {
        if (socket.isUnix()) {
            throw new UnsupportedOperationException(
                    "Unix domain sockets have no SO_REUSEPORT; listen without reusePort");
        }
        NativeOptions.setReusePort(socket);
    }

    /** Closes the socket that a failure has left behind. */
    static void closeAfter(Throwable failure, NativeSocket left) {
        try {
            left.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public @Nullable StreamHandle accept() throws IOException {
        socket.requireOpen();
        NettyBackend backend = registration.backend();
        if (backend == null) {
            throw new IllegalStateException("the listener is detached; attach it before it accepts");
        }
        NativeSocket.Accepted accepted = socket.accept();
        if (accepted == null) {
            registration.drained();
            return null;
        }
        return NettyStreamHandle.accepted(backend, accepted);
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        NativeOptions.setOfListener(socket, option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return NativeOptions.getOfListener(socket, option);
    }

    @Override
    public String toString() {
        return socket.transport().name() + " listener at " + localAddress();
    }
}
