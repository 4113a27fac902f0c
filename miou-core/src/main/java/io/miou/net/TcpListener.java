package io.miou.net;

import io.miou.CheckReturnValue;
import io.miou.Ownership;
import io.miou.Resource;
import io.miou.spi.DescriptorsExhaustedException;
import io.miou.spi.ListenChannel;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamChannel;
import io.miou.task.Holding;
import io.miou.task.Task;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AcceptPendingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A socket that accepts TCP connections, or those of the Unix domain, owned by the task that bound it.
 *
 * {@snippet :
 * try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
 *     TcpStream client = listener.accept();
 * }
 * }
 *
 * <p>A listener bound to a {@link UnixDomainSocketAddress} creates that file and removes it when it is closed, by whomever,
 * also when the run fails; but not a file that somebody has put in its place. A process that is killed leaves its file behind.
 */
public final class TcpListener implements Resource {

    /**
     * How a listener is bound.
     *
     * @param backlog how many connections may wait to be accepted
     * @param reuseAddress {@code SO_REUSEADDR}: bind although old connections of the address linger
     * @param reusePort {@code SO_REUSEPORT}: several listeners at one port; on Linux the kernel spreads the connections over
     *        them
     */
    public record Options(int backlog, boolean reuseAddress, boolean reusePort) {

        private static final Options STANDARD = new Options(1024,
                !System.getProperty("os.name", "").startsWith("Windows"), false);

        /** Checks the backlog. */
        public Options {
            if (backlog < 1) {
                throw new IllegalArgumentException("a backlog cannot be " + backlog + "; choose 1 or more");
            }
        }

        /** {@return a backlog of 1024, address reuse except on Windows, no port reuse} */
        public static Options standard() {
            return STANDARD;
        }

        /**
         * {@return the same with another backlog}
         *
         * @param connections how many may wait
         */
        public Options withBacklog(int connections) {
            return new Options(connections, reuseAddress, reusePort);
        }

        /**
         * {@return the same with or without {@code SO_REUSEADDR}}
         *
         * @param reuse whether to
         */
        public Options withReuseAddress(boolean reuse) {
            return new Options(backlog, reuse, reusePort);
        }

        /**
         * {@return the same with or without {@code SO_REUSEPORT}}
         *
         * @param reuse whether to
         */
        public Options withReusePort(boolean reuse) {
            return new Options(backlog, reuseAddress, reuse);
        }
    }

    private final OwnedChannel<ListenChannel> socket;
    private final DescriptorShortage shortage = new DescriptorShortage();

    private TcpListener(ListenChannel channel) {
        SocketAddress local = channel.localAddress();
        this.socket = new OwnedChannel<>(channel, Addresses.kind(local) + " listener " + local, "accepting from",
                SocketFile.removal(local));
    }

    /**
     * Binds a listener with the {@linkplain Options#standard standard options}.
     *
     * @param local where, an internet address or a {@link UnixDomainSocketAddress}; port 0 lets the operating system choose
     * @return the listener, owned by the current task
     * @throws BindException if the address is in use, or not of this machine
     * @throws IOException if it fails in another way
     * @throws UnsupportedOperationException without a backend that has sockets; names the artifact to add
     */
    public static TcpListener bind(SocketAddress local) throws IOException {
        return bind(local, Options.standard());
    }

    /**
     * Binds a listener at a port of all addresses of this machine, with the {@linkplain Options#standard standard options}.
     *
     * @param port 0 lets the operating system choose: see {@link #port()}
     * @return the listener, owned by the current task
     * @throws IOException if it fails; see {@link #bind(SocketAddress)}
     * @throws IllegalArgumentException if it is no port
     */
    public static TcpListener bind(int port) throws IOException {
        return bind(new InetSocketAddress(port));
    }

