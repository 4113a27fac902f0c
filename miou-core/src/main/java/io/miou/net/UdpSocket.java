package io.miou.net;

import io.miou.Ownership;
import io.miou.Resource;
import io.miou.spi.DatagramHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket that sends and receives datagrams. The task that bound it is the owner. One socket serves IPv4 and IPv6 if
 * the system has both.
 *
 * <p>A datagram arrives whole or not at all, may be overtaken by a later one, and may come twice. If it is larger than
 * the receiver's buffer, the rest is lost silently: a buffer of 65,535 bytes holds any datagram. The system drops
 * datagrams that are not received in time.
 *
 * {@snippet :
 * try (UdpSocket socket = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 7))) {
 *     ByteBuffer buffer = ByteBuffer.allocateDirect(65_535);
 *     while (true) {
 *         SocketAddress sender = socket.receive(buffer.clear());
 *         socket.send(buffer.flip(), sender);
 *     }
 * }
 * }
 *
 * @since 0.1.0
 */
public final class UdpSocket implements Resource {

    /**
     * The options with which a datagram socket is bound. Immutable. Any thread.
     *
     * @param reuseAddress {@code SO_REUSEADDR}: several sockets of a machine may receive one multicast group at one
     *        port
     * @param reusePort {@code SO_REUSEPORT}: several sockets share one port; on Linux the kernel spreads the datagrams
     *        over them
     */
    public record Options(boolean reuseAddress, boolean reusePort) {

        private static final Options STANDARD = new Options(false, false);

        /** {@return the standard options: no reuse of any kind} */
        public static Options standard() {
            return STANDARD;
        }

        /**
         * {@return these options with or without {@code SO_REUSEADDR}}
         *
         * @param reuse whether the option is set
         */
        public Options withReuseAddress(boolean reuse) {
            return new Options(reuse, reusePort);
        }

        /**
         * {@return these options with or without {@code SO_REUSEPORT}}
         *
         * @param reuse whether the option is set
         */
        public Options withReusePort(boolean reuse) {
            return new Options(reuseAddress, reuse);
        }
    }

    private final OwnedSocket<DatagramHandle> socket;

    private UdpSocket(DatagramHandle handle) {
        this.socket = new OwnedSocket<>(handle, "UDP socket " + handle.localAddress(), "receiving from");
    }

    /**
     * Binds a socket with the {@linkplain Options#standard standard options}. Otherwise the same as
     * {@link #bind(SocketAddress, Options)}.
     *
     * @param local an internet address; with port 0 the operating system chooses one
     * @return the socket, owned by the current task
     * @throws java.net.BindException if the address is in use, or does not belong to this machine
     * @throws IOException if it fails in another way
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws IllegalArgumentException if it is not an internet address
     * @throws java.net.UnknownHostException if the name is unknown
     */
    public static UdpSocket bind(SocketAddress local) throws IOException {
        return bind(local, Options.standard());
    }

    /**
     * Binds a socket to a port of all addresses of this machine, with the {@linkplain Options#standard standard
     * options}. Never suspends.
     *
     * @param port a port number; with 0 the operating system chooses one: see {@link #port()}
     * @return the socket, owned by the current task
     * @throws IOException if it fails in another way; see {@link #bind(SocketAddress, Options)}
     * @throws IllegalArgumentException if it is not a port number
     * @throws java.net.BindException if the port is in use
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     */
    public static UdpSocket bind(int port) throws IOException {
        return bind(new InetSocketAddress(port));
    }

