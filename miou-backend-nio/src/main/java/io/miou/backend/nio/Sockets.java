package io.miou.backend.nio;

import io.miou.spi.DescriptorsExhaustedException;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Opens sockets that fit an address, and puts the address into the exceptions. Stateless. */
final class Sockets {

    private Sockets() {
    }

    static SocketChannel openStream(SocketAddress remote) throws IOException {
        return isUnix(remote) ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    }

    static ServerSocketChannel openListener(SocketAddress local) throws IOException {
        return isUnix(local) ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    }

    /** {@return the exception with the address in its message, of the same type where NIO's callers know the type} */
    static IOException withAddress(IOException failure, SocketAddress address) {
        String message = failure.getMessage() + ": " + address;
        SocketException named = switch (failure) {
            case ConnectException _ -> new ConnectException(message);
            case BindException _ -> new BindException(message);
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            case SocketException e when e.getClass() == SocketException.class -> new SocketException(message);
            default -> null;
        };
        if (named == null) {
            return failure;
        }
        named.initCause(failure);
        return named;
    }

    /** {@return the failure, by its own name if it is one of too many open descriptors; NIO has only words for that} */
    static IOException exhaustedOr(IOException failure) {
        String words = String.valueOf(failure.getMessage());
        if (!words.contains("Too many open files")) {
            return failure;
        }
        IOException named = new DescriptorsExhaustedException(words);
        named.initCause(failure);
        return named;
    }

    /** Closes what a failure has left behind. */
    static void closeAfter(Throwable failure, Closeable left) {
        try {
            left.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    static void requireOpen(Channel channel) throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** Checks that datagrams can have such an address. */
    static void requireInternet(SocketAddress address) throws UnknownHostException {
        if (isUnix(address)) {
            throw new IllegalArgumentException("nio has no datagram sockets for the Unix domain: " + address);
        }
    }

    static void setReusePort(NetworkChannel socket) throws IOException {
        if (!socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new UnsupportedOperationException(
                    "this operating system has no SO_REUSEPORT for such sockets; open it without reusePort");
        }
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }

    private static boolean isUnix(SocketAddress address) throws UnknownHostException {
        return switch (address) {
            case InetSocketAddress inet when inet.isUnresolved() ->
                throw new UnknownHostException(inet.getHostString());
            case InetSocketAddress _ -> false;
            case UnixDomainSocketAddress _ -> true;
            default -> throw new IllegalArgumentException(
                    "nio has no sockets for addresses of " + address.getClass().getName() + ": " + address);
        };
    }
}
