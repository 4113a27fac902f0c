package io.miou.backend.nio;

import io.miou.spi.DescriptorsExhaustedException;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** Opens sockets that fit an address, and puts the address into the exceptions. Stateless. */
final class Sockets {

    /** The number of new attempts at a call that failed although descriptors could be opened. */
    private static final int TRIES = 3;

    private Sockets() {
    }

    /** Opens a descriptor, or takes a connection. */
    @FunctionalInterface
    interface Opener<C> {
        C open() throws IOException;
    }

    static SocketChannel openStream(SocketAddress remote) throws IOException {
        return isUnix(remote)
                ? opened(() -> SocketChannel.open(StandardProtocolFamily.UNIX), remote)
                : opened(SocketChannel::open, remote);
    }

    static ServerSocketChannel openListener(SocketAddress local) throws IOException {
        return isUnix(local)
                ? opened(() -> ServerSocketChannel.open(StandardProtocolFamily.UNIX), local)
                : opened(ServerSocketChannel::open, local);
    }

    static DatagramChannel openDatagrams(SocketAddress local) throws IOException {
        requireInternet(local);
        return opened(DatagramChannel::open, local);
    }

    /**
     * {@return the socket that was opened} NIO has only the system's words for too many open descriptors, and those
     * depend on the language of the machine. So whether that was the reason is found out by opening another one. If
     * that works, it was another reason, or a descriptor has become free meanwhile: then it is worth another try.
     *
     * @param opener tried more than once
     * @param address for the exception
     * @throws DescriptorsExhaustedException if no descriptor can be opened
     */
    static <C extends @Nullable Object> C opened(Opener<C> opener, Object address) throws IOException {
        for (int left = TRIES;; left--) {
            try {
                return opener.open();
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                if (DescriptorProbe.isExhausted()) {
                    IOException named = new DescriptorsExhaustedException(e.getMessage() + ": " + address);
                    named.initCause(e);
                    throw named;
                }
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    /** {@return the exception with the address in its message, of the same type where NIO's callers know the type} */
    static IOException withAddress(IOException failure, Object address) {
        String message = failure.getMessage() + ": " + address;
        IOException named = switch (failure) {
            case ConnectException _ -> new ConnectException(message);
            case BindException _ -> new BindException(message);
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            // NIO leaves the words out.
            case PortUnreachableException _ -> new PortUnreachableException("Connection refused: " + address);
            case ProtocolException _ -> new ProtocolException(message);
            // What NIO has no type for is an IOException in some places and a SocketException in others.
            case IOException e when e.getClass() == SocketException.class || e.getClass() == IOException.class ->
                new SocketException(message);
            default -> null;
        };
        if (named == null) {
            return failure;
        }
        named.initCause(failure);
        return named;
    }

    /** {@return the exception for an address of a family that this JVM has no sockets for, which is IPv6} */
    static SocketException withoutFamily(UnsupportedAddressTypeException failure, SocketAddress address) {
        SocketException named = new SocketException("Address family not supported by protocol: " + address
                + ", because this JVM has no IPv6; use an IPv4 address");
        named.initCause(failure);
        return named;
    }

    static <T> void setOption(NetworkChannel socket, SocketOption<T> option, T value) throws IOException {
        try {
            socket.setOption(option, value);
        } catch (IOException e) {
            throw withAddress(e, option.name());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("option " + option.name() + " cannot be " + value, e);
        }
    }

    static <T> T option(NetworkChannel socket, SocketOption<T> option) throws IOException {
        try {
            return socket.getOption(option);
        } catch (IOException e) {
            throw withAddress(e, option.name());
        }
    }

    /** Closes the socket that a failure has left behind. */
    static void closeAfter(Throwable failure, Closeable left) {
        try {
            left.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Whether a connect in the Unix domain probably failed because the backlog had no room. The JDK has no exception
     * type for that failure: so this is a plain {@code SocketException} although the file could be connected to.
     */
    static boolean isPerhapsCrowded(IOException failure, SocketAddress remote) {
        return failure.getClass() == SocketException.class && remote instanceof UnixDomainSocketAddress unix
                && Files.exists(unix.getPath()) && Files.isWritable(unix.getPath());
    }

    static SocketException crowded(IOException failure, SocketAddress remote) {
        SocketException named = new SocketException(failure.getMessage() + ": the backlog of the listener at " + remote
                + " is full; try again later");
        named.initCause(failure);
        return named;
    }

    static void requireOpen(Channel channel) throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    /** {@return the address, if datagrams can have one of this kind} */
    static InetSocketAddress requireInternet(SocketAddress address) throws UnknownHostException {
        if (isUnix(address) || !(address instanceof InetSocketAddress internet)) {
            throw new IllegalArgumentException("nio has no datagram sockets for the Unix domain: " + address);
        }
        return internet;
    }

    /** Checks the arena of a buffer where the JDK is not asked, which would check it. */
    static void requireUsable(ByteBuffer buffer) {
        if (buffer.isDirect()) {
            MemorySegment memory = MemorySegment.ofBuffer(buffer);
            if (!memory.scope().isAlive()) {
                throw new IllegalStateException("the arena of the buffer is closed; keep it open while it is used");
            }
            if (!memory.isAccessibleBy(Thread.currentThread())) {
                throw new WrongThreadException("the arena of the buffer is confined to another thread");
            }
        }
    }

    static void setReusePort(NetworkChannel socket) throws IOException {
        if (!socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new UnsupportedOperationException(
                    "this operating system has no SO_REUSEPORT for such sockets; open it without reusePort");
        }
        setOption(socket, StandardSocketOptions.SO_REUSEPORT, true);
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
