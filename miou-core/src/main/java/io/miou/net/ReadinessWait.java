package io.miou.net;

import io.miou.spi.Channel;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.task.Task;
import io.miou.task.Wait;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
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

    private boolean busy;
    private boolean closed;

    ReadinessWait(Channel channel, Direction direction, String description) {
        this.channel = channel;
        this.direction = direction;
        this.description = description;
    }

    /** Whether a task is in the middle of an operation in this direction. */
    boolean isBusy() {
        return busy;
    }

    /** An operation begins. */
    void begin() {
        busy = true;
    }

    /** The operation has ended. */
    void end() {
        busy = false;
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
     */
    void requireOpen() throws AsynchronousCloseException {
        if (closed) {
            throw new AsynchronousCloseException();
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
