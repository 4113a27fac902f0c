package io.miou.net;

import io.miou.CheckReturnValue;
import io.miou.Ownership;
import io.miou.spi.Channel;
import io.miou.spi.StreamChannel;
import io.miou.task.Failures;
import io.miou.task.Holding;
import io.miou.task.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection, or one of the Unix domain: what {@link #connect} or {@link TcpListener#accept} opens, owned by the task
 * that did.
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

    private final OwnedChannel<StreamChannel> socket;

    TcpStream(StreamChannel channel, String description) {
        this.socket = new OwnedChannel<>(channel, description, "reading from");
    }

    /**
     * Connects to a peer. Suspends until the connection stands.
     *
     * <p>A host name is resolved off the domain. Its addresses are tried in turns from the two families, beginning with the
     * first that the system names: the next one as soon as an attempt has failed, or when it has not succeeded within 250 ms,
     * beside it. The first that is connected wins; the others are closed (RFC 8305, without its rules for DNS).
     *
     * @param remote where to: an {@link InetSocketAddress}, which may be unresolved, or a
     *        {@link java.net.UnixDomainSocketAddress}
     * @return the connection, owned by the current task
     * @throws java.net.ConnectException if it is refused; with several addresses the first failure, the others suppressed. Also
     *         if the system has connected the socket to itself, as it may do with a port of this host where nobody listens
     * @throws java.net.UnknownHostException if the name is not known
     * @throws IOException if it fails in another way; in the Unix domain also if the listener's backlog is full, because the
     *         system tells nobody when there is room again
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection is left then
     * @throws UnsupportedOperationException without a backend that has sockets; names the artifact to add
     */
    @CheckReturnValue
    public static TcpStream connect(SocketAddress remote) throws IOException {
        return Connector.STANDARD.connect(Objects.requireNonNull(remote, "remote"));
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

    /**
     * Takes over a connected socket of the JDK, which the current task owns from then on as part of the stream: use it only
     * through the stream, which closes it. If this throws, the socket is the caller's as before. Never suspends.
     *
     * @param socket connected, used by nobody else and registered with no selector
     * @return the stream, owned by the current task
     * @throws IOException if the socket is closed, or the operating system reports an error
     * @throws java.nio.channels.NotYetConnectedException if it is not connected
     * @throws IllegalStateException if it is registered with a selector; outside a fiber
     * @throws UnsupportedOperationException if the run's backend cannot poll sockets that the JDK has opened: {@code nio} can
     */
    public static TcpStream adopt(SocketChannel socket) throws IOException {
        Objects.requireNonNull(socket, "socket");
        Task<?> task = Task.current();
        Holding.requireMayOwn(task);
        StreamChannel channel;
        try {
            channel = task.loop().backend().adopt(socket);
        } catch (NotYetConnectedException e) {
            throw Failures.explained(new NotYetConnectedException(), socket + " was to be adopted by "
                    + Failures.describe(task) + ", and is not connected; connect it before");
        }
        return new TcpStream(channel,
                Addresses.kind(channel.localAddress()) + " stream with " + channel.remoteAddress());
    }

    /**
     * Connects to a peer from an address of this machine; see {@link #connect(SocketAddress)}. Each address of the peer is tried from
     * the same one, so that an attempt of another family fails.
     *
     * @param remote where to: an internet address, which may be unresolved
     * @param local where from; port 0 lets the operating system choose
     * @return the connection, owned by the current task
     * @throws java.net.BindException if the local address is in use, or not of this machine
     * @throws IOException if it fails in another way
     * @throws IllegalArgumentException if one of them is no internet address
     * @throws UnsupportedOperationException without a backend that can; names one
     */
    @CheckReturnValue
    public static TcpStream connect(SocketAddress remote, SocketAddress local) throws IOException {
        Objects.requireNonNull(remote, "remote");
        Objects.requireNonNull(local, "local");
        if (!(remote instanceof InetSocketAddress) || !(local instanceof InetSocketAddress)) {
            throw new IllegalArgumentException("connecting from " + local + " to " + remote
                    + ": only internet addresses can be connected from an address of choice; use connect(remote)");
        }
        return Connector.STANDARD.connect(remote, Addresses.first(local));
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
        Buffers.requireWritable(target, "read into");
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = beginReading(task);
        try {
            return readSome(task, reading, target);
        } finally {
            reading.end();
        }
    }

    private int readSome(Task<?> task, ReadinessWait reading, ByteBuffer target) throws IOException {
        int count = socket.channel().read(target);
        while (count == Channel.WOULD_BLOCK) {
            reading.await(task);
            count = socket.channel().read(target);
        }
        task.moved(count);
        return count;
    }

    @Override
    public long transferTo(FileRegion target) throws IOException {
        Objects.requireNonNull(target, "target");
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = beginReading(task);
        try {
            return FileTransfer.receive(target, buffer -> {
                task.checkCancelled();
                reading.requireOpen();
                return readSome(task, reading, buffer);
            });
        } finally {
            reading.end();
        }
    }

    private ReadinessWait beginReading(Task<?> task) {
        ReadinessWait reading = socket.reading();
        reading.begin(task);
        return reading;
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = beginWriting(task);
        try {
            LargeWrite.writeAll(task, socket, source);
        } finally {
            writing.end();
        }
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        Buffers.requireSources(sources);
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = beginWriting(task);
        try {
            LargeWrite.writeAll(task, socket, sources);
        } finally {
            writing.end();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where the backend can, the system sends the file by itself ({@code sendfile}). A mebibyte at a time is read on a
     * blocking thread just before, so that the domain does not wait for the disk.
     */
    @Override
    public long transferFrom(FileRegion source) throws IOException {
        Objects.requireNonNull(source, "source");
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = beginWriting(task);
        try {
            long start = source.position();
            if (socket.channel().sendFile(source.file(), start, 0) != StreamChannel.NOT_SUPPORTED) {
                LargeWrite.sendFile(task, socket, source);
            }
            // What the system did not send: all of it, or a file that says it is empty and is not, like those of /proc.
            FileTransfer.send(source, buffer -> {
                task.checkCancelled();
                writing.requireOpen();
                LargeWrite.writeAll(task, socket, buffer);
            });
            return source.position() - start;
        } finally {
            writing.end();
        }
    }

    private ReadinessWait beginWriting(Task<?> task) throws IOException {
        ReadinessWait writing = socket.writing();
        writing.requireNotShutDown(task);
        writing.begin(task);
        return writing;
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.holding().checkOpen();
        socket.channel().shutdownOutput();
        socket.writing().shutDown();
    }

    /**
     * Closes the connection hard: what was written and is not sent yet is lost, and the peer gets a reset (RST) instead of an end. For a
     * peer that must not take what it has got for all. Otherwise as {@link #close}: only the owner may, works in a cancelled task too,
     * never waits. A connection of the Unix domain has no reset: it is closed.
     *
     * @throws io.miou.NotOwnerError if the current task has never owned it
     */
    public void reset() {
        if (socket.holding().isOwnedByCaller()) {
            socket.closeHard();
        }
        close();
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
     * <p>{@code TCP_NODELAY} is on from the start for TCP connections that {@link #connect} made or a {@link TcpListener} accepted:
     * a small write is sent at once, and does not wait until the peer has acknowledged the one before. Switch it off if you write
     * very small pieces and wait for no answers. A socket that was {@linkplain #adopt(SocketChannel) taken over} keeps its options.
     *
     * <p>{@code SO_LINGER} with more than 0 seconds changes nothing about {@link #close}, which never waits: the system goes on sending
     * what was written. With 0 it resets the connection.
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
