package io.miou.net;

import io.miou.spi.StreamChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;

/** The options of every TCP connection, on every backend. Called on the channel's domain. */
final class TcpDefaults {

    private TcpDefaults() {
    }

    /**
     * Switches Nagle's algorithm off for a TCP connection that was made or accepted, so that small writes are sent at
     * once. A connection that was reset meanwhile may refuse; the next read or write throws then.
     */
    static void sendAtOnce(StreamChannel channel) {
        if (channel.localAddress() instanceof InetSocketAddress) {
            trySet(channel, StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /**
     * Returns whether a connect has connected the socket to itself. For a port of this host without a listener, the
     * system may choose that very port as the local one.
     */
    static boolean isConnectedToItself(StreamChannel channel) {
        SocketAddress local = channel.localAddress();
        return local instanceof InetSocketAddress && local.equals(channel.remoteAddress());
    }

    /** Makes the next close reset the connection, so that its port is free at once. */
    static void resetAtClose(StreamChannel channel) {
        trySet(channel, StandardSocketOptions.SO_LINGER, 0);
    }

    private static <T> void trySet(StreamChannel channel, SocketOption<T> option, T value) {
        try {
            channel.setOption(option, value);
        } catch (IOException | UnsupportedOperationException e) {
            // The connection works without the option.
        }
    }
}
