package io.miou.os;

import io.miou.sync.Trigger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a pipe. The pipe's thread reads one chunk each time a fiber asks for bytes. A cancelled read loses
 * nothing: the next one finds the chunk. The thread ends at the end of the pipe, or when the pipe is closed.
 */
final class PipeReader extends Pipe {

    private final InputStream pipe;

    private ByteBuffer chunk = ByteBuffer.allocate(0);

    /** A fiber waits for bytes. */
    private boolean wanted;

    private boolean ended;

    PipeReader(InputStream pipe, String description) {
        super(pipe, description);
        this.pipe = pipe;
    }

    @Override
    String doing() {
        return "reading from";
    }

    /** Does what {@link io.miou.net.ByteStream#read(ByteBuffer)} says. On a fiber that may use the pipe. */
    int read(ByteBuffer target) throws IOException {
        beginReading();
        try {
            for (;;) {
                Trigger trigger = new Trigger();
                synchronized (this) {
                    if (chunk.hasRemaining() || !target.hasRemaining()) {
                        return take(target);
                    }
                    requireStillOpen();
                    requireNoFailure("read");
                    if (ended) {
                        return -1;
                    }
                    waiter = trigger;
                    want();
                }
                trigger.await();
            }
        } finally {
            end();
        }
    }

    /** Does what {@link io.miou.net.ByteStream#awaitReadable} says. On a fiber that may use the pipe. */
    void awaitReadable() throws IOException {
        beginReading();
        try {
            for (;;) {
                Trigger trigger = new Trigger();
                synchronized (this) {
                    if (chunk.hasRemaining() || ended) {
                        return;
                    }
                    requireStillOpen();
                    waiter = trigger;
                    want();
                }
                trigger.await();
            }
        } finally {
            end();
        }
    }

    private synchronized void beginReading() throws IOException {
        requireOpen("read from");
        if (busy) {
            throw pending(new ReadPendingException());
        }
        busy = true;
    }

    /** The number of bytes read from the pipe and not yet by a fiber. Any thread. */
    synchronized int available() {
        return chunk.remaining();
    }

    private int take(ByteBuffer target) {
        int count = Math.min(chunk.remaining(), target.remaining());
        target.put(chunk.slice(chunk.position(), count));
        chunk.position(chunk.position() + count);
        return count;
    }

    private void want() {
        start();
        if (!wanted) {
            wanted = true;
            notifyAll();
        }
    }

    @Override
    void pump() {
        byte[] bytes = new byte[CHUNK];
        while (awaitWanted()) {
            int count;
            IOException problem = null;
            try {
                count = pipe.read(bytes);
            } catch (IOException e) {
                count = -1;
                problem = e;
            }
            deliver(bytes, count, problem);
        }
    }

    /** Returns false when no more bytes are needed. */
    private synchronized boolean awaitWanted() {
        while (!wanted && !released && !ended) {
            awaitNotification();
        }
        return !released && !ended;
    }

    private void deliver(byte[] bytes, int count, @Nullable IOException problem) {
        Trigger toSignal;
        synchronized (this) {
            wanted = false;
            if (count >= 0) {
                chunk = ByteBuffer.wrap(bytes, 0, count);
            } else {
                ended = true;
                failure = problem;
            }
            toSignal = takeWaiter();
        }
        signal(toSignal);
    }

    /** Fails this and later reads, and keeps the pipe open for the process. Any thread. */
    void refuse() {
        Trigger toSignal;
        synchronized (this) {
            closed = true;
            chunk = ByteBuffer.allocate(0);
            toSignal = takeWaiter();
        }
        signal(toSignal);
    }

    /** Fails this and later reads, and closes the pipe. Any thread; never waits. */
    void close() {
        refuse();
        boolean close;
        synchronized (this) {
            close = !started && !released;
            released = true;
            notifyAll();
        }
        if (close) {
            closeQuietly();
        }
    }
}
