package io.miou.net;

import io.miou.Body;
import io.miou.Ownership;
import io.miou.inbox.Message;
import io.miou.spi.SocketHandle;
import io.miou.task.Failures;
import io.miou.task.Scopes;
import io.miou.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stream that a server's handler gets: another stream whose wait for a request ends when the server stops, or when
 * the client has been idle for too long. A wait is for a request if nothing was read since the last write, or since the
 * client was accepted. Each read is in a scope of its own, which an end of the wait fires.
 *
 * <p>Threads: the owner and its borrowers read and write; any thread may call {@link #endWait}, and the client's domain
 * {@link #expire} and {@link #mayWaitOn}. A reader writes {@code wait} and then reads whether the server stops; the
 * server stops and then reads {@code wait}. So no wait is missed. Both are volatile.
 */
final class ServedStream implements ByteStream {

    private static final long NOT_MEASURED = 0;

    private final TcpStream stream;
    private final ServerStop stop;

    /** True while nothing was read since the last write. */
    private volatile boolean betweenRequests = true;

    /** True once the client was idle for too long. */
    private volatile boolean expired;

    /** Ends the read that is under way. */
    @Nullable
    private volatile Runnable wait;

    /** The last failure of the connection that the handler saw. */
    @Nullable
    private volatile IOException thrown;

    private volatile boolean measured;

    /** The start of the last wait, on the clock of the reader's domain. */
    private volatile long waitingSince = NOT_MEASURED;

    ServedStream(TcpStream stream, ServerStop stop) {
        this.stream = stream;
        this.stop = stop;
    }

    // What the server asks

    /** Notes when waits begin, from now on. */
    void measureWaits() {
        measured = true;
    }

    /** Returns how many nanoseconds a client may go on waiting for a request; 0 or less if that is over. */
    long mayWaitOn(long limit, long now) {
        return wait != null && betweenRequests ? limit - (now - waitingSince) : limit;
    }

    /** Ends the wait for a request, now and at any later time. */
    void expire() {
        expired = true;
        endWait();
    }

    /** Ends the wait for a request that is under way, if there is one and the server or the client is at its end. */
    void endWait() {
        Runnable ending = wait;
        if (ending != null && isAtEnd()) {
            ending.run();
        }
    }

    boolean hasThrown(Throwable failure) {
        return failure == thrown;
    }

    private boolean isAtEnd() {
        return betweenRequests && (expired || stop.isStopping());
    }

    // Reading

    @Override
    public int read(ByteBuffer target) throws IOException {
        BufferChecks.requireWritable(target, "read into");
        int count;
        try {
            count = readUntilEnd(target);
        } catch (IOException e) {
            throw noted(e);
        }
        if (count > 0) {
            betweenRequests = false;
        }
        return count;
    }

    private int readUntilEnd(ByteBuffer target) throws IOException {
        if (wait != null || !target.hasRemaining()) {
            // Another task is reading, and the stream refuses this one; or there is nothing to wait for.
            return stream.read(target);
        }
        Optional<Integer> count = isAtEnd() ? Optional.empty() : untilEnd(() -> stream.read(target));
        return count.isPresent() ? count.get() : readLast(target);
    }

    /** Reads the bytes that have come, without waiting for more; returns -1 if there are none. */
    private int readLast(ByteBuffer target) throws IOException {
        Task<?> task = Task.current();
        task.loop().pollNext();
        task.yieldNow();
        int count = stream.readNow(target);
        return count == SocketHandle.WOULD_BLOCK ? SocketHandle.END_OF_STREAM : count;
    }

    @Override
    public void awaitReadable() throws IOException {
        if (wait != null) {
            stream.awaitReadable();
            return;
        }
        stream.check();
        if (!isAtEnd()) {
            try {
                Optional<Boolean> _ = untilEnd(() -> {
                    stream.awaitReadable();
                    return true;
                });
            } catch (IOException e) {
                throw noted(e);
            }
        }
    }

    private <T> Optional<T> untilEnd(Body<? extends T, ? extends IOException> body) throws IOException {
        try {
            return Scopes.<T>until(this::waitBegins, _ -> wait = null, body);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    private void waitBegins(Runnable ending) {
        Task<?> reader = Task.current();
        if (measured) {
            waitingSince = reader.loop().timers().nanoTime();
        }
        wait = ending;
        if (isAtEnd()) {
            // The server has stopped just now, and may not have seen this wait. The read is tried before.
            reader.loop().post(Message.of(ending));
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
            throw noted(e);
        }
        written();
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        try {
            stream.write(sources);
        } catch (IOException e) {
            throw noted(e);
        }
        written();
    }

    @Override
    public long transferFrom(FileRegion source) throws IOException {
        long sent;
        try {
            sent = stream.transferFrom(source);
        } catch (IOException e) {
            if (isReadable(source)) {
                IOException _ = noted(e);
            }
            throw e;
        }
        written();
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

    private void written() {
        betweenRequests = true;
        if (wait != null) {
            if (measured) {
                waitingSince = Task.current().loop().timers().nanoTime();
            }
            endWait();
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        try {
            stream.shutdownOutput();
        } catch (IOException e) {
            throw noted(e);
        }
    }

    /** Remembers a failure of the connection. A stream that the handler itself has closed is no such failure. */
    private IOException noted(IOException failure) {
        if (!(failure instanceof ClosedChannelException)) {
            thrown = failure;
        }
        return failure;
    }

    // Ownership

    @Override
    public Ownership ownership() {
        return stream.ownership();
    }

    @Override
    public ByteStream adopt() {
        TcpStream _ = stream.adopt();
        return this;
    }

    @Override
    public ByteStream transfer() {
        TcpStream _ = stream.transfer();
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
