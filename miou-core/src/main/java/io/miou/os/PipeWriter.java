package io.miou.os;

import io.miou.sync.Trigger;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritePendingException;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a pipe. The pipe's thread writes one chunk after the other. A fiber fills the next chunk when the
 * last one is written, so that a cancelled write ends between two chunks. The thread ends when the pipe is finished or
 * closed, or has failed.
 */
final class PipeWriter extends Pipe {

    private final OutputStream pipe;
    private final byte[] chunk = new byte[CHUNK];

    /** The number of bytes of the chunk to write; 0 while there is room. */
    private int filled;

    /** True after the program has ended the output: nothing more is written. */
    private boolean finished;

    PipeWriter(OutputStream pipe, String description) {
        super(pipe, description);
        this.pipe = pipe;
    }

    @Override
    String doing() {
        return "writing to";
    }

    /** Does what {@link io.miou.net.ByteStream#write(ByteBuffer)} says. On a fiber that may use the pipe. */
    void write(ByteBuffer source) throws IOException {
        beginWriting();
        try {
            while (source.hasRemaining()) {
                @Nullable Trigger trigger = new Trigger();
                synchronized (this) {
                    requireStillOpen();
                    requireNotFinished();
                    requireNoFailure("write");
                    if (filled == 0) {
                        fill(source);
                        trigger = null;
                    }
                    waiter = trigger;
                }
                if (trigger != null) {
                    trigger.await();
                } else if (source.hasRemaining()) {
                    Task.current().beginOperation(); // A large write is many operations: others run in between.
                }
            }
        } finally {
            end();
        }
    }

    private synchronized void beginWriting() throws IOException {
        requireOpen("write to");
        requireNotFinished();
        if (busy) {
            throw pending(new WritePendingException());
        }
        busy = true;
    }

    private void requireNotFinished() throws ClosedChannelException {
        if (finished) {
            throw Failures.explained(new ClosedChannelException(), caller() + " was writing to the " + this
                    + " after shutdownOutput or close, which say that nothing more comes; call them when all is written");
        }
    }

    private void fill(ByteBuffer source) {
        int count = Math.min(source.remaining(), chunk.length);
        source.get(chunk, 0, count);
        filled = count;
        start();
        notifyAll();
    }

    @Override
    void pump() {
        IOException problem = null;
        for (int count = awaitFilled(); count > 0 && problem == null; count = awaitFilled()) {
            try {
                pipe.write(chunk, 0, count);
                pipe.flush();
            } catch (IOException e) {
                problem = e;
            }
            written(problem);
        }
    }

    /** Returns the number of bytes to write; 0 when there are no more. */
    private synchronized int awaitFilled() {
        while (filled == 0 && !released) {
            awaitNotification();
        }
        return closed || failure != null ? 0 : filled;
    }

    private void written(@Nullable IOException problem) {
        Trigger toSignal;
        synchronized (this) {
            filled = 0;
            failure = problem;
            toSignal = takeWaiter();
        }
        signal(toSignal);
    }

    /** Fails later writes, and closes the pipe after the chunk on its way. Any thread; never waits. */
    void finish() {
        boolean close;
        Trigger toSignal;
        synchronized (this) {
            close = !started && !released;
            finished = true;
            released = true;
            toSignal = takeWaiter();
            notifyAll();
        }
        signal(toSignal);
        if (close) {
            closeQuietly();
        }
    }

    /** Fails this and later writes, and keeps the pipe open. Any thread. */
    void refuse() {
        Trigger toSignal;
        synchronized (this) {
            closed = true;
            toSignal = takeWaiter();
        }
        signal(toSignal);
    }

    /** Fails this and later writes, and closes the pipe; the chunk on its way may be lost. Any thread; never waits. */
    void close() {
        refuse();
        finish();
    }
}
