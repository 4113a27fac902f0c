package io.miou.net;

import io.miou.spi.StreamChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;

/** What this library wants of every TCP connection, whatever the backend. Called on the channel's domain. */
final class TcpDefaults {

    private TcpDefaults() {
    }

    /**
     * Switches Nagle's algorithm off for a connection that was made or accepted, if it is one of TCP: small writes are sent at once.
     * A connection that has been reset meanwhile may refuse; the next read or write tells.
     */
    static void sendAtOnce(StreamChannel channel) {
        if (channel.localAddress() instanceof InetSocketAddress) {
            trySet(channel, StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    /**
     * {@return whether a connect has met itself} A connect to a port of this host where nobody listens is given that port as its
     * own by chance, if it is one of those that the system gives out; then it is connected to itself.
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
            // It goes on without.
        }
    }
}
