package io.miou.net;

import io.miou.Ownership;
import io.miou.Resource;
import io.miou.spi.Channel;
import io.miou.spi.DatagramChannel;
import io.miou.spi.DatagramOptions;
import io.miou.task.Failures;
import io.miou.task.Holding;
import io.miou.task.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket that sends and receives datagrams, owned by the task that bound it. One socket serves IPv4 and IPv6 where the
 * system has both.
 *
 * <p>A datagram arrives whole or not at all, may be overtaken by a later one, and may come twice. What is larger than the
 * receiver's buffer is cut, and the rest is lost without a word: a buffer of 65,535 bytes holds any. Those that nobody receives
 * in time are dropped by the system.
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
 */
public final class UdpSocket implements Resource {

    /**
     * How a datagram socket is bound.
     *
     * @param reuseAddress {@code SO_REUSEADDR}: several sockets of a machine may receive one multicast group at one port
     * @param reusePort {@code SO_REUSEPORT}: several sockets at one port; on Linux the kernel spreads the datagrams over them
     */
    public record Options(boolean reuseAddress, boolean reusePort) {

        private static final Options STANDARD = new Options(false, false);

        /** {@return no reuse of any kind} */
        public static Options standard() {
            return STANDARD;
        }

        /**
         * {@return the same with or without {@code SO_REUSEADDR}}
         *
         * @param reuse whether to
         */
        public Options withReuseAddress(boolean reuse) {
            return new Options(reuse, reusePort);
        }

        /**
         * {@return the same with or without {@code SO_REUSEPORT}}
         *
         * @param reuse whether to
         */
        public Options withReusePort(boolean reuse) {
            return new Options(reuseAddress, reuse);
        }
    }

    private final OwnedChannel<DatagramChannel> socket;

    private UdpSocket(DatagramChannel channel) {
        this.socket = new OwnedChannel<>(channel, "UDP socket " + channel.localAddress(), "receiving from");
    }

    /**
     * Binds a socket with the {@linkplain Options#standard standard options}.
     *
     * @param local where; port 0 lets the operating system choose
     * @return the socket, owned by the current task
     * @throws java.net.BindException if the address is in use, or not of this machine
     * @throws IOException if it fails in another way
     * @throws UnsupportedOperationException without a backend that has sockets; names the artifact to add
     */
    public static UdpSocket bind(SocketAddress local) throws IOException {
        return bind(local, Options.standard());
    }

    /**
     * Binds a socket at a port of all addresses of this machine, with the {@linkplain Options#standard standard options}.
     *
     * @param port 0 lets the operating system choose: see {@link #port()}
     * @return the socket, owned by the current task
     * @throws IOException if it fails; see {@link #bind(SocketAddress)}
     * @throws IllegalArgumentException if it is no port
     */
    public static UdpSocket bind(int port) throws IOException {
        return bind(new InetSocketAddress(port));
    }

