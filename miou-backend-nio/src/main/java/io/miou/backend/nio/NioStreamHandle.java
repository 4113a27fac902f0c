package io.miou.backend.nio;

import io.miou.spi.Direction;
import io.miou.spi.InternetAddresses;
import io.miou.spi.Readiness;
import io.miou.spi.StreamFailure;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream over a {@link SocketChannel}.
 *
 * <p>Confined to its domain's thread, except the addresses and {@link #isOpen()}, which are for any thread. The
 * addresses are volatile, written once, before or when the connection stands, and kept after the close.
 */
final class NioStreamHandle extends NioHandle<SocketChannel> implements StreamHandle {

    /**
     * The largest part of a heap buffer that is passed to the JDK at a time. The JDK copies the whole part for each
     * attempt, even if the kernel takes little.
     */
    private static final int MOST_COPIED = 1 << 17;

    /** Where the connect went; its failures name it. */
    private final SocketAddress peer;

    /**
     * True after a read was shorter than its buffer: the socket was drained, and the next read need not ask the kernel.
     */
    private boolean drained;

    private final StreamFailure failure = new StreamFailure();

    /** True if a close must wait until all is sent. */
    private boolean lingers;

    private NioStreamHandle(NioBackend backend, SocketChannel socket, SocketAddress peer) throws IOException {
        super(backend, socket);
        this.peer = peer;
        if (socket.isConnected()) {
            keepAddresses();
        }
    }

    static NioStreamHandle connect(NioBackend backend, SocketAddress remote, @Nullable SocketAddress local)
            throws IOException {
        SocketChannel socket = Sockets.openStream(remote);
        try {
            socket.configureBlocking(false);
            if (local != null) {
                bind(socket, local);
            }
            socket.connect(InternetAddresses.destination(remote));
            return new NioStreamHandle(backend, socket, remote);
        } catch (IOException e) {
            Sockets.closeAfter(e, socket);
            throw Sockets.isPerhapsCrowded(e, remote)
                    ? Sockets.crowded(e, remote)
                    : Sockets.withAddress(e, remote);
        } catch (UnsupportedAddressTypeException e) {
            Sockets.closeAfter(e, socket);
            throw Sockets.withoutFamily(e, remote);
        } catch (RuntimeException | Error e) {
            Sockets.closeAfter(e, socket);
            throw e;
        }
    }

    private static void bind(SocketChannel socket, SocketAddress local) throws IOException {
        try {
            socket.bind(local);
        } catch (IOException e) {
            throw Sockets.withAddress(e, local);
        }
    }

    static NioStreamHandle accepted(NioBackend backend, SocketChannel socket) throws IOException {
        try {
            socket.configureBlocking(false);
            return new NioStreamHandle(backend, socket, socket.getRemoteAddress());
        } catch (Throwable e) {
            Sockets.closeAfter(e, socket);
            throw e;
        }
    }

    static NioStreamHandle adopt(NioBackend backend, SocketChannel socket) throws IOException {
        Sockets.requireOpen(socket);
        if (!socket.isConnected()) {
            throw new NotYetConnectedException();
        }
        if (socket.isRegistered()) {
            throw new IllegalStateException("the socket " + socket
                    + " is registered with a selector; cancel its key and let that selector select once more");
        }
        boolean blocking = socket.isBlocking();
        socket.configureBlocking(false);
        try {
            NioStreamHandle handle = new NioStreamHandle(backend, socket, socket.getRemoteAddress());
            handle.lingers = socket.getOption(StandardSocketOptions.SO_LINGER) > 0;
            return handle;
        } catch (Throwable e) {
            if (socket.isOpen()) {
                socket.configureBlocking(blocking);
            }
            throw e;
        }
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean finishConnect() throws IOException {
        try {
            if (!socket.finishConnect()) {
                return false;
            }
        } catch (IOException e) {
            throw Sockets.withAddress(e, peer);
        }
        if (remoteAddress() == null) {
            keepAddresses();
        }
        return true;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int room = target.remaining();
        if (room == 0 || drained) {
            Sockets.requireOpen(socket);
            Sockets.requireUsable(target);
            // Only one read is answered this way: the next one without a watch gets the kernel's answer.
            drained = drained && room == 0;
            return room == 0 ? 0 : WOULD_BLOCK;
        }
        int asked = mostAtOnce(target);
        int count;
        try {
            count = asked == room ? socket.read(target) : readPart(target, asked);
        } catch (IOException e) {
            throw failure.failed(e);
        }
        if (count < 0) {
            return failure.endOfStream();
        }
        // An end of stream that came with the data is not lost: a selector reports it at every poll.
        drained = count > 0 && count < asked;
        return count == 0 ? WOULD_BLOCK : count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int asked = mostAtOnce(source);
        int count;
        try {
            count = asked == source.remaining() ? socket.write(source) : writePart(source, asked);
        } catch (IOException e) {
            throw writingFailed(e);
        }
        return count == 0 && source.hasRemaining() ? WOULD_BLOCK : count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sources.length);
        int first = offset;
        while (first < offset + length && !sources[first].hasRemaining()) {
            first++;
        }
        int several = severalAtOnce(sources, first, offset + length);
        if (several == 1) {
            return write(sources[first]);
        }
        long count;
        try {
            count = socket.write(sources, first, several);
        } catch (IOException e) {
            throw writingFailed(e);
        }
        return count == 0 && several > 0 ? WOULD_BLOCK : count;
    }

