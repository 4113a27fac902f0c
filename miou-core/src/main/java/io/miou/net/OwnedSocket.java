package io.miou.net;

import io.miou.spi.Direction;
import io.miou.spi.SocketHandle;
import io.miou.support.Log;
import io.miou.task.OwnershipState;
import io.miou.task.Releasable;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handle and its ownership, which all sockets have in common. Confined to the domain of the owner and the borrowers,
 * which every operation checks. When the socket moves to another domain, the handle leaves the poller.
 *
 * @param <C> the handle's type
 */
final class OwnedSocket<C extends SocketHandle> implements Releasable {

    private final C handle;
    private final String description;
    private final ReadinessWait reading;
    private final ReadinessWait writing;
    private final Runnable beforeClose;
    private final OwnershipState holding;

    /**
     * Makes the current task the owner of a handle.
     *
     * @param handle just opened; closed if it cannot be owned
     * @param description for messages and the task tree
     * @param readingWords what a task does that waits for {@link Direction#READ}
     */
    OwnedSocket(C handle, String description, String readingWords) {
        this(handle, description, readingWords, () -> {
        });
    }

    /**
     * Makes the current task the owner of a handle that has more to release.
     *
     * @param handle just opened; closed if it cannot be owned
     * @param description for messages and the task tree
     * @param readingWords what a task does that waits for {@link Direction#READ}
     * @param beforeClose run once, before the handle is closed; must not throw
     */
    OwnedSocket(C handle, String description, String readingWords, Runnable beforeClose) {
        this.beforeClose = beforeClose;
        this.handle = handle;
        this.description = description;
        this.reading = new ReadinessWait(handle, Direction.READ, readingWords, description);
        this.writing = new ReadinessWait(handle, Direction.WRITE, "writing to", description);
        try {
            this.holding = OwnershipState.acquire(this);
        } catch (Throwable e) {
            closeQuietly();
            throw e;
        }
    }

    C handle() {
        return handle;
    }

    OwnershipState holding() {
        return holding;
    }

    /** Makes a task the reader, until the wait's {@code end}. */
    ReadinessWait beginReading(Task<?> task) {
        reading.begin(task);
        return reading;
    }

    /** Makes a task the writer, until the wait's {@code end}, unless the output has ended. */
    ReadinessWait beginWriting(Task<?> task) throws IOException {
        writing.requireNotShutDown(task);
        writing.begin(task);
        return writing;
    }

    ReadinessWait reading() {
        return reading;
    }

    ReadinessWait writing() {
        return writing;
    }

    /**
     * Begins an operation that may suspend. Returns the current task, if it may use the socket and is not cancelled.
     */
    Task<?> beginOperation() throws IOException {
        Task<?> task = Task.current();
        try {
            holding.checkOpen(task);
        } catch (IOException | RuntimeException | Error e) {
            task.refused();
            throw e;
        }
        task.beginOperation();
        if (handle.backend() == null) {
            // The socket has come from another domain.
            handle.attach(task.loop().backend());
        }
        return task;
    }

    <T> void setOption(SocketOption<T> option, T value) throws IOException {
        Objects.requireNonNull(option, "option");
        holding.checkOpen();
        handle.setOption(option, value);
    }

    <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        Objects.requireNonNull(option, "option");
        holding.checkOpen();
        return handle.option(option);
    }

    /** Makes the next close drop bytes that are not sent yet, and reset the connection. */
    void closeHard() {
        try {
            handle.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException e) {
            // The connection is gone already, or its kind has no reset.
            Log.debug(() -> description + " was not reset", e);
        }
    }

    @Override
    public void release() {
        closeQuietly();
        reading.closed();
        writing.closed();
    }

    private void closeQuietly() {
        beforeClose.run();
        try {
            handle.close();
        } catch (IOException e) {
            // The descriptor is closed anyway, and the program could do nothing about it.
            Log.debug(() -> description + " was not closed cleanly", e);
        }
    }

    @Override
    public void leaveDomain() throws IOException {
        handle.detach();
    }

    @Override
    public String toString() {
        return description;
    }
}