    /**
     * Binds a socket at a host of this machine, with the {@linkplain Options#standard standard options}.
     *
     * @param host name or literal address
     * @param port 0 lets the operating system choose: see {@link #port()}
     * @return the socket, owned by the current task
     * @throws java.net.UnknownHostException if the name is not known
     * @throws IOException if it fails in another way; see {@link #bind(SocketAddress)}
     * @throws IllegalArgumentException if it is no port
     */
    public static UdpSocket bind(String host, int port) throws IOException {
        return bind(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Binds a socket. Suspends only to resolve a host name.
     *
     * @param local where; port 0 lets the operating system choose
     * @param options how
     * @return the socket, owned by the current task
     * @throws java.net.BindException if the address is in use, or not of this machine
     * @throws IOException if it fails in another way
     * @throws IllegalArgumentException if it is no internet address
     * @throws UnsupportedOperationException without a backend that has sockets, which names the artifact to add; or if the
     *         operating system has no {@code SO_REUSEPORT}
     */
    public static UdpSocket bind(SocketAddress local, Options options) throws IOException {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(options, "options");
        Task<?> task = Task.current();
        task.beginOperation();
        Holding.requireMayOwn(task);
        return new UdpSocket(task.loop().backend().bind(Addresses.first(local),
                new DatagramOptions(options.reuseAddress(), options.reusePort())));
    }

    /**
     * Sends a datagram; suspends only while the system has no room for it, and to resolve a host name, each time.
     *
     * @param source all of it is sent, possibly nothing; its position moves to its limit
     * @param target where to; only the peer if there is one. The wildcard address means this host's loopback address
     * @throws IOException if the system refuses, for example because the datagram is too large
     * @throws java.net.PortUnreachableException if an earlier datagram has not found the peer's port
     * @throws java.nio.channels.AlreadyConnectedException if there is a peer and it is another
     * @throws IllegalArgumentException if it is no internet address
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was sent then
     * @throws WritePendingException if another task is sending
     */
    public void send(ByteBuffer source, SocketAddress target) throws IOException {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Task<?> task = socket.beginOperation();
        // Before it counts as sending, so that others may send while a name is resolved.
        SocketAddress address = resolve(target);
        ReadinessWait writing = beginWriting(task);
        try {
            while (socket.channel().send(source, address) == Channel.WOULD_BLOCK) {
                writing.await(task);
            }
        } catch (AlreadyConnectedException e) {
            throw Failures.explained(new AlreadyConnectedException(), this + " was to send to " + target + " by "
                    + Failures.describe(task) + ", and its peer is " + socket.channel().remoteAddress()
                    + "; call disconnect before, or open another socket");
        } finally {
            writing.end();
        }
    }

    /**
     * Sends a datagram to the peer; suspends only while the system has no room for it.
     *
     * @param source all of it is sent, possibly nothing; its position moves to its limit
     * @throws IOException if the system refuses, for example because the datagram is too large
     * @throws java.net.PortUnreachableException if an earlier datagram has not found the peer's port
     * @throws java.nio.channels.NotYetConnectedException if there is no peer
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was sent then
     * @throws WritePendingException if another task is sending
     */
    public void send(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = beginWriting(task);
        try {
            while (socket.channel().send(source) == Channel.WOULD_BLOCK) {
                writing.await(task);
            }
        } catch (NotYetConnectedException e) {
            throw Failures.explained(new NotYetConnectedException(), this + " was to send to its peer by "
                    + Failures.describe(task) + ", and has none; connect it, or give the target with each datagram");
        } finally {
            writing.end();
        }
    }

    private ReadinessWait beginWriting(Task<?> task) {
        ReadinessWait writing = socket.writing();
        writing.begin(task);
        return writing;
    }

    /**
     * Takes the next datagram; suspends until there is one.
     *
     * @param target where to; its position moves by what was put there, which is nothing for an empty datagram. What does not
     *        fit is lost
     * @return the sender
     * @throws IOException if the system reports an error
     * @throws java.net.PortUnreachableException if a datagram that was sent has not found the peer's port
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no datagram was taken then
     * @throws ReadPendingException if another task is receiving
     */
    public SocketAddress receive(ByteBuffer target) throws IOException {
        return DatagramReceive.into(target, socket);
    }

    /**
     * A datagram that has come.
     *
     * @param sender who has sent it
     * @param truncated whether the buffer had too little room, so that the rest is lost
     */
    public record Received(SocketAddress sender, boolean truncated) {

        /** Checks that there is a sender. */
        public Received {
            Objects.requireNonNull(sender, "sender");
        }
    }

    /**
     * Takes the next datagram, as {@link #receive}, and says whether all of it fitted into the buffer. It costs one copy more.
     *
     * @param target where to; its position moves by what was put there
     * @return the sender, and whether something was cut off
     * @throws IOException if the system reports an error
     * @throws IllegalArgumentException if the buffer is read-only
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no datagram was taken then
     * @throws ReadPendingException if another task is receiving
     */
    public Received receiveAll(ByteBuffer target) throws IOException {
        return DatagramReceive.allInto(target, socket);
    }

    /**
     * Fixes the peer: only its datagrams are received from now on, {@link #send(ByteBuffer)} goes to it, and what the network
     * reports of it is thrown. Datagrams that others have sent before and that nobody has received yet are dropped; those of the
     * peer are kept. Connecting again changes the peer. Suspends only to resolve a host name.
     *
     * @param remote the peer
     * @return this
     * @throws IOException if the system refuses
     * @throws IllegalArgumentException if it is no internet address
     */
    public UdpSocket connect(SocketAddress remote) throws IOException {
        Objects.requireNonNull(remote, "remote");
        socket.beginOperation();
        socket.channel().connect(resolve(remote));
        return this;
    }

    /** Suspends only for a host name, and then looks whether the owner has closed the socket meanwhile. */
    private SocketAddress resolve(SocketAddress address) throws IOException {
        if (Addresses.isResolved(address)) {
            return address;
        }
        SocketAddress resolved = Addresses.first(address);
        socket.writing().requireOpen();
        return resolved;
    }

    /**
     * Forgets the peer, if there is one. Never suspends.
     *
     * @return this
     * @throws IOException if the system reports an error
     */
    public UdpSocket disconnect() throws IOException {
        socket.holding().checkOpen();
        socket.channel().disconnect();
        return this;
    }

    /**
     * Receives the datagrams of a multicast group too, until {@link #leave} or {@link #close}. Joining again does nothing. Never
     * suspends. Several sockets of one machine can receive a group at one port if all are bound with
     * {@link Options#withReuseAddress}.
     *
     * @param group its address
     * @param via the interface to receive them by
     * @return this
     * @throws IOException if the system refuses
     * @throws IllegalArgumentException if it is no multicast address
     * @throws UnsupportedOperationException if the run's backend has no multicast: {@code nio} has
     */
    public UdpSocket join(InetAddress group, NetworkInterface via) throws IOException {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(via, "via");
        socket.holding().checkOpen();
        socket.channel().join(group, via);
        return this;
    }

    /**
     * Ends a membership, if there is one. Never suspends.
     *
     * @param group its address
     * @param via the interface it was joined by
     * @return this
     * @throws IOException if the system refuses
     * @throws UnsupportedOperationException if the run's backend has no multicast: {@code nio} has
     */
    public UdpSocket leave(InetAddress group, NetworkInterface via) throws IOException {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(via, "via");
        socket.holding().checkOpen();
        socket.channel().leave(group, via);
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
     * Sets a socket option: {@code SO_RCVBUF}, {@code SO_SNDBUF}, {@code SO_BROADCAST}, {@code IP_MULTICAST_TTL} and others of
     * {@link java.net.StandardSocketOptions}.
     *
     * @param <T> its type
     * @param option which
     * @param value its new value
     * @return this
     * @throws IOException if the operating system refuses
     * @throws UnsupportedOperationException if the socket has no such option
     */
    public <T> UdpSocket setOption(SocketOption<T> option, T value) throws IOException {
        socket.setOption(option, value);
        return this;
    }

    /**
     * {@return the value of a socket option; null if it is disabled}
     *
     * @param <T> its type
     * @param option which
     * @throws IOException if the operating system refuses
     * @throws UnsupportedOperationException if the socket has no such option
     */
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return socket.getOption(option);
    }

    /** {@return the address it is bound to, with the port the operating system chose} Any thread; also after it is closed. */
    public SocketAddress localAddress() {
        return Addresses.required(socket.channel().localAddress());
    }

    /** {@return the peer, if there is one} Any thread; also after it is closed. */
    public Optional<SocketAddress> remoteAddress() {
        return Optional.ofNullable(socket.channel().remoteAddress());
    }

    /** {@return the port it is bound to} Any thread; also after it is closed. */
    public int port() {
        return Addresses.port(localAddress());
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
