package io.miou.backend.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** Which addresses a native socket can have. Stateless. */
final class NativeAddresses {

    private NativeAddresses() {
    }

    /** Refuses what Netty would cut short or not understand. */
    static void check(NativeTransport transport, SocketAddress address) throws UnknownHostException, SocketException {
        switch (address) {
            case InetSocketAddress inet when inet.isUnresolved() ->
                throw new UnknownHostException(inet.getHostString());
            case InetSocketAddress _ -> {
            }
            case UnixDomainSocketAddress unix -> checkPath(transport, unix);
            default -> throw new IllegalArgumentException(transport.name() + " has no sockets for addresses of "
                    + address.getClass().getName() + ": " + address);
        }
    }

    /** Refuses what is no resolved internet address: datagram sockets have no others here. */
    static void checkInternet(NativeTransport transport, SocketAddress address) throws UnknownHostException {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException(transport.name() + " has no datagram sockets for addresses of "
                    + address.getClass().getName() + ": " + address);
        }
        if (inet.isUnresolved()) {
            throw new UnknownHostException(inet.getHostString());
        }
    }

    private static void checkPath(NativeTransport transport, UnixDomainSocketAddress address) throws SocketException {
        String path = address.getPath().toString();
        if (path.isEmpty()) {
            throw new SocketException("a Unix domain socket needs a path; name one");
        }
        int limit = transport.numbers().pathLimit();
        if (path.getBytes(StandardCharsets.UTF_8).length > limit) {
            throw new SocketException("Unix domain path too long; choose one of " + limit + " bytes at most: " + path);
        }
    }
}
