package io.miou.net;

import io.miou.CheckReturnValue;
import io.miou.Ownership;
import io.miou.Resource;
import io.miou.spi.ListenChannel;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamChannel;
import io.miou.task.Holding;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A socket that accepts TCP connections, owned by the task that bound it.
 *
 * {@snippet :
 * try (TcpListener listener = TcpListener.bind(new InetSocketAddress("127.0.0.1", 0))) {
 *     TcpStream client = listener.accept();
 * }
 * }
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
                throw new IllegalArgumentException("backlog " + backlog + ": choose 1 or more");
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

    private final Socket<ListenChannel> socket;

    private TcpListener(ListenChannel channel) {
        this.socket = new Socket<>(channel, "TCP listener " + channel.localAddress(), "accepting from");
    }

    /**
     * Binds a listener with the {@linkplain Options#standard standard options}.
     *
     * @param local where; port 0 lets the operating system choose
     * @return the listener, owned by the current task
     * @throws java.net.BindException if the address is in use, or not of this machine
     * @throws IOException if it fails in another way
     * @throws UnsupportedOperationException without a backend that has sockets; names the artifact to add
     */
    public static TcpListener bind(SocketAddress local) throws IOException {
        return bind(local, Options.standard());
    }

    /**
     * Binds a listener. Suspends only to resolve a host name.
     *
     * @param local where; port 0 lets the operating system choose
     * @param options how
     * @return the listener, owned by the current task
     * @throws java.net.BindException if the address is in use, or not of this machine
     * @throws IOException if it fails in another way
     * @throws UnsupportedOperationException without a backend that has sockets, which names the artifact to add; or if the
     *         operating system has no {@code SO_REUSEPORT}
     */
    public static TcpListener bind(SocketAddress local, Options options) throws IOException {
        Objects.requireNonNull(local, "local");
        Task<?> task = Task.current();
        task.beginOperation();
        Holding.requireMayOwn(task);
        SocketAddress address = Addresses.resolve(local).get(0);
        return new TcpListener(task.loop().backend().listen(address,
                new ListenOptions(options.backlog(), options.reuseAddress(), options.reusePort())));
    }

    /**
     * Takes a connection. Suspends until there is one.
     *
     * @return the connection, owned by the current task
     * @throws IOException if it fails, for example for want of descriptors; the listener can still be used
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection was taken then
     * @throws AcceptPendingException if another task is accepting
     */
    @CheckReturnValue
    public TcpStream accept() throws IOException {
        Task<?> task = socket.beginOperation();
        Holding.requireMayOwn(task);
        ReadinessWait accepting = socket.reading();
        if (accepting.isBusy()) {
            throw new AcceptPendingException();
        }
        accepting.begin();
        try {
            StreamChannel channel = socket.channel().accept();
            while (channel == null) {
                accepting.await(task);
                channel = socket.channel().accept();
            }
            return new TcpStream(channel, "TCP stream from " + channel.remoteAddress());
        } finally {
            accepting.end();
        }
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

    @Override
    public String toString() {
        return socket.toString();
    }
}
