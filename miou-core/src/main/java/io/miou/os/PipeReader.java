package io.miou.os;

import io.miou.support.Log;
import io.miou.sync.Trigger;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import org.jspecify.annotations.Nullable;

/**
 * The reading end of a pipe. A thread of its own reads one chunk each time that a fiber wants something; the fiber waits for a trigger,
 * so that a cancelled read ends at once and loses nothing: the chunk is there for the next one.
 *
 * <p>Threads: everything is guarded by this object. The thread is started by the first read. It ends at the end of the pipe, or
 * when it is closed; a read of the operating system that a process holds up that was started by ours, and has the pipe too, nothing
 * can end: it is a daemon.
 */
final class PipeReader {

    private static final int CHUNK = 16 * 1024;

    private final InputStream pipe;
    private final String description;

    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private boolean started;
    private boolean wanted;
    private boolean busy;
    private boolean ended;
    private boolean closed;

    /** The pipe itself is to be closed, by whoever is not held up by it. */
    private boolean released;

    @Nullable
    private IOException failure;

    @Nullable
    private Trigger waiter;

    PipeReader(InputStream pipe, String description) {
        this.pipe = pipe;
        this.description = description;
    }

    /** As {@link io.miou.net.ByteStream#read(ByteBuffer)}; on a fiber that may use it. */
    int read(ByteBuffer target) throws IOException {
        begin();
        try {
            for (;;) {
                Trigger trigger = new Trigger();
                synchronized (this) {
                    if (chunk.hasRemaining() || !target.hasRemaining()) {
                        return take(target);
                    }
                    if (closed) {
                        throw Failures.explained(new AsynchronousCloseException(), "the " + description
                                + " was closed while " + me()
                                + " was reading from it; end what uses it before you close it");
                    }
                    if (failure != null) {
                        throw new IOException("cannot read the " + description + ": " + failure.getMessage(), failure);
                    }
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

    private synchronized void begin() throws IOException {
        if (closed) {
            throw Failures.explained(new ClosedChannelException(), "the " + description + " is closed, and " + me()
                    + " was to read from it; close it last");
        }
        if (busy) {
            throw Failures.explained(new ReadPendingException(),
                    me() + " has to wait: another task is reading from the "
                            + description + " already; let one task do it, or guard it with a Mutex");
        }
        busy = true;
    }

    private static String me() {
        return Failures.describe(Task.current());
    }

    /** What has been read of the pipe, and not by a fiber. Any thread. */
    synchronized int available() {
        return chunk.remaining();
    }

    private synchronized void end() {
        busy = false;
    }

    private int take(ByteBuffer target) {
        int count = Math.min(chunk.remaining(), target.remaining());
        target.put(chunk.slice(chunk.position(), count));
        chunk.position(chunk.position() + count);
        return count;
    }

    private void want() {
        if (!started) {
            started = true;
            Thread thread = new Thread(null, this::pump, "miou-pipe: " + description, 0, false);
            thread.setDaemon(true);
            thread.start();
        }
        if (!wanted) {
            wanted = true;
            notifyAll();
        }
    }

    private void pump() {
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
        closeQuietly();
    }

    private synchronized boolean awaitWanted() {
        while (!wanted && !released && !ended) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody has a reason to: go on.
            }
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
            toSignal = waiter;
            waiter = null;
        }
        signal(toSignal);
    }

    /** Nothing more is to be read, and whoever reads learns it; the pipe stays open for the process. Any thread. */
    void refuse() {
        Trigger toSignal;
        synchronized (this) {
            closed = true;
            chunk = ByteBuffer.allocate(0);
            toSignal = waiter;
            waiter = null;
        }
        signal(toSignal);
    }

    /** As {@link #refuse}, and the pipe is closed. Any thread; never waits. */
    void close() {
        refuse();
        boolean close;
        synchronized (this) {
            // A thread that reads closes it when it is done.
            close = !started && !released;
            released = true;
            notifyAll();
        }
        if (close) {
            closeQuietly();
        }
    }

    private static void signal(@Nullable Trigger trigger) {
        if (trigger != null) {
            boolean _ = trigger.signal();
        }
    }

    private void closeQuietly() {
        try {
            pipe.close();
        } catch (IOException e) {
            Log.debug(() -> description + " was not closed cleanly", e);
        }
    }
}
