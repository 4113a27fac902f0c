package io.miou.net;

import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;

/** The options of every TCP connection, on every backend. Called on the handle's domain. */
final class TcpDefaults {

    private TcpDefaults() {
    }

    /**
     * Switches Nagle's algorithm off for a TCP connection that was made or accepted, so that small writes are sent at
     * once. A connection that was reset meanwhile may refuse; the next read or write throws then.
     */
    static void sendAtOnce(StreamHandle handle) {
        if (handle.localAddress() instanceof InetSocketAddress) {
            trySet(handle, StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /**
     * Returns whether a connect has connected the socket to itself. For a port of this host without a listener, the
     * system may choose that very port as the local one.
     */
    static boolean isConnectedToItself(StreamHandle handle) {
        SocketAddress local = handle.localAddress();
        return local instanceof InetSocketAddress && local.equals(handle.remoteAddress());
    }

    /** Makes the next close reset the connection, so that its port is free at once. */
    static void resetAtClose(StreamHandle handle) {
        trySet(handle, StandardSocketOptions.SO_LINGER, 0);
    }

    private static <T> void trySet(StreamHandle handle, SocketOption<T> option, T value) {
        try {
            handle.setOption(option, value);
        } catch (IOException | UnsupportedOperationException e) {
            // The connection works without the option.
        }
    }
}
