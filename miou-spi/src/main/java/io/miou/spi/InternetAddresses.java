package io.miou.spi;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The rules for internet addresses that all backends share. Stateless, for any thread.
 *
 * @since 0.1.0
 */
public final class InternetAddresses {

    private static final InetAddress LOOPBACK4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");

    private InternetAddresses() {
    }

    /**
     * {@return the destination of a connect or a datagram to an address} The wildcard address means the loopback of its
     * family, as in NIO. Every other address means itself.
     *
     * @param remote resolved, or not: then it is returned as it is
     */
    public static InetSocketAddress destination(InetSocketAddress remote) {
        InetAddress host = remote.getAddress();
        if (host == null || !host.isAnyLocalAddress()) {
            return remote;
        }
        return new InetSocketAddress(host instanceof Inet4Address ? LOOPBACK4 : LOOPBACK6, remote.getPort());
    }

    /**
     * {@return the same as {@link #destination(InetSocketAddress)}; an address of another kind means itself}
     *
     * @param remote of any kind
     */
    public static SocketAddress destination(SocketAddress remote) {
        return remote instanceof InetSocketAddress internet ? destination(internet) : remote;
    }
}
