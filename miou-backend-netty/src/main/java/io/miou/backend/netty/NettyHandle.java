package io.miou.backend.netty;

import io.miou.spi.HandleBase;

/**
 * A handle over a native socket: its registration.
 *
 * <p>Confined to its domain's thread, except the addresses and {@link #isOpen()}, which any thread may call.
 */
abstract class NettyHandle extends HandleBase {

    final NativeSocket socket;
    final EdgeRegistration registration;

    NettyHandle(NettyBackend backend, NativeSocket socket, Interest interest) {
        this.socket = socket;
        this.registration = new EdgeRegistration(socket.descriptor(), interest, backend);
    }

    @Override
    protected final EdgeRegistration registration() {
        return registration;
    }
}
