package io.miou.net;

import io.miou.CheckReturnValue;
import io.miou.Ownership;
import io.miou.spi.SocketHandle;
import io.miou.spi.StreamHandle;
import io.miou.task.Failures;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TCP or Unix domain connection. {@link #connect} or {@link TcpListener#accept} opens it; the task that called it is
 * the owner.
 *
 * {@snippet :
 * try (TcpStream stream = TcpStream.connect(new InetSocketAddress("127.0.0.1", 7))) {
 *     stream.write("hello".getBytes(UTF_8));
 *     stream.shutdownOutput();
 *     byte[] echo = stream.inputStream().readAllBytes();
 * }
 * }
 *
 * @since 0.1.0
 */
public final class TcpStream implements ByteStream {

    private final OwnedSocket<StreamHandle> socket;

    TcpStream(StreamHandle handle, String description) {
        this.socket = new OwnedSocket<>(handle, description, "reading from");
    }

    /**
     * Connects to a peer. Suspends until the connection is established.
     *
     * <p>A thread of the process resolves a host name. Its addresses are tried in turns from the two families,
     * beginning with the first one that the system names. The next attempt starts as soon as one has failed, or beside
     * it when 250 ms have passed. The first that connects wins; the others are closed (RFC 8305, without its rules for
     * DNS).
     *
     * @param remote an {@link InetSocketAddress}, which may be unresolved, or a
     *        {@link java.net.UnixDomainSocketAddress}
     * @return the connection, owned by the current task
     * @throws java.net.ConnectException if the connection is refused; with several addresses the first failure, with
     *        the others suppressed. Also if the system connected the socket to itself, which may happen for a port of
     *        this host without a listener
     * @throws java.net.UnknownHostException if the name is unknown
     * @throws IOException if it fails in another way; in the Unix domain also if the listener's backlog is full,
     *        because the system does not report when there is room again
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection is left then
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     * @throws IllegalStateException outside a fiber; in a release function
     */
    @CheckReturnValue
    public static TcpStream connect(SocketAddress remote) throws IOException {
        return Connector.STANDARD.connect(Objects.requireNonNull(remote, "remote"));
    }

    /**
     * Connects to a host by name or address. Otherwise the same as {@link #connect(SocketAddress)}.
     *
     * @param host a name or a literal address
     * @param port 1 to 65535
     * @return the connection, owned by the current task
     * @throws IOException if it fails in another way; see {@link #connect(SocketAddress)}
     * @throws java.net.UnknownHostException if the name is unknown
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection is left then
     * @throws IllegalArgumentException if the port is not a port number
     * @throws UnsupportedOperationException if the run's backend has no sockets; the message names the artifact to add
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws java.net.ConnectException if the connection is refused; with several addresses the first failure
     */
    @CheckReturnValue
    public static TcpStream connect(String host, int port) throws IOException {
        return connect(InetSocketAddress.createUnresolved(host, port));
    }

    /**
     * Takes over a connected socket of the JDK. The current task owns it as part of the stream: use it only through the
     * stream, which closes it. If this throws, the socket is still the caller's. Never suspends.
     *
     * @param socket connected, used by no other code, and registered with no selector
     * @return the stream, owned by the current task
     * @throws IOException if the socket is closed, or the operating system reports an error
     * @throws java.nio.channels.NotYetConnectedException if the socket is not connected
     * @throws IllegalStateException if the socket is registered with a selector; outside a fiber; in a release function
     * @throws UnsupportedOperationException if the run's backend cannot poll sockets that the JDK has opened;
     *        {@code nio} can
     */
    public static TcpStream adopt(SocketChannel socket) throws IOException {
        Objects.requireNonNull(socket, "socket");
        Task<?> task = Task.current();
        OwnershipState.requireMayOwn(task);
        StreamHandle handle;
        try {
            handle = task.loop().backend().adopt(socket);
        } catch (NotYetConnectedException e) {
            throw Failures.explained(new NotYetConnectedException(), socket + " was to be adopted by "
                    + Failures.describe(task) + ", and is not connected; connect it before");
        }
        return new TcpStream(handle,
                Addresses.kind(handle.localAddress()) + " stream with " + handle.remoteAddress());
    }

    /**
     * Connects to a peer from an address of this machine. Every attempt starts from that address, so attempts of
     * another family fail. Otherwise the same as {@link #connect(SocketAddress)}.
     *
     * @param remote the peer's internet address, which may be unresolved
     * @param local the internet address to connect from; with port 0 the operating system chooses one
     * @return the connection, owned by the current task
     * @throws java.net.BindException if the local address is in use, or does not belong to this machine
     * @throws IOException if it fails in another way
     * @throws IllegalArgumentException if one of them is not an internet address
     * @throws UnsupportedOperationException if the run's backend cannot connect from an address; the message names one
     *        that can
     * @throws io.miou.TaskCancelled if the caller is cancelled first; no connection is left then
     * @throws IllegalStateException outside a fiber; in a release function
     * @throws java.net.ConnectException if the connection is refused; with several addresses the first failure
     * @throws java.net.UnknownHostException if the name is unknown
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
        BufferChecks.requireWritable(target, "read into");
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = socket.beginReading(task);
        try {
            return readSome(task, reading, target);
        } finally {
            reading.end();
        }
    }

    private int readSome(Task<?> task, ReadinessWait reading, ByteBuffer target) throws IOException {
        int count = socket.handle().read(target);
        while (count == SocketHandle.WOULD_BLOCK) {
            reading.await(task);
            count = socket.handle().read(target);
        }
        task.moved(count);
        return count;
    }

    /**
     * Reads the bytes that have come, without waiting for more. Returns {@link SocketHandle#WOULD_BLOCK} if none have
     * come by the last poll of the domain.
     */
    int readNow(ByteBuffer target) throws IOException {
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = socket.beginReading(task);
        try {
            int count = socket.handle().read(target);
            if (count == SocketHandle.WOULD_BLOCK) {
                // A handle that has no watch answers once from memory, then it asks the system.
                count = socket.handle().read(target);
            }
            task.moved(Math.max(count, 0));
            return count;
        } finally {
            reading.end();
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = socket.beginReading(task);
        try {
            reading.await(task);
        } finally {
            reading.end();
        }
    }

    /** Waits as {@link #awaitReadable} does, or until it is woken early. */
    void awaitBytes(EarlyWake waking) throws IOException {
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = socket.beginReading(task);
        try {
            waking.begin();
            reading.await(task);
        } finally {
            reading.end();
        }
    }

    /**
     * Ends {@link #awaitBytes} of a task that waits in it, as if bytes had come. Returns whether one does. On the
     * domain of that task.
     */
    boolean wakeReader() {
        return socket.reading().wakeEarly();
    }

    @Override
    public long transferTo(FileRegion target) throws IOException {
        Objects.requireNonNull(target, "target");
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = socket.beginReading(task);
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

    @Override
    public void write(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = socket.beginWriting(task);
        try {
            LargeWrite.writeAll(task, socket, source);
        } finally {
            writing.end();
        }
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        BufferChecks.requireSources(sources);
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = socket.beginWriting(task);
        try {
            LargeWrite.writeAll(task, socket, sources);
        } finally {
            writing.end();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>If the backend supports it, the system sends the file by itself ({@code sendfile}). A blocking thread reads
     * each mebibyte just before, so that the domain does not wait for the disk.
     */
    @Override
    public long transferFrom(FileRegion source) throws IOException {
        Objects.requireNonNull(source, "source");
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = socket.beginWriting(task);
        try {
            return LargeWrite.transferFrom(task, socket, source);
        } finally {
            writing.end();
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.holding().checkOpen();
        socket.handle().shutdownOutput();
        socket.writing().shutDown();
    }

    /**
     * Closes the connection with a reset (RST). Bytes that were written and not yet sent are lost, and the peer gets a
     * failure instead of the end of the stream. Use it when the peer must not take the bytes it has for the whole. A
     * Unix domain connection has no reset: it is closed.
     *
     * <p>Otherwise it works as {@link #close}: only the owner may call it, it works in a cancelled task, and it never
     * waits.
     *
     * @throws io.miou.NotOwnerError if the current task has never owned it
     * @throws IllegalStateException outside a fiber
     */
    public void reset() {
        if (socket.holding().isOwnedByCaller()) {
            socket.closeHard();
        }
        close();
    }

    /**
     * Ends the input: every later read is at the end of the stream. Never suspends.
     *
     * @throws IOException if the connection is broken
     * @throws io.miou.NotOwnerError if the current task neither owns nor has borrowed it (rule 27)
     * @throws java.nio.channels.ClosedChannelException if its last owner, the current task, has closed it (rule 26)
     * @throws IllegalStateException outside a fiber
     */
    public void shutdownInput() throws IOException {
        socket.holding().checkOpen();
        socket.handle().shutdownInput();
    }

    /**
     * Sets a socket option: {@code TCP_NODELAY}, {@code SO_KEEPALIVE}, {@code SO_SNDBUF}, {@code SO_RCVBUF},
     * {@code SO_LINGER} and others of {@link java.net.StandardSocketOptions}. Never suspends.
     *
     * <p>{@code TCP_NODELAY} is on from the start for TCP connections of {@link #connect} and
     * {@link TcpListener#accept}. So a small write is sent at once, and does not wait until the peer has acknowledged
     * the last one. Switch it off if you write very small pieces and wait for no answers. A socket that was
     * {@linkplain #adopt(SocketChannel) taken over} keeps its options.
     *
     * <p>{@code SO_LINGER} with more than 0 seconds does not change {@link #close}, which never waits: the system goes
     * on sending what was written. With 0 seconds, {@code close} resets the connection.
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
    public <T> TcpStream setOption(SocketOption<T> option, T value) throws IOException {
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

    @Override
    public Optional<SocketAddress> peerAddress() {
        return Optional.of(remoteAddress());
    }

    @Override
    public Optional<SocketAddress> ownAddress() {
        return Optional.of(localAddress());
    }

    /** {@return this side's address} Any thread; also after the stream is closed. */
    public SocketAddress localAddress() {
        return Addresses.required(socket.handle().localAddress());
    }

    /** {@return the peer's address} Any thread; also after the stream is closed. */
    public SocketAddress remoteAddress() {
        return Addresses.required(socket.handle().remoteAddress());
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
