package io.miou;

import io.miou.task.FailurePath;
import org.jspecify.annotations.Nullable;

/**
 * A task that was awaited has failed. The {@linkplain #getCause() cause} is what it threw.
 *
 * <p>One that leaves a task uncaught is not wrapped again on its way up: the cause stays the original, and the message
 * lists the tasks it has left. Of very many it names the first and the last ones, and says how many there were between.
 *
 * <p>A task that throws has failed, whatever it throws, a {@link java.util.concurrent.CancellationException} of its own included;
 * only a task that was cancelled is cancelled. No wrapper is taken off: what the task threw is the cause, also if that is a
 * {@link java.util.concurrent.CompletionException} or an {@link java.util.concurrent.ExecutionException}. This is what each way to
 * ask throws for a task that threw {@code x}. A future is one of {@link Promise#toCompletableFuture}, {@link Running#submit} or a
 * {@link TaskExecutor}:
 *
 * <table>
 * <caption>How a failure is told</caption>
 * <thead><tr><th>asked with</th><th>the task threw {@code x}</th><th>the task was cancelled</th></tr></thead>
 * <tbody>
 * <tr><td>{@link Miou#run}, {@link Running#join} (of main)</td>
 * <td>{@code x}; a checked one as the cause of a {@code TaskFailedException}</td><td>{@code CancellationException}</td></tr>
 * <tr><td>{@link Promise#await()}, {@link Outcome#get()}, {@link Miou#await(java.util.concurrent.CompletionStage) Miou.await} of a
 * future</td>
 * <td>{@code TaskFailedException}, cause {@code x}</td><td>{@code CancellationException}</td></tr>
 * <tr><td>{@link Promise#awaitOutcome()}</td><td>{@link Outcome.Failure} of {@code x}</td><td>{@link Outcome.Cancelled}</td></tr>
 * <tr><td>{@code get()} of a future, {@code invokeAny}</td>
 * <td>{@code ExecutionException}, cause {@code x}</td><td>{@code CancellationException}; {@code invokeAny}: as the cause of an
 * {@code ExecutionException}</td></tr>
 * <tr><td>{@code join()} of a future</td>
 * <td>{@code CompletionException}, cause {@code x}</td><td>{@code CancellationException}</td></tr>
 * <tr><td>{@code state()}, {@code exceptionNow()} of a future</td>
 * <td>{@code FAILED}, {@code x}</td><td>{@code CANCELLED}, {@code IllegalStateException}</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Two kinds of {@code x} differ. A {@link RuleViolation} is thrown bare by {@code await}. A {@code TaskFailedException} of a child
 * that the task let pass is not wrapped again by {@code await}, which throws one with the original cause.
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
