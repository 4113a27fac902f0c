package io.miou.net;

import io.miou.CheckReturnValue;
import io.miou.Ownership;
import io.miou.Resource;
import io.miou.spi.DescriptorsExhaustedException;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import io.miou.task.OwnershipState;
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
 * A socket that accepts TCP or Unix domain connections. The task that bound it is the owner.
 *
 * {@snippet :
 * try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
 *     TcpStream client = listener.accept();
 * }
 * }
 *
 * <p>A listener bound to a {@link UnixDomainSocketAddress} creates that file. It removes the file when it is closed,
 * also when the run fails, but not a file that other code has put in its place. A process that is killed leaves its
 * file behind.
 *
 * @since 0.1.0
 */
public final class TcpListener implements Resource {

    /**
     * The options with which a listener is bound. Immutable. Any thread.
     *
     * @param backlog the most connections that may wait to be accepted
     * @param reuseAddress {@code SO_REUSEADDR}: bind although old connections of the address linger
     * @param reusePort {@code SO_REUSEPORT}: several listeners share one port; on Linux the kernel spreads the
     *        connections over them
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

        /** {@return the standard options: a backlog of 1024, address reuse except on Windows, no port reuse} */
        public static Options standard() {
            return STANDARD;
        }

        /**
         * {@return these options with another backlog}
         *
         * @param connections the most connections that may wait
         * @throws IllegalArgumentException if it is less than 1
         */
        public Options withBacklog(int connections) {
            return new Options(connections, reuseAddress, reusePort);
        }

        /**
         * {@return these options with or without {@code SO_REUSEADDR}}
         *
         * @param reuse whether the option is set
         */
        public Options withReuseAddress(boolean reuse) {
            return new Options(backlog, reuse, reusePort);
        }

