package io.miou.os;

import io.miou.support.Log;
import io.miou.sync.Trigger;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritePendingException;
import org.jspecify.annotations.Nullable;

/**
 * The writing end of a pipe. A thread of its own writes one chunk after the other; a fiber fills the next when the last is written, and
 * waits for a trigger meanwhile, so that a cancelled write ends at once, between two chunks.
 *
 * <p>Threads: everything is guarded by this object. The thread is started by the first write and closes the pipe at the end; as it
 * may be held up by a process that does not read, nobody else may touch the pipe once it is started.
 */
final class PipeWriter {

    private static final int CHUNK = 16 * 1024;

    private final OutputStream pipe;
    private final String description;
    private final byte[] chunk = new byte[CHUNK];

    /** How much of the chunk is to be written; 0 while there is room. */
    private int filled;

    private boolean started;
    private boolean busy;
    private boolean finished;
    private boolean closed;

    /** The pipe itself is to be closed, by whoever is not held up by it. */
    private boolean released;

    @Nullable
    private IOException failure;

    @Nullable
    private Trigger waiter;

    PipeWriter(OutputStream pipe, String description) {
        this.pipe = pipe;
        this.description = description;
    }

    /** As {@link io.miou.net.ByteStream#write(ByteBuffer)}; on a fiber that may use it. */
    void write(ByteBuffer source) throws IOException {
        begin();
        try {
            while (source.hasRemaining()) {
                @Nullable Trigger trigger = new Trigger();
                synchronized (this) {
                    if (closed) {
                        throw Failures.explained(new AsynchronousCloseException(), "the " + description
                                + " was closed while " + me()
                                + " was writing to it; end what uses it before you close it");
                    }
                    if (finished) {
                        throw afterShutdown();
                    }
                    if (failure != null) {
                        throw new IOException("cannot write the " + description + ": " + failure.getMessage(), failure);
                    }
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

    private synchronized void begin() throws IOException {
        if (closed) {
            throw Failures.explained(new ClosedChannelException(), "the " + description + " is closed, and " + me()
                    + " was to write to it; close it last");
        }
        if (finished) {
            throw afterShutdown();
        }
        if (busy) {
            throw Failures.explained(new WritePendingException(), me() + " has to wait: another task is writing to the "
                    + description + " already; let one task do it, or guard it with a Mutex");
        }
        busy = true;
    }

    private ClosedChannelException afterShutdown() {
        return Failures.explained(new ClosedChannelException(), me() + " was writing to the " + description
                + " after shutdownOutput or close, which say that nothing more comes; call them when all is written");
    }

    private static String me() {
        return Failures.describe(Task.current());
    }

    private synchronized void end() {
        busy = false;
    }

    private void fill(ByteBuffer source) {
        int count = Math.min(source.remaining(), chunk.length);
        source.get(chunk, 0, count);
        filled = count;
        if (!started) {
            started = true;
            Thread thread = new Thread(null, this::pump, "miou-pipe: " + description, 0, false);
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    private void pump() {
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
        closeQuietly();
    }

    /** Returns 0 when nothing more is to be written. */
    private synchronized int awaitFilled() {
        while (filled == 0 && !released) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody has a reason to: go on.
            }
        }
        return closed || failure != null ? 0 : filled;
    }

    private void written(@Nullable IOException problem) {
        Trigger toSignal;
        synchronized (this) {
            filled = 0;
            failure = problem;
            toSignal = waiter;
            waiter = null;
        }
        signal(toSignal);
    }

    /** Nothing more will be written; the pipe is closed after what is on its way. Any thread; never waits. */
    void finish() {
        boolean close;
        Trigger toSignal;
        synchronized (this) {
            close = !started && !released;
            finished = true;
            released = true;
            toSignal = waiter;
            waiter = null;
            notifyAll();
        }
        signal(toSignal);
        if (close) {
            closeQuietly();
        }
    }

    /** Nothing more is to be written, and whoever writes learns it; the pipe stays open. Any thread. */
    void refuse() {
        Trigger toSignal;
        synchronized (this) {
            closed = true;
            toSignal = waiter;
            waiter = null;
        }
        signal(toSignal);
    }

    /** As {@link #refuse}, and what is on its way is lost: the pipe is closed. Any thread; never waits. */
    void close() {
        refuse();
        finish();
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
