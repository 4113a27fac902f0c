package io.miou.backend.netty;

import io.miou.spi.SocketHandle;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.DatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Limits;
import io.netty.channel.unix.NativeInetAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor of the operating system and the calls on it. The only class that uses Netty's {@link Socket}, which is
 * public but documented as internal. If that class changes, only this one must change.
 *
 * <p>Confined to the domain that its handle is attached to, except {@link #isOpen()}, which is for any thread: Netty
 * keeps the state in a volatile field. Every call first checks that the socket is open, because the number of a closed
 * descriptor may belong to another one by now.
 */
final class NativeSocket {

    /** A length, an address of up to 16 bytes, its scope and a port. */
    private static final int ACCEPTED_ADDRESS_BYTES = 26;

    private final NativeTransport transport;
    private final Socket socket;
    private final boolean unix;

    private NativeSocket(NativeTransport transport, Socket socket, boolean unix) {
        this.transport = transport;
        this.socket = socket;
        this.unix = unix;
    }

    /** Opens a stream socket, connecting or listening, for addresses of one kind. */
    static NativeSocket openStream(NativeTransport transport, SocketAddress address) throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        return open(transport, unix ? Socket::newSocketDomain : Socket::newSocketStream, unix, address);
    }

    static NativeSocket openDatagram(NativeTransport transport, SocketAddress address) throws IOException {
        return open(transport, Socket::newSocketDgram, false, address);
    }

    private static NativeSocket open(NativeTransport transport, Supplier<Socket> opener, boolean unix,
            SocketAddress address) throws IOException {
        try {
            return new NativeSocket(transport, opener.get(), unix);
        } catch (ChannelException e) {
            // Netty wraps it, because its constructors declare nothing.
            if (e.getCause() instanceof IOException cause) {
                throw NativeErrors.opening(transport, cause, address);
            }
            throw e;
        }
    }

    NativeTransport transport() {
        return transport;
    }

    FileDescriptor descriptor() {
        return socket;
    }

    /** Whether it is a Unix domain socket and not one of the internet protocols. */
    boolean isUnix() {
        return unix;
    }

    boolean isOpen() {
        return socket.isOpen();
    }

    void requireOpen() throws ClosedChannelException {
        if (!socket.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    void close() throws IOException {
        try {
            socket.close();
        } catch (IOException e) {
            throw NativeErrors.translated(transport, e);
        }
    }

    // Opening

    /** Starts to connect; true if the connection stands already. Failures name the address that was asked for. */
    boolean connect(SocketAddress destination, SocketAddress remote) throws IOException {
        requireOpen();
        try {
            return socket.connect(toNetty(destination));
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.connecting(transport, e, remote);
        }
    }

    /** Throws if a pending connect has failed; {@link #remoteAddress()} tells whether the connection stands. */
    void checkConnect(SocketAddress remote) throws IOException {
        requireOpen();
        int error;
        try {
            error = socket.getSoError();
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.connecting(transport, e, remote);
        }
        if (error != 0) {
            throw NativeErrors.connecting(transport, error, remote);
        }
    }

    void bind(SocketAddress local) throws IOException {
        requireOpen();
        if (local instanceof UnixDomainSocketAddress path && Files.exists(path.getPath(), LinkOption.NOFOLLOW_LINKS)) {
            // Netty would remove the file first, even if a socket listens there.
            throw new BindException("Address already in use: " + local);
        }
        try {
            socket.bind(toNetty(local));
        } catch (IOException e) {
            throw NativeErrors.binding(transport, e, local);
        }
    }

    void listen(int backlog, SocketAddress local) throws IOException {
        try {
            socket.listen(backlog);
        } catch (IOException e) {
            // A port that is shared is refused only here.
            throw NativeErrors.binding(transport, e, local);
        }
    }

    /** A connection that a listener has taken from its backlog. */
    record Accepted(NativeSocket socket, SocketAddress remote) {
    }

    /** Takes a connection from the backlog, or null if there is none. */
    @Nullable
    Accepted accept() throws IOException {
        requireOpen();
        byte[] address = new byte[ACCEPTED_ADDRESS_BYTES];
        int accepted;
        try {
            accepted = socket.accept(address);
        } catch (IOException e) {
            if (NativeErrors.isAborted(transport, e)) {
                return accept(); // the peer has given up while it was waiting; the next one may not have
            }
            throw NativeErrors.translated(transport, e);
        }
        if (accepted < 0) {
            return null;
        }
        NativeSocket connection = wrapped(accepted);
        if (connection == null) {
            return accept();
        }
        SocketAddress remote = unix
                ? UnixDomainSocketAddress.of("")
                : NativeInetAddress.address(address, 1, address[0]);
        return new Accepted(connection, remote);
    }

    /** A connection that was reset while it was waiting may have no address on macOS: as good as aborted. */
    @Nullable
    private NativeSocket wrapped(int accepted) throws IOException {
        try {
            return new NativeSocket(transport, new Socket(accepted), unix);
        } catch (ChannelException e) {
            new FileDescriptor(accepted).close();
            return null;
        }
    }

    // Bytes

    /**
     * Reads into a stable buffer at an address (see {@link BufferMemory}). The caller uses the buffer afterwards, so
     * that it is not collected while only its address is known here.
     */
    int read(long target, int position, int limit) throws IOException {
        requireOpen();
        int count;
        try {
            count = socket.recvAddress(target, position, limit);
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.transferring(transport, e);
        }
        return count > 0 ? count : count == 0 ? SocketHandle.WOULD_BLOCK : SocketHandle.END_OF_STREAM;
    }

    /** Writes from a stable buffer at an address. It is used afterwards, see {@link #read}. */
    int write(long source, int position, int limit) throws IOException {
        requireOpen();
        int count;
        try {
            count = socket.sendAddress(source, position, limit);
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.transferring(transport, e);
        }
        return count == 0 ? SocketHandle.WOULD_BLOCK : count;
    }

    /** Writes from several stable buffers; the first is not empty. The positions of the buffers do not move. */
    long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        requireOpen();
        long count;
        try {
            count = socket.writev(sources, offset, length, Integer.MAX_VALUE);
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.transferring(transport, e);
        }
        return count == 0 ? SocketHandle.WOULD_BLOCK : count;
    }

    void shutdownInput() throws IOException {
        shutdown(true, false);
    }

    void shutdownOutput() throws IOException {
        shutdown(false, true);
    }

    private void shutdown(boolean input, boolean output) throws IOException {
        try {
            socket.shutdown(input, output);
        } catch (IOException | RuntimeException e) {
            // If the connection is gone, so is that side of it. NIO says nothing either.
            if (!NativeErrors.isNotConnected(e)) {
                throw NativeErrors.transferring(transport, e);
            }
        }
    }

    // Datagrams

    /** The size of a datagram, and its sender. */
    record Received(int count, SocketAddress sender) {
    }

    /**
     * Sends to an address, or to the peer if there is none; failures name it; 0 if it would block. The buffer is
     * stable, and used afterwards.
     */
    int sendDatagram(ByteBuffer source, int position, int limit, @Nullable InetSocketAddress target,
            @Nullable SocketAddress peer) throws IOException {
        requireOpen();
        try {
            return target == null
                    ? socket.sendAddress(BufferMemory.address(source), position, limit)
                    : socket.sendToAddress(BufferMemory.address(source), position, limit, target.getAddress(),
                            target.getPort());
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.datagram(transport, e, target == null ? peer : target);
        }
    }

    /** Takes a datagram, or null if there is none. The buffer is stable, and used afterwards. */
    @Nullable
    Received receiveDatagram(ByteBuffer target, int position, int limit, @Nullable SocketAddress peer)
            throws IOException {
        requireOpen();
        try {
            DatagramSocketAddress sender = socket.recvFromAddress(BufferMemory.address(target), position, limit);
            return sender == null ? null : new Received(sender.receivedAmount(), sender);
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.datagram(transport, e, peer);
        }
    }

    void disconnect() throws IOException {
        requireOpen();
        try {
            socket.disconnect();
        } catch (IOException | RuntimeException e) {
            throw NativeErrors.transferring(transport, e);
        }
    }

    // Addresses

    /** The address that the socket is bound to, or null. */
    @Nullable
    SocketAddress localAddress() {
        return unix ? fromNetty(socket.localDomainSocketAddress()) : socket.localAddress();
    }

    /** The address that the socket is connected to; null if it is not connected. */
    @Nullable
    SocketAddress remoteAddress() {
        if (!unix) {
            return socket.remoteAddress();
        }
        DomainSocketAddress remote = socket.remoteDomainSocketAddress();
        return remote == null ? null : fromNetty(remote);
    }

    private static SocketAddress fromNetty(@Nullable DomainSocketAddress address) {
        String path = address == null ? "" : address.path();
        int end = path.indexOf('\0');
        return UnixDomainSocketAddress.of(end < 0 ? path : path.substring(0, end));
    }

    private static SocketAddress toNetty(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix
                ? new DomainSocketAddress(unix.getPath().toString())
                : (InetSocketAddress) address;
    }

    // Options, as numbers; a boolean is 0 or 1

    int intOption(IntOption option, String name) throws IOException {
        requireOpen();
        try {
            return switch (option.kind()) {
                case NO_DELAY -> number(socket.isTcpNoDelay());
                case KEEP_ALIVE -> number(socket.isKeepAlive());
                case REUSE_ADDRESS -> number(socket.isReuseAddress());
                case REUSE_PORT -> number(socket.isReusePort());
                case SEND_BUFFER -> socket.getSendBufferSize();
                case RECEIVE_BUFFER -> socket.getReceiveBufferSize();
                case BROADCAST -> number(socket.isBroadcast());
                case LINGER -> socket.getSoLinger();
                case TRAFFIC_CLASS -> socket.getTrafficClass();
                case TCP -> socket.getIntOpt(SystemNumbers.TCP_LEVEL, option.number());
            };
        } catch (IOException | ChannelException e) {
            throw NativeErrors.option(transport, e, name);
        }
    }

    void setIntOption(IntOption option, String name, int value) throws IOException {
        requireOpen();
        try {
            switch (option.kind()) {
                case NO_DELAY -> socket.setTcpNoDelay(value != 0);
                case KEEP_ALIVE -> socket.setKeepAlive(value != 0);
                case REUSE_ADDRESS -> socket.setReuseAddress(value != 0);
                case REUSE_PORT -> socket.setReusePort(value != 0);
                case SEND_BUFFER -> socket.setSendBufferSize(value);
                case RECEIVE_BUFFER -> socket.setReceiveBufferSize(value);
                case BROADCAST -> socket.setBroadcast(value != 0);
                case LINGER -> socket.setSoLinger(value);
                case TRAFFIC_CLASS -> socket.setTrafficClass(value);
                case TCP -> socket.setIntOpt(SystemNumbers.TCP_LEVEL, option.number(), value);
            }
        } catch (IOException | ChannelException e) {
            throw NativeErrors.option(transport, e, name);
        }
    }

    /** The number of buffers that one system call takes. There must be bytes in them. */
    static int mostBuffers() {
        return Limits.IOV_MAX;
    }

    private static int number(boolean value) {
        return value ? 1 : 0;
    }
}