    /**
     * Binds a socket to a host of this machine, with the {@linkplain Options#standard standard options}. Otherwise the
     * same as {@link #bind(SocketAddress, Options)}.
     *
     * @param host a name or a literal address
     * @param port a port number; with 0 the operating system chooses one: see {@link #port()}
     * @return the socket, owned by the current task
     * @throws java.net.UnknownHostException if the name is unknown
     * @throws IOException if it fails in another way; see {@link #bind(SocketAddress, Options)}
     * @throws IllegalArgumentException if it is not a port number
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws java.net.BindException if the address is in use, or does not belong to this machine
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     */
    public static UdpSocket bind(String host, int port) throws IOException {
        return bind(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Binds a socket. Suspends only to resolve a host name.
     *
     * @param local an internet address; with port 0 the operating system chooses one
     * @param options what the socket shares with others
     * @return the socket, owned by the current task
     * @throws java.net.BindException if the address is in use, or does not belong to this machine
     * @throws IOException if it fails in another way
     * @throws IllegalArgumentException if it is not an internet address
     * @throws UnsupportedOperationException if the run's backend has no sockets: the message names the artifact to add;
     *        or if the operating system has no {@code SO_REUSEPORT}
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static UdpSocket bind(SocketAddress local, Options options) throws IOException {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(options, "options");
        return new UdpSocket(DatagramBind.to(local, options));
    }

    /**
     * Sends a datagram to an address. Suspends while the system has no room, and each time to resolve a host name.
     *
     * @param source the datagram, which may be empty; its position moves to its limit
     * @param target the receiver; with a peer, only that peer. The wildcard address means this host's loopback address
     * @throws IOException if the system refuses, for example a datagram that is too large
     * @throws java.net.PortUnreachableException if an earlier datagram did not find the peer's port
     * @throws java.nio.channels.AlreadyConnectedException if the socket has another peer
     * @throws IllegalArgumentException if it is not an internet address
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was sent then
     * @throws java.nio.channels.WritePendingException if another task is sending (rule 27)
     * @throws java.net.UnknownHostException if the name is unknown
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the socket meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber; if the arena of the buffer is closed
     */
    public void send(ByteBuffer source, SocketAddress target) throws IOException {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        DatagramSend.to(target, source, socket);
    }

    /**
     * Sends a datagram to the peer. Suspends while the system has no room for it.
     *
     * @param source the datagram, which may be empty; its position moves to its limit
     * @throws IOException if the system refuses, for example a datagram that is too large
     * @throws java.net.PortUnreachableException if an earlier datagram did not find the peer's port
     * @throws java.nio.channels.NotYetConnectedException if the socket has no peer
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was sent then
     * @throws java.nio.channels.WritePendingException if another task is sending (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the socket meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber; if the arena of the buffer is closed
     */
    public void send(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        DatagramSend.toPeer(source, socket);
    }

    /**
     * Takes the next datagram. Suspends until there is one.
     *
     * @param target gets the datagram; its position moves by the datagram's length. Bytes that do not fit are lost
     * @return the sender
     * @throws IOException if the system reports an error
     * @throws java.net.PortUnreachableException if a sent datagram did not find the peer's port
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no datagram was taken then
     * @throws java.nio.channels.ReadPendingException if another task is receiving (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the socket meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber; if the arena of the buffer is closed
     */
    public SocketAddress receive(ByteBuffer target) throws IOException {
        return DatagramReceive.into(target, socket);
    }

    /**
     * A received datagram.
     *
     * @param sender the sender's address
     * @param truncated whether the datagram was larger than the buffer, so that the rest is lost
     */
    public record Received(SocketAddress sender, boolean truncated) {

        /** Checks that there is a sender. */
        public Received {
            Objects.requireNonNull(sender, "sender");
        }
    }

    /**
     * Takes the next datagram and tells whether all of it fitted into the buffer. It costs one more copy. Otherwise the
     * same as {@link #receive(ByteBuffer)}.
     *
     * @param target gets the datagram; its position moves by the bytes it got
     * @return the sender, and whether the datagram was truncated
     * @throws IOException if the system reports an error
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no datagram was taken then
     * @throws java.nio.channels.ReadPendingException if another task is receiving (rule 27)
     * @throws java.net.PortUnreachableException if a sent datagram did not find the peer's port
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the socket meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber; if the arena of the buffer is closed
     */
    public Received receiveAll(ByteBuffer target) throws IOException {
        return DatagramReceive.allInto(target, socket);
    }

    /**
     * Sets the peer. From now on only its datagrams are received, {@link #send(ByteBuffer)} sends to it, and what the
     * network reports about it is thrown. Connecting again changes the peer. Suspends only to resolve a host name.
     * Datagrams of other senders that have come and were not received are dropped; those of the peer are kept.
     *
     * @param remote the peer
     * @return this
     * @throws IOException if the system refuses
     * @throws IllegalArgumentException if it is not an internet address
     * @throws java.net.UnknownHostException if the name is unknown
     * @throws io.miou.TaskCancelled if the caller is cancelled first; the peer is unchanged then
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the socket meanwhile
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    public UdpSocket connect(SocketAddress remote) throws IOException {
        Objects.requireNonNull(remote, "remote");
        socket.beginOperation();
        socket.handle().connect(DatagramSend.resolve(remote, socket));
        return this;
    }

    /**
     * Removes the peer, if there is one. Never suspends.
     *
     * @return this
     * @throws IOException if the system reports an error
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    public UdpSocket disconnect() throws IOException {
        socket.holding().checkOpen();
        socket.handle().disconnect();
        return this;
    }

    /**
     * Joins a multicast group: its datagrams are received too, until {@link #leave} or {@link #close}. Joining again
     * does nothing. {@link Options#reuseAddress} lets several sockets receive one group at one port. Never suspends.
     *
     * @param group the group's address
     * @param via the interface on which its datagrams are received
     * @return this
     * @throws IOException if the system refuses
     * @throws IllegalArgumentException if it is not a multicast address
     * @throws UnsupportedOperationException if the run's backend has no multicast; {@code nio} has
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    public UdpSocket join(InetAddress group, NetworkInterface via) throws IOException {
        Multicast.join(group, via, socket);
        return this;
    }

    /**
     * Leaves a multicast group, if it was joined. Never suspends.
     *
     * @param group the group's address
     * @param via the interface on which it was joined
     * @return this
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the run's backend has no multicast; {@code nio} has
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber
     */
    public UdpSocket leave(InetAddress group, NetworkInterface via) throws IOException {
        Multicast.leave(group, via, socket);
        return this;
    }

    @Override
    public Ownership ownership() {
        return socket.holding();
    }

    @Override
    public UdpSocket adopt() {
        socket.holding().adopt();
        return this;
    }

    @Override
    public UdpSocket transfer() {
        socket.holding().transfer();
        return this;
    }

    /**
     * Sets a socket option: {@code SO_RCVBUF}, {@code SO_SNDBUF}, {@code SO_BROADCAST}, {@code IP_MULTICAST_TTL} and
     * others of {@link java.net.StandardSocketOptions}. Never suspends.
     *
     * @param <T> the option's type
     * @param option the option
     * @param value the new value
     * @return this
     * @throws IOException if the operating system refuses
     * @throws UnsupportedOperationException if the socket has no such option
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws IllegalStateException outside a fiber
     */
    public <T> UdpSocket setOption(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
        return this;
    }

    /**
     * {@return the value of a socket option; null if it is disabled} Never suspends.
     *
     * @param <T> the option's type
     * @param option the option
     * @throws IOException if the operating system refuses
     * @throws UnsupportedOperationException if the socket has no such option
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws IllegalStateException outside a fiber
     */
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return socket.getOption(option);
    }

    /** {@return the bound address, with the port that the system chose} Any thread; also after the socket is closed. */
    public SocketAddress localAddress() {
        return Addresses.required(socket.handle().localAddress());
    }

    /** {@return the peer's address, if there is a peer} Any thread; also after the socket is closed. */
    public Optional<SocketAddress> remoteAddress() {
        return Optional.ofNullable(socket.handle().remoteAddress());
    }

    /** {@return the bound port} Any thread; also after the socket is closed. */
    public int port() {
        return Addresses.port(localAddress());
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
