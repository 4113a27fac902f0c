package io.miou;

import org.jspecify.annotations.Nullable;

/**
 * A task that was awaited has failed. The {@linkplain #getCause() cause} is what it threw.
 *
 * <p>One that leaves a task uncaught is not wrapped again on its way up: the cause stays the original, and the message
 * lists the tasks it has left.
 */
public final class TaskFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message which task has failed, and how
     * @param cause what it threw
     */
    public TaskFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
