package io.miou.backend.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** The addresses that a native socket can have. Stateless. */
final class NativeAddresses {

    private NativeAddresses() {
    }

    /** Refuses addresses that Netty would cut short or not understand. */
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

    /** {@return the address, if it is a resolved internet address} Datagram sockets have no others here. */
    static InetSocketAddress requireInternet(NativeTransport transport, SocketAddress address)
            throws UnknownHostException {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException(transport.name() + " has no datagram sockets for addresses of "
                    + address.getClass().getName() + ": " + address);
        }
        if (inet.isUnresolved()) {
            throw new UnknownHostException(inet.getHostString());
        }
        return inet;
    }

    /** Refuses port 0, in NIO's words: not every system refuses it. */
    static void requirePort(InetSocketAddress remote, String verb) throws SocketException {
        if (remote.getPort() == 0) {
            throw new SocketException("Can't " + verb + " to port 0: " + remote);
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
