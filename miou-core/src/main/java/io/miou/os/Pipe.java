package io.miou.os;

import io.miou.support.Log;
import io.miou.sync.Trigger;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * An end of a pipe to a process. A thread of its own makes the calls that block. So a fiber only waits for a trigger,
 * and its cancellation ends that wait at once.
 *
 * <p>Threads: this object guards all state. The first operation starts the thread, which closes the pipe at its end.
 * Once it is started no other thread touches the pipe, because a process that does not read or write can block such a
 * call. It is a daemon: no call ends a read or write that is blocked by a process which has inherited the pipe.
 */
abstract class Pipe {

    static final int CHUNK = 16 * 1024;

    private final Closeable pipe;
    private final String description;

    boolean started;

    /** A fiber is in the middle of an operation. */
    boolean busy;

    /** The owner has closed this end: operations fail. */
    boolean closed;

    /** True if the pipe must be closed: by the thread, if it is started. */
    boolean released;

    @Nullable
    IOException failure;

    /** Signalled when the waiting fiber must look again. */
    @Nullable
    Trigger waiter;

    Pipe(Closeable pipe, String description) {
        this.pipe = pipe;
        this.description = description;
    }

    /** Makes blocking calls until nothing is left to do. On the pipe's thread. */
    abstract void pump();

    /** The verb for a fiber's use of this end in messages, such as "reading from". */
    abstract String doing();

    /** Starts the thread unless it is started. With the lock. */
    final void start() {
        if (!started) {
            started = true;
            Thread thread = new Thread(null, this::pumpAndClose, "miou-pipe: " + description, 0, false);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void pumpAndClose() {
        pump();
        closeQuietly();
    }

    /** Waits for a notification. With the lock, on the pipe's thread. */
    @SuppressWarnings("WaitNotInLoop")
    final void awaitNotification() {
        try {
            wait();
        } catch (InterruptedException e) {
            // Interrupts are not used here; ignore.
        }
    }

    final synchronized void end() {
        busy = false;
    }

    /** Takes the waiter; the caller then signals it without the lock. With the lock. */
    final @Nullable Trigger takeWaiter() {
        Trigger taken = waiter;
        waiter = null;
        return taken;
    }

    static void signal(@Nullable Trigger trigger) {
        if (trigger != null) {
            boolean _ = trigger.signal();
        }
    }

    final void closeQuietly() {
        try {
            pipe.close();
        } catch (IOException e) {
            Log.debug(() -> description + " was not closed cleanly", e);
        }
    }

    /** Throws if the pipe was closed before this operation. With the lock. */
    final void requireOpen(String purpose) throws ClosedChannelException {
        if (closed) {
            throw Failures.explained(new ClosedChannelException(), "the " + description + " is closed, and " + caller()
                    + " was to " + purpose + " it; close it last");
        }
    }

    /** Says in an exception that another task is in the middle of an operation. With the lock. */
    final <X extends IllegalStateException> X pending(X silent) {
        return Failures.explained(silent, caller() + " has to wait: another task is " + doing() + " the "
                + description + " already; let one task do it, or guard it with a Mutex");
    }

    /** Throws if the pipe was closed while this operation waited. With the lock. */
    final void requireStillOpen() throws AsynchronousCloseException {
        if (closed) {
            throw Failures.explained(new AsynchronousCloseException(), "the " + description + " was closed while "
                    + caller() + " was " + doing() + " it; end what uses it before you close it");
        }
    }

    /** Throws if the pipe's thread has met a failure. With the lock. */
    final void requireNoFailure(String verb) throws IOException {
        IOException thrown = failure;
        if (thrown != null) {
            throw new IOException("cannot " + verb + " the " + description + ": " + thrown.getMessage(), thrown);
        }
    }

    static String caller() {
        return Failures.describe(Task.current());
    }

    @Override
    public String toString() {
        return description;
    }
}