    /**
     * Binds a listener at a host of this machine, with the {@linkplain Options#standard standard options}.
     *
     * @param host name or literal address
     * @param port 0 lets the operating system choose: see {@link #port()}
     * @return the listener, owned by the current task
     * @throws java.net.UnknownHostException if the name is not known
     * @throws IOException if it fails in another way; see {@link #bind(SocketAddress)}
     * @throws IllegalArgumentException if it is no port
     */
    public static TcpListener bind(String host, int port) throws IOException {
        return bind(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Binds a listener. Suspends only to resolve a host name.
     *
     * @param local where, an internet address or a {@link UnixDomainSocketAddress}; port 0 lets the operating system choose
     * @param options how; only the backlog means something in the Unix domain
     * @return the listener, owned by the current task
     * @throws BindException if the address is in use, or not of this machine; in the Unix domain: if the file exists, be it
     *         that somebody listens there, or that it is left over
     * @throws IOException if it fails in another way
     * @throws IllegalArgumentException if it is an address of the Unix domain without a path
     * @throws UnsupportedOperationException without a backend that has sockets, which names the artifact to add; or if the
     *         operating system has no {@code SO_REUSEPORT}
     */
    public static TcpListener bind(SocketAddress local, Options options) throws IOException {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(options, "options");
        requireFile(local);
        Task<?> task = Task.current();
        task.beginOperation();
        Holding.requireMayOwn(task);
        SocketAddress address = Addresses.first(local);
        ListenOptions how = new ListenOptions(options.backlog(), options.reuseAddress(), options.reusePort());
        try {
            return new TcpListener(task.loop().backend().listen(address, how));
        } catch (BindException e) {
            throw address instanceof UnixDomainSocketAddress unix ? fileExists(unix, e) : e;
        }
    }

    private static void requireFile(SocketAddress local) {
        if (local instanceof UnixDomainSocketAddress unix && unix.getPath().toString().isEmpty()) {
            throw new IllegalArgumentException(
                    "a listener in the Unix domain needs a file that clients can find: name its path, not an empty one");
        }
    }

    private static BindException fileExists(UnixDomainSocketAddress address, BindException reason) {
        if (!Files.exists(address.getPath(), LinkOption.NOFOLLOW_LINKS)) {
            return reason;
        }
        BindException explained = new BindException(reason.getMessage() + ": the file " + address
                + " exists; delete it if no process listens there any more, or choose another path");
        explained.initCause(reason);
        return explained;
    }

    /**
     * Takes a connection. Suspends until there is one. While the process may not open another descriptor, connections stay in
     * the backlog: it says so in the log and tries again every 100 ms, without using the processor in between. {@code TCP_NODELAY}
     * is on, see {@link TcpStream#setOption}.
     *
     * @return the connection, owned by the current task
     * @throws IOException if it fails; the listener can still be used
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection was taken then
     * @throws AcceptPendingException if another task is accepting
     */
    @CheckReturnValue
    public TcpStream accept() throws IOException {
        Task<?> task = socket.beginOperation();
        Holding.requireMayOwn(task);
        ReadinessWait accepting = socket.reading();
        if (accepting.isBusy()) {
            throw accepting.pending(task, new AcceptPendingException());
        }
        accepting.begin(task);
        try {
            StreamChannel channel = takeFromBacklog();
            while (channel == null) {
                accepting.await(task);
                channel = takeFromBacklog();
            }
            TcpDefaults.sendAtOnce(channel);
            return new TcpStream(channel, acceptedFrom(channel));
        } finally {
            accepting.end();
        }
    }

    /** A connection, or null if there is none. Suspends while the process may not open another descriptor. */
    private @Nullable StreamChannel takeFromBacklog() throws IOException {
        for (;;) {
            try {
                return socket.channel().accept();
            } catch (DescriptorsExhaustedException e) {
                shortage.pause(this, e);
                socket.reading().requireOpen();
            }
        }
    }

    private static String acceptedFrom(StreamChannel channel) {
        // A client in the Unix domain has a nameless address.
        SocketAddress local = channel.localAddress();
        return local instanceof UnixDomainSocketAddress
                ? "Unix stream accepted at " + local
                : "TCP stream from " + channel.remoteAddress();
    }

    @Override
    public Ownership ownership() {
        return socket.holding();
    }

    @Override
    public TcpListener adopt() {
        socket.holding().adopt();
        return this;
    }

    @Override
    public TcpListener transfer() {
        socket.holding().transfer();
        return this;
    }

    /**
     * Sets a socket option, such as {@code SO_RCVBUF}, which accepted connections inherit.
     *
     * @param <T> its type
     * @param option which
     * @param value its new value
     * @return this
     * @throws IOException if the operating system refuses
     * @throws UnsupportedOperationException if the socket has no such option
     */
    public <T> TcpListener setOption(SocketOption<T> option, T value) throws IOException {
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

    /**
     * {@return the port it is bound to} Any thread; also after it is closed.
     *
     * @throws UnsupportedOperationException in the Unix domain, which has no ports
     */
    public int port() {
        return Addresses.port(localAddress());
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
