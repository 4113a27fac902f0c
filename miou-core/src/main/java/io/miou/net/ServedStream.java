package io.miou.net;

import io.miou.Ownership;
import io.miou.spi.SocketHandle;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The stream of a server's client: another stream, whose wait for a request the server ends.
 *
 * <p>Threads: the owner and its borrowers.
 */
final class ServedStream implements ByteStream {

    /** A read that does not wait. */
    interface NowReading {

        /** Reads the bytes that have come; returns {@link SocketHandle#WOULD_BLOCK} if none have. */
        int readNow(ByteBuffer target) throws IOException;
    }

    private final ByteStream stream;
    private final NowReading now;
    private final RequestWait wait;
    private final ConnectionFailure failure;

    /** True after a wait for bytes that has ended: a read will hardly have to wait, so it is tried without a scope. */
    private boolean expectsBytes;

    /**
     * Creates a stream.
     *
     * @param stream does the work
     * @param now reads from the same stream
     * @param wait what the server ends
     * @param failure remembers what the connection throws
     */
    ServedStream(ByteStream stream, NowReading now, RequestWait wait, ConnectionFailure failure) {
        this.stream = stream;
        this.now = now;
        this.wait = wait;
        this.failure = failure;
    }

    // Reading

    @Override
    public int read(ByteBuffer target) throws IOException {
        BufferChecks.requireWritable(target, "read into");
        int count;
        try {
            count = readUntilEnd(target);
        } catch (IOException e) {
            throw failure.noted(e);
        }
        if (count > 0) {
            wait.requestHasBegun();
        }
        return count;
    }

    private int readUntilEnd(ByteBuffer target) throws IOException {
        if (wait.isUnderWay() || !target.hasRemaining()) {
            // Another task is reading, and the stream refuses this one; or there is nothing to wait for.
            return stream.read(target);
        }
        if (expectsBytes) {
            expectsBytes = false;
            int count = now.readNow(target);
            if (count != SocketHandle.WOULD_BLOCK) {
                return count;
            }
        }
        Optional<Integer> count = wait.isAtEnd() ? Optional.empty() : wait.during(() -> stream.read(target));
        return count.isPresent() ? count.get() : readLast(target);
    }

    /** Reads the bytes that have come, without waiting for more; returns -1 if there are none. */
    private int readLast(ByteBuffer target) throws IOException {
        Task<?> task = Task.current();
        task.loop().pollNext();
        task.yieldNow();
        int count = now.readNow(target);
        return count == SocketHandle.WOULD_BLOCK ? SocketHandle.END_OF_STREAM : count;
    }

    @Override
    public void awaitReadable() throws IOException {
        if (wait.isUnderWay()) {
            stream.awaitReadable();
            return;
        }
        stream.check();
        try {
            expectsBytes = wait.forBytes(stream);
        } catch (IOException e) {
            throw failure.noted(e);
        }
    }

    @Override
    public int available() {
        return stream.available();
    }

    // Writing

    @Override
    public void write(ByteBuffer source) throws IOException {
        try {
            stream.write(source);
        } catch (IOException e) {
            throw failure.noted(e);
        }
        wait.answered();
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        try {
            stream.write(sources);
        } catch (IOException e) {
            throw failure.noted(e);
        }
        wait.answered();
    }

    @Override
    public long transferFrom(FileRegion source) throws IOException {
        long sent;
        try {
            sent = stream.transferFrom(source);
        } catch (IOException e) {
            if (isReadable(source)) {
                IOException _ = failure.noted(e);
            }
            throw e;
        }
        wait.answered();
        return sent;
    }

    /** Returns whether the file can be read: then it was the connection that broke. */
    private static boolean isReadable(FileRegion source) {
        try {
            long _ = FileTransfer.readAhead(source, 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        try {
            stream.shutdownOutput();
        } catch (IOException e) {
            throw failure.noted(e);
        }
    }

    // Ownership

    @Override
    public Optional<SocketAddress> peerAddress() {
        return stream.peerAddress();
    }

    @Override
    public Optional<SocketAddress> ownAddress() {
        return stream.ownAddress();
    }

    @Override
    public Ownership ownership() {
        return stream.ownership();
    }

    @Override
    public ByteStream adopt() {
        ByteStream _ = stream.adopt();
        return this;
    }

    @Override
    public ByteStream transfer() {
        ByteStream _ = stream.transfer();
        return this;
    }

    @Override
    public void close() {
        stream.close();
    }

    @Override
    public String toString() {
        return stream.toString();
    }
}
