package io.miou.backend.netty;

import io.miou.spi.InternetAddresses;
import io.miou.spi.StreamFailure;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A native stream socket.
 *
 * <p>Confined to its domain's thread, except the addresses and {@link #isOpen()}, which are for any thread. The
 * addresses are volatile, written once, before or when the connection stands, and kept after the close.
 */
final class NettyStreamHandle extends NettyHandle implements StreamHandle {

    /** The destination of the connect, for the messages of its failures. */
    private final SocketAddress peer;

    private boolean connected;
    private final StreamFailure failure = new StreamFailure();

    /** True if a close must wait until all is sent. */
    private boolean lingers;

    private NettyStreamHandle(NettyBackend backend, NativeSocket socket, SocketAddress peer) {
        super(backend, socket, Interest.READ_AND_WRITE);
        this.peer = peer;
    }

    static NettyStreamHandle connect(NettyBackend backend, SocketAddress remote, @Nullable SocketAddress local)
            throws IOException {
        NativeAddresses.check(backend.transport(), remote);
        NativeSocket socket = NativeSocket.openStream(backend.transport(), remote);
        try {
            NettyStreamHandle handle = new NettyStreamHandle(backend, socket, remote);
            if (local != null) {
                socket.bind(local);
            }
            SocketAddress destination = InternetAddresses.destination(remote);
            if (socket.connect(destination, remote)) {
                handle.connectedTo(destination);
            }
            return handle;
        } catch (Throwable e) {
            NettyListenHandle.closeAfter(e, socket);
            throw e;
        }
    }

    static NettyStreamHandle accepted(NettyBackend backend, NativeSocket.Accepted accepted) {
        try {
            NettyStreamHandle handle = new NettyStreamHandle(backend, accepted.socket(), accepted.remote());
            handle.connectedTo(accepted.remote());
            return handle;
        } catch (Throwable e) {
            NettyListenHandle.closeAfter(e, accepted.socket());
            throw e;
        }
    }