    private static int mostAtOnce(ByteBuffer buffer) {
        return buffer.isDirect() ? buffer.remaining() : Math.min(buffer.remaining(), MOST_COPIED);
    }

    /** The number of buffers whose bytes on the heap fit into one copy; at least one if there is one. */
    private static int severalAtOnce(ByteBuffer[] sources, int first, int end) {
        int next = first;
        for (long copied = 0; next < end; next++) {
            copied += sources[next].isDirect() ? 0 : sources[next].remaining();
            if (copied > MOST_COPIED && next > first) {
                break;
            }
        }
        return next - first;
    }

    private int readPart(ByteBuffer target, int length) throws IOException {
        int count = socket.read(target.slice(target.position(), length));
        target.position(target.position() + Math.max(count, 0));
        return count;
    }

    private int writePart(ByteBuffer source, int length) throws IOException {
        int count = socket.write(source.slice(source.position(), length));
        source.position(source.position() + count);
        return count;
    }

    /**
     * Sends a file by the JDK, which uses {@code sendfile} where there is one and maps the file otherwise. It is always
     * supported.
     */
    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        Sockets.requireOpen(socket);
        if (count == 0 || position >= file.size()) {
            return 0;
        }
        long sent;
        try {
            sent = file.transferTo(position, count, socket);
        } catch (IOException e) {
            throw writingFailed(e);
        }
        return sent == 0 ? WOULD_BLOCK : sent;
    }

    /**
     * Records a failed write, except a broken pipe. A peer that reads no more may have ended in order: reads then ask
     * the system.
     */
    private IOException writingFailed(IOException e) {
        if (e instanceof ClosedChannelException || BrokenPipe.is(e)) {
            return e;
        }
        if (e.getClass() != IOException.class) {
            return failure.failed(e);
        }
        // Reads of the JDK have this type, writes have none.
        SocketException named = new SocketException(e.getMessage());
        named.initCause(e);
        return failure.failed(named);
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void shutdownInput() throws IOException {
        drained = false;
        socket.shutdownInput();
        failure.inputShutDown();
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        super.watch(direction, readiness);
        if (direction == Direction.READ) {
            drained = false; // the next read comes after readiness
        }
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        super.setOption(option, value);
        if (StandardSocketOptions.SO_LINGER.equals(option)) {
            lingers = value instanceof Integer seconds && seconds > 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (lingers && socket.isOpen()) {
            stopLingering();
        }
        super.close();
    }

    /**
     * Turns the wait in a close off. The JDK does this for a registered socket; an unregistered one would block the
     * domain.
     */
    private void stopLingering() {
        lingers = false;
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, -1);
        } catch (IOException e) {
            // The connection is gone, so the close has nothing to wait for.
        }
    }

    @Override
    public String toString() {
        return "nio stream to " + peer;
    }

    private void keepAddresses() throws IOException {
        keepAddresses(socket.getLocalAddress(), socket.getRemoteAddress());
    }
}
