package io.miou.net;

import io.miou.spi.Channel;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
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
 * One direction of a channel: who uses it, and that task's wait for readiness. One object for the life of the channel, so
 * that a wait allocates nothing. Confined to the domain that the channel is on: its poller calls {@link #ready}, and owner and
 * borrowers run there.
 */
final class ReadinessWait implements Readiness, Wait {

    private final Channel channel;
    private final Direction direction;
    private final String description;

    @Nullable
    private Task<?> waiter;

    /** Who is in the middle of an operation. */
    @Nullable
    private Task<?> user;

    private boolean closed;

    /** Nothing more is written, by the program's own will. */
    private boolean shutDown;

    ReadinessWait(Channel channel, Direction direction, String description) {
        this.channel = channel;
        this.direction = direction;
        this.description = description;
    }

    /** Whether a task is in the middle of an operation in this direction. */
    boolean isBusy() {
        return user != null;
    }

    /**
     * An operation of a task begins.
     *
     * @throws ReadPendingException if one that reads has not ended
     * @throws WritePendingException if one that writes has not ended
     */
    void begin(Task<?> task) {
        if (user != null) {
            throw pending(task, direction == Direction.READ ? new ReadPendingException() : new WritePendingException());
        }
        user = task;
    }

    /** Says in an exception, to be thrown in a task, that another is in the middle of an operation. */
    <X extends IllegalStateException> X pending(Task<?> task, X silent) {
        Task<?> other = user;
        return Failures.explained(silent, Failures.describe(task) + " has to wait: "
                + (other == null ? "another task" : Failures.describe(other)) + " is " + describe()
                + " already; let one task do it, or guard it with a Mutex");
    }

    /** The operation has ended. */
    void end() {
        user = null;
    }

    /** Suspends until the operation may be tried again. */
    void await(Task<?> task) throws IOException {
        channel.watch(direction, this);
        waiter = task;
        task.suspend(this);
        requireOpen();
    }

    /**
     * Checks, in the middle of an operation that has been suspended, that the owner has not closed the channel meanwhile.
     *
     * @throws AsynchronousCloseException if it has
     * @throws ClosedChannelException if it has shut down this direction
     */
    void requireOpen() throws ClosedChannelException {
        if (closed) {
            Task<?> task = user;
            throw Failures.explained(new AsynchronousCloseException(), channel + " was closed by its owner while "
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

    /** This direction is shut down by its user: a task that waits for it goes on, to learn it. */
    void shutDown() {
        shutDown = true;
        if (waiter != null) {
            channel.unwatch(direction);
            ready();
        }
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
        channel.unwatch(direction);
        return true;
    }

    /** The channel is closed by its owner: whoever waits goes on, to learn it. */
    void closed() {
        closed = true;
        ready();
    }

    @Override
    public String describe() {
        return description + " " + channel;
    }
}
