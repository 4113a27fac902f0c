package io.miou.os;

import io.miou.Ownership;
import io.miou.net.ByteStream;
import io.miou.task.Failures;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of a process as a stream. It is a view with the owner of the process.
 *
 * <p>Threads: the owner and its borrowers, on their domain; the pipes are safe from any thread.
 */
final class ProcessStream implements ByteStream {

    private final OwnershipState process;
    private final PipeReader from;

    @Nullable
    private final PipeWriter to;

    ProcessStream(OwnershipState process, PipeReader from, @Nullable PipeWriter to) {
        this.process = process;
        this.from = from;
        this.to = to;
    }

    private void beginOperation() throws IOException {
        Task<?> task = Task.current();
        process.checkOpen();
        task.beginOperation();
    }

    private PipeWriter writer() {
        PipeWriter writer = to;
        if (writer == null) {
            throw Failures.explained(new NonWritableChannelException(), this + " can only be read, and "
                    + Failures.describe(Task.current()) + " was to write or to end it; use the stream of its input");
        }
        return writer;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("cannot read into a read-only buffer; give a writable one");
        }
        beginOperation();
        return from.read(target);
    }

    @Override
    public void awaitReadable() throws IOException {
        beginOperation();
        from.awaitReadable();
    }

    @Override
    public int available() {
        process.check();
        return from.available();
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        PipeWriter writer = writer();
        Objects.requireNonNull(source, "source");
        beginOperation();
        writer.write(source);
    }

    @Override
    public void shutdownOutput() throws IOException {
        PipeWriter writer = writer();
        process.checkOpen();
        writer.finish();
    }

    @Override
    public Ownership ownership() {
        return process;
    }

    @Override
    public ByteStream adopt() {
        process.adopt();
        return this;
    }

    @Override
    public ByteStream transfer() {
        process.transfer();
        return this;
    }

    /** Closes the pipes, and not the process. */
    @Override
    public void close() {
        if (process.isClosed()) {
            return;
        }
        process.check();
        from.close();
        if (to != null) {
            to.finish();
        }
    }

    @Override
    public String toString() {
        return (to == null ? "errors" : "input and output") + " of " + process;
    }
}
