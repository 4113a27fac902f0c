package io.miou.net;

import io.miou.Ownership;
import io.miou.support.Thrown;
import io.miou.task.Failures;
import io.miou.task.OwnershipState;
import io.miou.task.Releasable;
import io.miou.task.Task;
import io.miou.task.TurnOwnership;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Two streams of the JDK as a {@link ByteStream}; see {@link ByteStream#of}.
 *
 * <p>Threads: one reader and one writer at a time, on any threads; {@code reading} and {@code writing} check and order
 * them. {@code close} and {@code shutdownOutput} are for any thread too. All other state is volatile.
 */
final class JdkStream implements ByteStream, Releasable {

    /** The most bytes that the output gets at a time, and that are copied. */
    private static final int PIECE = 1 << 13;

    private final ReadAhead in;
    private final OutputStream out;
    private final OwnershipState holding;
    private final AtomicBoolean reading = new AtomicBoolean();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean shutDown = new AtomicBoolean();

    /** Whether a task has or had the stream: then the rules of ownership hold. */
    private volatile boolean owned;

    /** The failure that every read throws from now on. */
    @Nullable
    private volatile IOException readFailure;

    /** The failure that every write throws from now on; a read throws it instead of an end. */
    @Nullable
    private volatile IOException writeFailure;

    private volatile boolean ended;

    JdkStream(InputStream in, OutputStream out) {
        this.in = new ReadAhead(in);
        this.out = out;
        this.owned = Task.isOnFiber();
        this.holding = owned ? OwnershipState.acquire(this) : new TurnOwnership(this);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        BufferChecks.requireWritable(target, "read into");
        BufferChecks.requireUsable(target);
        Task<?> task = beginOperation();
        if (!reading.compareAndSet(false, true)) {
            throw pending(new ReadPendingException(), "reading from");
        }
        try {
            int count = target.hasRemaining() ? readSome(target) : 0;
            if (task != null) {
                task.moved(count);
            }
            return count;
        } finally {
            reading.set(false);
        }
    }

    /** Reads one byte ahead. A failure of that is the failure of the next read. */
    @Override
    public void awaitReadable() throws IOException {
        Task<?> _ = beginOperation();
        if (!reading.compareAndSet(false, true)) {
            throw pending(new ReadPendingException(), "reading from");
        }
        try {
            if (readFailure == null) {
                in.fetch();
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            readFailure = e;
        } finally {
            reading.set(false);
        }
        if (closed.get()) {
            throw closedMeanwhile("reading from", readFailure);
        }
    }

    private int readSome(ByteBuffer target) throws IOException {
        throwAgain(readFailure);
        int count;
        try {
            count = target.hasArray() ? readIntoArray(target) : readByCopy(target);
        } catch (IOException e) {
            if (!(e instanceof SocketTimeoutException)) {
                // After a timeout the JDK's streams can be read again.
                readFailure = e;
            }
            throw closedMeanwhile("reading from", e);
        }
        if (count < 0) {
            if (closed.get()) {
                throw closedMeanwhile("reading from", null);
            }
            if (!ended) {
                throwAgain(writeFailure);
                ended = true;
            }
            return -1;
        }
        return count;
    }

    private int readIntoArray(ByteBuffer target) throws IOException {
        int count = readAtLeastOne(target.array(), target.arrayOffset() + target.position(), target.remaining());
        target.position(target.position() + Math.max(count, 0));
        return count;
    }

    private int readByCopy(ByteBuffer target) throws IOException {
        byte[] copy = new byte[Math.min(PIECE, target.remaining())];
        int count = readAtLeastOne(copy, 0, copy.length);
        target.put(copy, 0, Math.max(count, 0));
        return count;
    }

    /** Reads at least one byte: some streams return 0 instead of waiting. */
    private int readAtLeastOne(byte[] target, int offset, int length) throws IOException {
        int count = in.read(target, offset, length);
        if (count != 0) {
            return count;
        }
        int single = in.read();
        if (single < 0) {
            return -1;
        }
        target[offset] = (byte) single;
        return 1;
    }

    @Override
    public int available() {
        if (closed.get()) {
            return 0;
        }
        check();
        try {
            return readFailure == null ? Math.max(0, in.available()) : 0;
        } catch (IOException e) {
            // The next read throws it.
            return 0;
        }
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        Objects.requireNonNull(source, "source");
        write(new ByteBuffer[]{source});
    }

    @Override
    public void write(ByteBuffer[] sources) throws IOException {
        BufferChecks.requireSources(sources);
        Task<?> task = beginOperation();
        requireNotShutDown();
        if (!writing.compareAndSet(false, true)) {
            throw pending(new WritePendingException(), "writing to");
        }
        try {
            throwAgain(writeFailure);
            for (ByteBuffer source : sources) {
                writeAll(task, source);
            }
            out.flush();
        } catch (IOException e) {
            requireNotShutDown();
            writeFailure = e;
            throw closedMeanwhile("writing to", e);
        } finally {
            writing.set(false);
        }
    }

    private void writeAll(@Nullable Task<?> task, ByteBuffer source) throws IOException {
        byte[] copy = null;
        while (source.hasRemaining()) {
            if (closed.get()) {
                throw closedMeanwhile("writing to", null);
            }
            requireNotShutDown();
            int start = source.position();
            int count = Math.min(PIECE, source.remaining());
            if (source.hasArray()) {
                out.write(source.array(), source.arrayOffset() + start, count);
            } else {
                if (copy == null) {
                    copy = new byte[count];
                }
                source.get(start, copy, 0, count);
                out.write(copy, 0, count);
            }
            source.position(start + count);
            if (task != null) {
                task.moved(count);
            }
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireOpen();
        if (!shutDown.compareAndSet(false, true)) {
            return;
        }
        try {
            endOutput();
        } catch (IOException e) {
            writeFailure = e;
            throw e;
        }
    }

    @SuppressWarnings("try")
    private void endOutput() throws IOException {
        try (OutputStream _ = out) {
            out.flush();
        }
    }

    @Override
    public void close() {
        if (owned) {
            holding.close();
        } else {
            release();
        }
    }

    @Override
    public void release() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Exception failure = null;
        if (shutDown.compareAndSet(false, true)) {
            try {
                endOutput();
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            if (failure == null) {
                failure = e;
            } else {
                Thrown.suppress(failure, e);
            }
        }
        if (failure instanceof IOException io) {
            throw new UncheckedIOException(this + " was not closed cleanly: " + Failures.words(io)
                    + "; what was written last may be lost", io);
        } else if (failure != null) {
            throw Failures.sneak(failure);
        }
    }

    @Override
    public Ownership ownership() {
        return holding;
    }

    @Override
    public void check() {
        if (owned) {
            holding.check();
        }
    }

    @Override
    public void disown() {
        requireOwner("disowned");
        holding.disown();
    }

    @Override
    public ByteStream adopt() {
        if (!Task.isOnFiber()) {
            throw new IllegalStateException(this + " was to be adopted outside a run; only a task can own it: call this"
                    + " inside Miou.run, on a fiber, or use the stream without an owner and close it");
        }
        if (!owned && closed.get()) {
            throw new IllegalStateException(
                    "a stream that is closed was to be adopted: " + this + "; open a new one");
        }
        holding.adopt();
        owned = true;
        return this;
    }

    @Override
    public ByteStream transfer() {
        requireOwner("transferred");
        holding.transfer();
        return this;
    }

    private void requireOwner(String what) {
        if (!owned) {
            throw new IllegalStateException(this + " was to be " + what + ", but it has no owner, because it was made"
                    + " outside a fiber; adopt it in a task first, or just close it when it is no longer used");
        }
    }

    @Nullable
    private Task<?> beginOperation() throws ClosedChannelException {
        Task<?> task = Task.isOnFiber() ? Task.current() : null;
        try {
            requireOpen();
        } catch (ClosedChannelException | RuntimeException | Error e) {
            if (task != null) {
                task.refused();
            }
            throw e;
        }
        if (task != null) {
            task.beginOperation();
        }
        return task;
    }

    private void requireOpen() throws ClosedChannelException {
        if (owned && !holding.isClosedByCaller()) {
            holding.check();
        }
        if (closed.get()) {
            throw Failures.explained(new ClosedChannelException(),
                    this + " was closed, and " + caller() + " uses it; close it last, or open another");
        }
    }

    private void requireNotShutDown() throws ClosedChannelException {
        if (shutDown.get() && !closed.get()) {
            throw Failures.explained(new ClosedChannelException(), caller() + " was writing to " + this
                    + " after shutdownOutput, which says that nothing more comes; call it when all is written");
        }
    }

    private <X extends IllegalStateException> X pending(X silent, String doing) {
        return Failures.explained(silent, caller() + " has to wait: another thread is " + doing + " " + this
                + " already; let one do it at a time");
    }

    /** Returns the exception of an operation that has failed by itself, or whose stream was closed meanwhile. */
    private IOException closedMeanwhile(String doing, @Nullable IOException failure) {
        if (failure instanceof ClosedChannelException || (failure != null && !closed.get())) {
            return failure;
        }
        AsynchronousCloseException async = Failures.explained(new AsynchronousCloseException(),
                this + " was closed while " + caller() + " was " + doing
                        + " it; end what uses a stream before you close it");
        if (failure != null) {
            async.addSuppressed(failure);
        }
        return async;
    }

    private static void throwAgain(@Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    private static String caller() {
        Task<?> task = Task.currentOrNull();
        return task == null ? "thread \"" + Thread.currentThread().getName() + "\"" : Failures.describe(task);
    }

    @Override
    public String toString() {
        return "stream of " + in.name() + " and " + out.getClass().getName();
    }
}