    private void connectedTo(SocketAddress remote) {
        keepAddresses(socket.localAddress(), remote);
        connected = true;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (!connected) {
            socket.requireOpen();
            socket.checkConnect(peer);
            // A connect that is still pending has no error either, but no peer.
            SocketAddress remote = socket.remoteAddress();
            if (remote == null) {
                return false;
            }
            connectedTo(remote);
        }
        return true;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int room = target.remaining();
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only; read into one that is not");
        }
        long address = BufferMemory.stableAddress(target);
        if (room == 0 || !registration.mayRead()) {
            socket.requireOpen();
            return room == 0 ? 0 : registration.isInputShutDown() ? failure.endOfStream() : WOULD_BLOCK;
        }
        int count;
        try {
            count = address == BufferMemory.UNSTABLE
                    ? readThroughScratch(target, room)
                    : readDirect(target, address, room);
        } catch (IOException e) {
            throw failure.failed(e);
        }
        if (count == WOULD_BLOCK) {
            registration.drained();
        }
        return count == END_OF_STREAM ? failure.endOfStream() : count;
    }

    private int readDirect(ByteBuffer target, long address, int room) throws IOException {
        int position = target.position();
        int count = socket.read(address, position, position + room);
        if (count > 0) {
            target.position(position + count);
            noteShortRead(count, room);
        }
        return count;
    }

    private int readThroughScratch(ByteBuffer target, int room) throws IOException {
        ByteBuffer scratch = scratch(room);
        int asked = Math.min(room, scratch.capacity());
        int count = socket.read(BufferMemory.address(scratch), 0, asked);
        if (count > 0) {
            target.put(scratch.limit(count));
            noteShortRead(count, asked);
        }
        return count;
    }

    /**
     * Notes a short read, which has drained the socket. The exception is a Unix domain socket: there a read also stops
     * where the peer has sent a descriptor along.
     */
    private void noteShortRead(int count, int asked) {
        if (count < asked && !socket.isUnix()) {
            registration.readShort();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int length = source.remaining();
        if (length == 0) {
            socket.requireOpen();
            return 0;
        }
        int position = source.position();
        int asked = length;
        int count;
        long address = BufferMemory.stableAddress(source);
        if (address != BufferMemory.UNSTABLE) {
            count = send(address, position, position + length);
        } else {
            ByteBuffer scratch = scratch(length);
            asked = Math.min(length, scratch.capacity());
            scratch.put(0, source, position, asked);
            count = send(BufferMemory.address(scratch), 0, asked);
        }
        if (count < asked) {
            registration.filled();
        }
        if (count > 0) {
            source.position(position + count);
        }
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, sources.length);
        int first = offset;
        while (first < offset + length && !sources[first].hasRemaining()) {
            first++;
        }
        // What one system call takes: if less than that is written, there was no room for it.
        int several = Math.min(offset + length - first, NativeSocket.mostBuffers());
        long asked = 0;
        boolean stable = true;
        for (int i = first; i < first + several; i++) {
            asked += sources[i].remaining();
            stable &= BufferMemory.isStable(sources[i]);
        }
        if (asked == 0) {
            socket.requireOpen();
            return 0;
        }
        return stable ? writeDirect(sources, first, several, asked) : writeGathered(sources, first, several, asked);
    }

    private long writeDirect(ByteBuffer[] sources, int offset, int length, long asked) throws IOException {
        long count;
        try {
            count = socket.write(sources, offset, length);
        } catch (IOException e) {
            throw writingFailed(e);
        }
        if (count < asked) {
            registration.filled();
        }
        long left = count;
        for (int i = offset; left > 0; i++) {
            int moved = (int) Math.min(left, sources[i].remaining());
            sources[i].position(sources[i].position() + moved);
            left -= moved;
        }
        return count;
    }

    /**
     * Writes from buffers that are not all stable. The bytes that fit are copied together, so that one system call
     * suffices.
     */
    private long writeGathered(ByteBuffer[] sources, int offset, int length, long total) throws IOException {
        ByteBuffer scratch = scratch((int) Math.min(total, Integer.MAX_VALUE));
        for (int i = offset; i < offset + length && scratch.hasRemaining(); i++) {
            ByteBuffer source = sources[i];
            int part = Math.min(source.remaining(), scratch.remaining());
            scratch.put(scratch.position(), source, source.position(), part);
            scratch.position(scratch.position() + part);
        }
        int asked = scratch.position();
        int count = send(BufferMemory.address(scratch), 0, asked);
        if (count < asked) {
            registration.filled();
        }
        int left = count;
        for (int i = offset; left > 0; i++) {
            int moved = Math.min(left, sources[i].remaining());
            sources[i].position(sources[i].position() + moved);
            left -= moved;
        }
        return count;
    }

    private int send(long source, int position, int limit) throws IOException {
        try {
            return socket.write(source, position, limit);
        } catch (IOException e) {
            throw writingFailed(e);
        }
    }

    /**
     * Records a failed write, except a broken pipe. A peer that reads no more may have ended in order: reads then ask
     * the kernel.
     */
    private IOException writingFailed(IOException e) {
        return NativeErrors.isBrokenPipe(e) ? e : failure.failed(e);
    }

    /** The domain's own; a handle between two domains has none, and is hardly ever used. */
    private ByteBuffer scratch(int length) {
        NettyBackend backend = registration.backend();
        return backend == null ? NettyBackend.newScratch(length) : backend.scratch();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
        failure.inputShutDown();
        registration.inputShutDown();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        NativeOptions.setOfStream(socket, option, value);
        if (StandardSocketOptions.SO_LINGER.equals(option)) {
            lingers = value instanceof Integer seconds && seconds > 0;
        }
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return NativeOptions.getOfStream(socket, option);
    }

    @Override
    public void close() throws IOException {
        if (lingers && socket.isOpen()) {
            stopLingering();
        }
        super.close();
    }

    /** Turns the wait in a close off: Linux would wait even for a socket that never blocks otherwise. */
    private void stopLingering() {
        lingers = false;
        try {
            NativeOptions.setOfStream(socket, StandardSocketOptions.SO_LINGER, -1);
        } catch (IOException e) {
            // The connection is gone, so the close has nothing to wait for.
        }
    }

    @Override
    public String toString() {
        return socket.transport().name() + " stream to " + peer;
    }
}
