package io.miou.net;

import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.spi.SocketHandle;
import io.miou.task.Failures;
import io.miou.task.Task;
import io.miou.task.Wait;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import org.jspecify.annotations.Nullable;

/**
 * The user of one direction of a handle: a task, and its wait for readiness. One object serves the
 * handle's whole life, so that a wait allocates nothing. Confined to the handle's domain, where its poller calls
 * {@link #ready} and owner and borrowers run.
 */
final class ReadinessWait implements Readiness, Wait {

    private final SocketHandle handle;
    private final Direction direction;
    private final String description;
    private final String socket;

    @Nullable
    private Task<?> waiter;

    /** The task in the middle of an operation. */
    @Nullable
    private Task<?> user;

    private boolean closed;

    /** True after the program has shut down the output: no more is written. */
    private boolean shutDown;

    /**
     * @param handle of the socket
     * @param direction of the operations
     * @param description what a task does that waits
     * @param socket in the words of the user
     */
    ReadinessWait(SocketHandle handle, Direction direction, String description, String socket) {
        this.handle = handle;
        this.direction = direction;
        this.description = description;
        this.socket = socket;
    }

    /** Returns whether a task is in the middle of an operation in this direction. */
    boolean isBusy() {
        return user != null;
    }

    /**
     * Begins an operation of a task.
     *
     * @throws ReadPendingException if another read has not ended
     * @throws WritePendingException if another write has not ended
     */
    void begin(Task<?> task) {
        if (user != null) {
            throw pending(task, direction == Direction.READ ? new ReadPendingException() : new WritePendingException());
        }
        user = task;
    }

    /** Returns an exception with words that say that another task is in the middle of an operation. */
    <X extends IllegalStateException> X pending(Task<?> task, X silent) {
        Task<?> other = user;
        return Failures.explained(silent, Failures.describe(task) + " has to wait: "
                + (other == null ? "another task" : Failures.describe(other)) + " is " + describe()
                + " already; let one task do it, or guard it with a Mutex");
    }

    /** Ends the operation. */
    void end() {
        user = null;
    }

    /** Suspends until the operation may be tried again. */
    void await(Task<?> task) throws IOException {
        handle.watch(direction, this);
        waiter = task;
        task.suspend(this);
        requireOpen();
    }

    /**
     * Checks, after a suspension in the middle of an operation, that the owner has not closed the handle meanwhile.
     *
     * @throws AsynchronousCloseException if it has
     * @throws ClosedChannelException if it has shut down this direction
     */
    void requireOpen() throws ClosedChannelException {
        if (closed) {
            Task<?> task = user;
            throw Failures.explained(new AsynchronousCloseException(), socket + " was closed by its owner while "
                    + (task == null ? "a task" : Failures.describe(task)) + " was " + description
                    + " it; end what uses a socket before you close it");
        }
        Task<?> writer = user;
        if (shutDown && writer != null) {
            throw afterShutdown(writer);
        }
    }

    /**
     * Checks, before an operation, that this direction is not shut down.
     *
     * @throws ClosedChannelException if it is
     */
    void requireNotShutDown(Task<?> task) throws ClosedChannelException {
        if (shutDown) {
            throw afterShutdown(task);
        }
    }

    private ClosedChannelException afterShutdown(Task<?> task) {
        return Failures.explained(new ClosedChannelException(), Failures.describe(task) + " was " + describe()
                + " after shutdownOutput, which says that nothing more comes; call it when all is written");
    }

    /** Shuts down this direction, and wakes the waiter; its operation then throws {@link ClosedChannelException}. */
    void shutDown() {
        shutDown = true;
        boolean _ = wakeEarly();
    }

    /**
     * Wakes the waiter without a reason: its operation is tried again, or ends early if it only waits. Returns whether
     * there is one.
     */
    boolean wakeEarly() {
        if (waiter == null) {
            return false;
        }
        handle.unwatch(direction);
        ready();
        return true;
    }

    @Override
    public void ready() {
        Task<?> task = waiter;
        if (task != null) {
            waiter = null;
            task.wake();
        }
    }

    @Override
    public boolean withdraw() {
        if (waiter == null) {
            return false;
        }
        waiter = null;
        handle.unwatch(direction);
        return true;
    }

    /**
     * Wakes the waiter after the owner closed the handle; its operation then throws
     * {@link AsynchronousCloseException}.
     */
    void closed() {
        closed = true;
        ready();
    }

    @Override
    public String describe() {
        return description + " " + socket;
    }
}