        /**
         * {@return these options with or without {@code SO_REUSEPORT}}
         *
         * @param reuse whether the option is set
         */
        public Options withReusePort(boolean reuse) {
            return new Options(backlog, reuseAddress, reuse);
        }
    }

    private final OwnedSocket<ListenHandle> socket;
    private final DescriptorShortage shortage = new DescriptorShortage();

    private TcpListener(ListenHandle handle) {
        SocketAddress local = handle.localAddress();
        this.socket = new OwnedSocket<>(handle, Addresses.kind(local) + " listener " + local, "accepting from",
                SocketFile.removal(local));
    }

    /**
     * Binds a listener with the {@linkplain Options#standard standard options}. Otherwise the same as
     * {@link #bind(SocketAddress, Options)}.
     *
     * @param local an internet address or a {@link UnixDomainSocketAddress}; with port 0 the operating system chooses
     *        one
     * @return the listener, owned by the current task
     * @throws BindException if the address is in use, or does not belong to this machine
     * @throws IOException if it fails in another way
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws IllegalArgumentException if it is a Unix domain address without a path
     * @throws java.net.UnknownHostException if the name is unknown
     */
    public static TcpListener bind(SocketAddress local) throws IOException {
        return bind(local, Options.standard());
    }

    /**
     * Binds a listener to a port of all addresses of this machine, with the {@linkplain Options#standard standard
     * options}. Never suspends.
     *
     * @param port a port number; with 0 the operating system chooses one: see {@link #port()}
     * @return the listener, owned by the current task
     * @throws IOException if it fails in another way; see {@link #bind(SocketAddress, Options)}
     * @throws IllegalArgumentException if it is not a port number
     * @throws BindException if the port is in use
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     */
    public static TcpListener bind(int port) throws IOException {
        return bind(localAddress(port));
    }

    /** Returns the address that stands for a port without a host. */
    static SocketAddress localAddress(int port) {
        return new InetSocketAddress(port);
    }

    /**
     * Binds a listener to a host of this machine, with the {@linkplain Options#standard standard options}. Otherwise
     * the same as {@link #bind(SocketAddress, Options)}.
     *
     * @param host a name or a literal address
     * @param port a port number; with 0 the operating system chooses one: see {@link #port()}
     * @return the listener, owned by the current task
     * @throws java.net.UnknownHostException if the name is unknown
     * @throws IOException if it fails in another way; see {@link #bind(SocketAddress, Options)}
     * @throws IllegalArgumentException if it is not a port number
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws BindException if the address is in use, or does not belong to this machine
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     */
    public static TcpListener bind(String host, int port) throws IOException {
        return bind(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Binds a listener. Suspends only to resolve a host name.
     *
     * @param local an internet address or a {@link UnixDomainSocketAddress}; with port 0 the operating system chooses
     *        one
     * @param options the options; in the Unix domain only the backlog has a meaning
     * @return the listener, owned by the current task
     * @throws BindException if the address is in use, or does not belong to this machine; in the Unix domain if the
     *        file exists, whether a process listens there or the file is left over
     * @throws IOException if it fails in another way
     * @throws IllegalArgumentException if it is a Unix domain address without a path
     * @throws UnsupportedOperationException if the run's backend has no sockets: the message names the artifact to add;
     *        or if the operating system has no {@code SO_REUSEPORT}
     * @throws java.net.UnknownHostException if the name is unknown
     * @throws io.miou.TaskCancelled if the caller is cancelled first; nothing was bound then
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static TcpListener bind(SocketAddress local, Options options) throws IOException {
        Objects.requireNonNull(local, "local");
        Objects.requireNonNull(options, "options");
        requireFile(local);
        Task<?> task = Task.current();
        task.beginOperation();
        OwnershipState.requireMayOwn(task);
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
     * Takes a connection from the backlog. Suspends until there is one. On a TCP connection {@code TCP_NODELAY} is on,
     * see {@link TcpStream#setOption}.
     *
     * <p>While the process may open no more descriptors, connections stay in the backlog. The listener logs that and
     * tries again every 100 ms, without using the processor in between.
     *
     * @return the connection, owned by the current task, which must close, give or transfer it (rule 17)
     * @throws IOException if it fails; the listener can still be used
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection was taken then
     * @throws AcceptPendingException if another task is accepting (rule 27)
     * @throws java.nio.channels.AsynchronousCloseException if the owner closes the listener meanwhile
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     */
    @CheckReturnValue
    public TcpStream accept() throws IOException {
        Task<?> task = socket.beginOperation();
        OwnershipState.requireMayOwn(task);
        ReadinessWait accepting = socket.reading();
        if (accepting.isBusy()) {
            throw accepting.pending(task, new AcceptPendingException());
        }
        accepting.begin(task);
        try {
            StreamHandle handle = takeFromBacklog();
            while (handle == null) {
                accepting.await(task);
                handle = takeFromBacklog();
            }
            TcpDefaults.sendAtOnce(handle);
            return new TcpStream(handle, acceptedFrom(handle));
        } finally {
            accepting.end();
        }
    }

    /** Returns a connection, or null if there is none. Suspends while the process may open no more descriptors. */
    private @Nullable StreamHandle takeFromBacklog() throws IOException {
        for (;;) {
            try {
                return socket.handle().accept();
            } catch (DescriptorsExhaustedException e) {
                shortage.pause(this, e);
                socket.reading().requireOpen();
            }
        }
    }

    private static String acceptedFrom(StreamHandle handle) {
        // A client in the Unix domain has a nameless address.
        SocketAddress local = handle.localAddress();
        return local instanceof UnixDomainSocketAddress
                ? "Unix stream accepted at " + local
                : "TCP stream from " + handle.remoteAddress();
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
     * Sets a socket option, such as {@code SO_RCVBUF}, which accepted connections inherit. Never suspends.
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
    public <T> TcpListener setOption(SocketOption<T> option, T value) throws IOException {
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

    /**
     * {@return the bound address, with the port that the operating system chose} Any thread; also after the listener is
     * closed.
     */
    public SocketAddress localAddress() {
        return Addresses.required(socket.handle().localAddress());
    }

    /**
     * {@return the bound port} Any thread; also after the listener is closed.
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
