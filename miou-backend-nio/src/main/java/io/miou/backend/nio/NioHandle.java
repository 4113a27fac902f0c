package io.miou.backend.nio;

import io.miou.spi.HandleBase;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;

/**
 * A handle over a socket of NIO: its registration and its options.
 *
 * <p>Confined to its domain's thread, except the addresses and {@link #isOpen()}, which any thread may call.
 *
 * @param <S> the socket's type
 */
abstract class NioHandle<S extends SelectableChannel & NetworkChannel> extends HandleBase {

    final S socket;
    final KeyRegistration registration;

    NioHandle(NioBackend backend, S socket) {
        this.socket = socket;
        this.registration = new KeyRegistration(socket, backend);
    }

    @Override
    protected final KeyRegistration registration() {
        return registration;
    }

    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        Sockets.setOption(socket, option, value);
    }

    public final <T> T option(SocketOption<T> option) throws IOException {
        return Sockets.option(socket, option);
    }
}
