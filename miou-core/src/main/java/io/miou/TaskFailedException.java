package io.miou;

import io.miou.task.FailurePath;
import org.jspecify.annotations.Nullable;

/**
 * A task that was awaited has failed. The {@linkplain #getCause() cause} is what it threw.
 *
 * <p>One that leaves a task uncaught is not wrapped again on its way up: the cause stays the original, and the message
 * lists the tasks it has left. Of very many it names the first and the last ones, and says how many there were between.
 */
public final class TaskFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static {
        FailurePath.install(new FailurePath.Access() {
            @Override
            public TaskFailedException create(FailurePath path, String advice, Throwable cause) {
                return new TaskFailedException(path, advice, cause);
            }

            @Override
            public @Nullable FailurePath pathOf(TaskFailedException failed) {
                return failed.path;
            }
        });
    }

    /** Null if it was not the scheduler that has created this. */
    @Nullable
    private final transient FailurePath path;

    /**
     * Creates an exception.
     *
     * @param message which task has failed, and how
     * @param cause what it threw
     */
    public TaskFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.path = null;
    }

    private TaskFailedException(FailurePath path, String advice, Throwable cause) {
        super(path + advice, cause);
        this.path = path;
    }
}
