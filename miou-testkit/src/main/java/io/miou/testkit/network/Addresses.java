package io.miou.testkit.network;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/** The addresses of a world. Stateless. */
final class Addresses {

    /**
     * The address of a client that connects to a host other than the loopback: one of the addresses reserved for
     * examples.
     */
    private static final InetAddress CLIENT = of(192, 0, 2, 1);

    private Addresses() {
    }

    private static InetAddress of(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("cannot happen: four bytes are an address", e);
        }
    }

    static SocketAddress require(SocketAddress address) throws UnknownHostException {
        return switch (address) {
            case InetSocketAddress inet when inet.isUnresolved() ->
                throw new UnknownHostException(inet.getHostString());
            case InetSocketAddress _,UnixDomainSocketAddress _ -> address;
            default -> throw new IllegalArgumentException(
                    "a simulated world has no sockets for addresses of " + address.getClass().getName() + ": "
                            + address);
        };
    }

    static InetSocketAddress requireInternet(SocketAddress address) throws UnknownHostException {
        if (require(address) instanceof InetSocketAddress inet) {
            return inet;
        }
        throw new IllegalArgumentException(
                "a simulated world has no datagram sockets for the Unix domain: " + address);
    }

    /** {@return the host from which a socket that is bound to none reaches a target} */
    static InetAddress sourceFor(InetSocketAddress target) {
        return target.getAddress().isLoopbackAddress() ? target.getAddress() : CLIENT;
    }

    /** {@return whether what is sent to a destination arrives at a socket that is bound to an address} */
    static boolean matches(InetSocketAddress bound, InetSocketAddress destination) {
        return bound.getPort() == destination.getPort() && (bound.getAddress().isAnyLocalAddress()
                || bound.getAddress().equals(destination.getAddress()));
    }

    /** {@return whether two sockets cannot be bound to both} */
    static boolean collide(SocketAddress one, SocketAddress other) {
        if (one instanceof InetSocketAddress first && other instanceof InetSocketAddress second) {
            return first.getPort() == second.getPort() && (first.getAddress().isAnyLocalAddress()
                    || second.getAddress().isAnyLocalAddress() || first.getAddress().equals(second.getAddress()));
        }
        return one.equals(other);
    }
}
