package io.miou.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves host names, and puts addresses into words. Stateless. */
final class Addresses {

    private Addresses() {
    }

    /** Returns whether using an address suspends no task, because it is not a host name. */
    static boolean isResolved(SocketAddress address) {
        return !(address instanceof InetSocketAddress internet) || !internet.isUnresolved();
    }

    /** Returns the addresses of a host in the order of preference. Suspends only for a host name. On a fiber. */
    static List<? extends SocketAddress> resolve(SocketAddress address, Resolver resolver)
            throws UnknownHostException {
        if (!(address instanceof InetSocketAddress internet) || isResolved(address)) {
            return List.of(address);
        }
        return resolver.resolve(internet);
    }

    /** Returns the first address of a host. Suspends only for a host name. On a fiber. */
    static SocketAddress first(SocketAddress address) throws UnknownHostException {
        return isResolved(address) ? address : resolve(address, Resolver.SYSTEM).getFirst();
    }

    /**
     * Takes addresses in turns from the two families, beginning with the family of the first. So a family that does not
     * work costs one attempt.
     */
    static List<SocketAddress> interleaved(List<? extends SocketAddress> addresses) {
        Deque<SocketAddress> preferred = new ArrayDeque<>();
        Deque<SocketAddress> others = new ArrayDeque<>();
        Class<?> family = family(addresses.getFirst());
        for (SocketAddress address : addresses) {
            (family(address) == family ? preferred : others).add(address);
        }
        List<SocketAddress> mixed = new ArrayList<>(addresses.size());
        while (!preferred.isEmpty() || !others.isEmpty()) {
            if (!preferred.isEmpty()) {
                mixed.add(preferred.remove());
            }
            if (!others.isEmpty()) {
                mixed.add(others.remove());
            }
        }
        return mixed;
    }

    private static Class<?> family(SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            InetAddress host = internet.getAddress();
            return host == null ? InetAddress.class : host.getClass();
        }
        return address.getClass();
    }

    /** Returns the word for a stream or listener at an address. */
    static String kind(@Nullable SocketAddress address) {
        return address instanceof UnixDomainSocketAddress ? "Unix" : "TCP";
    }

    /** Returns an address as people write it, without the slash of the JDK. */
    static String words(SocketAddress address) {
        if (address instanceof InetSocketAddress internet && !internet.isUnresolved()) {
            String host = internet.getAddress().getHostAddress();
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + internet.getPort();
        }
        String words = address.toString();
        return words.isEmpty() ? "in the Unix domain" : words;
    }

    static int port(SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            return internet.getPort();
        }
        throw new UnsupportedOperationException(
                address + " has no port; ask for the localAddress() in the Unix domain");
    }

    static SocketAddress required(@Nullable SocketAddress address) {
        if (address == null) {
            throw new IllegalStateException("the socket was never connected; connect it first");
        }
        return address;
    }
}
