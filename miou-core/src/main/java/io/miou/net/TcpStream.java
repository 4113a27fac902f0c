package io.miou.net;

import io.miou.CheckReturnValue;
import io.miou.Ownership;
import io.miou.spi.Channel;
import io.miou.spi.StreamChannel;
import io.miou.task.Holding;
import io.miou.task.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection: what {@link #connect} or {@link TcpListener#accept} opens, owned by the task that did.
 *
 * {@snippet :
 * try (TcpStream stream = TcpStream.connect(new InetSocketAddress("127.0.0.1", 7))) {
 *     stream.write("hello".getBytes(UTF_8));
 *     stream.shutdownOutput();
 *     byte[] echo = stream.inputStream().readAllBytes();
 * }
 * }
 */
public final class TcpStream implements ByteStream {

    private final Socket<StreamChannel> socket;

    TcpStream(StreamChannel channel, String description) {
        this.socket = new Socket<>(channel, description, "reading from");
    }

    /**
     * Connects to a peer. Suspends until the connection stands. A host name is resolved off the domain, and its addresses are
     * tried in order.
     *
     * @param remote where to; an {@link InetSocketAddress} may be unresolved
     * @return the connection, owned by the current task
     * @throws java.net.ConnectException if it is refused
     * @throws java.net.UnknownHostException if the name is not known
     * @throws IOException if it fails in another way
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection is left then
     * @throws UnsupportedOperationException without a backend that has sockets; names the artifact to add
     */
    @CheckReturnValue
    public static TcpStream connect(SocketAddress remote) throws IOException {
        Objects.requireNonNull(remote, "remote");
        Task<?> task = Task.current();
        task.beginOperation();
        Holding.requireMayOwn(task);
        IOException first = null;
        for (SocketAddress address : Addresses.resolve(remote)) {
            try {
                return connect(task, address);
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first != null ? first : new java.net.UnknownHostException(remote + " has no address");
    }

    /**
     * Connects to a host by name or address; see {@link #connect(SocketAddress)}.
     *
     * @param host name or literal address
     * @param port 1 to 65535
     * @return the connection, owned by the current task
     * @throws IOException if it fails
     */
    @CheckReturnValue
    public static TcpStream connect(String host, int port) throws IOException {
        return connect(InetSocketAddress.createUnresolved(host, port));
    }

    private static TcpStream connect(Task<?> task, SocketAddress address) throws IOException {
        StreamChannel channel = task.loop().backend().connect(address);
        TcpStream stream = new TcpStream(channel, "TCP stream to " + address);
        boolean connected = channel.isConnected();
        try {
            while (!connected) {
                stream.socket.writing().await(task);
                connected = channel.finishConnect();
            }
            return stream;
        } finally {
            if (!connected) {
                stream.close();
            }
        }
    }

    @Override
    public Ownership ownership() {
        return socket.holding();
    }

    @Override
    public TcpStream adopt() {
        socket.holding().adopt();
        return this;
    }

    @Override
    public TcpStream transfer() {
        socket.holding().transfer();
        return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (target.isReadOnly()) {
            // Here, because a backend looks at the buffer only when there is something to put into it.
            throw new IllegalArgumentException("the buffer to read into is read-only");
        }
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = socket.reading();
        if (reading.isBusy()) {
            throw new ReadPendingException();
        }
        reading.begin();
        try {
            int count = socket.channel().read(target);
            while (count == Channel.WOULD_BLOCK) {
                reading.await(task);
                count = socket.channel().read(target);
            }
            return count;
        } finally {
            reading.end();
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = beginWriting();
        try {
            while (source.hasRemaining()) {
                if (socket.channel().write(source) == Channel.WOULD_BLOCK) {
                    writing.await(task);
                }
            }
        } finally {
            writing.end();
        }
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = beginWriting();
        try {
            int first = 0;
            while (first < sources.length) {
                if (!sources[first].hasRemaining()) {
                    first++;
                } else if (socket.channel().write(sources, first, sources.length - first) == Channel.WOULD_BLOCK) {
                    writing.await(task);
                }
            }
        } finally {
            writing.end();
        }
    }

    private ReadinessWait beginWriting() {
        ReadinessWait writing = socket.writing();
        if (writing.isBusy()) {
            throw new WritePendingException();
        }
        writing.begin();
        return writing;
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.holding().checkOpen();
        socket.channel().shutdownOutput();
    }

    /**
     * Gives up reading: from now on every read is at the end of the stream. Never suspends.
     *
     * @throws IOException if the connection is broken
     */
    public void shutdownInput() throws IOException {
        socket.holding().checkOpen();
        socket.channel().shutdownInput();
    }

    /**
     * Sets a socket option: {@code TCP_NODELAY}, {@code SO_KEEPALIVE}, {@code SO_SNDBUF}, {@code SO_RCVBUF},
     * {@code SO_LINGER} and others of {@link java.net.StandardSocketOptions}.
     *
     * @param <T> its type
     * @param option which
     * @param value its new value
     * @return this
     * @throws IOException if the operating system refuses
     * @throws UnsupportedOperationException if the socket has no such option
     */
    public <T> TcpStream setOption(SocketOption<T> option, T value) throws IOException {
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

    /** {@return the address of this side} Any thread; also after it is closed. */
    public SocketAddress localAddress() {
        return Addresses.required(socket.channel().localAddress());
    }

    /** {@return the address of the peer} Any thread; also after it is closed. */
    public SocketAddress remoteAddress() {
        return Addresses.required(socket.channel().remoteAddress());
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
