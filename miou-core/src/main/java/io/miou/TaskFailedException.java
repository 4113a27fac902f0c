package io.miou;

import io.miou.task.FailurePath;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a task, thrown in the parent that awaits it. The {@linkplain #getCause() cause} is what the task
 * threw.
 *
 * <p>If a task lets one pass uncaught, it is not wrapped again: the cause stays the original, and the message lists the
 * tasks on the way. Of very many tasks it names the first and the last ones, and the number of those between.
 *
 * <p>A task that throws anything has failed, also with a {@link java.util.concurrent.CancellationException} of its own;
 * only a task that was cancelled is cancelled. No wrapper is removed: what the task threw is the cause, also if that is
 * a {@link java.util.concurrent.CompletionException} or an {@link java.util.concurrent.ExecutionException}.
 *
 * <p>This is what each call throws for a task that threw {@code x}. A future is one of
 * {@link Promise#toCompletableFuture}, {@link Running#submit} or a {@link TaskExecutor}:
 *
 * <table>
 * <caption>What each call throws</caption>
 * <thead><tr><th>asked with</th><th>the task threw {@code x}</th><th>the task was cancelled</th></tr></thead>
 * <tbody>
 * <tr><td>{@link Miou#run}, {@link Running#join} (of main)</td>
 * <td>{@code x}; a checked one as the cause of a {@code TaskFailedException}</td>
 * <td>{@code CancellationException}</td></tr>
 * <tr><td>{@link Promise#await()}, {@link Outcome#get()}, {@link Miou#await(java.util.concurrent.CompletionStage)
 * Miou.await} of a
 * future</td>
 * <td>{@code TaskFailedException}, cause {@code x}</td>
 * <td>{@code CancellationException}</td></tr>
 * <tr><td>{@link Promise#awaitOutcome()}</td>
 * <td>{@link Outcome.Failure} of {@code x}</td>
 * <td>{@link Outcome.Cancelled}</td></tr>
 * <tr><td>{@code get()} of a future, {@code invokeAny}</td>
 * <td>{@code ExecutionException}, cause {@code x}</td>
 * <td>{@code CancellationException}; {@code invokeAny}: as the cause of an
 * {@code ExecutionException}</td></tr>
 * <tr><td>{@code join()} of a future</td>
 * <td>{@code CompletionException}, cause {@code x}</td>
 * <td>{@code CancellationException}</td></tr>
 * <tr><td>{@code state()}, {@code exceptionNow()} of a future</td>
 * <td>{@code FAILED}, {@code x}</td>
 * <td>{@code CANCELLED}, {@code IllegalStateException}</td></tr>
 * </tbody>
 * </table>
 *
 * <p>Two kinds of {@code x} differ. {@code await} throws a {@link RuleViolation} unwrapped. For a
 * {@code TaskFailedException} of a child that the task let pass, {@code await} throws one with the original cause.
 *
 * @since 0.1.0
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

    /** Null unless the scheduler created this exception. */
    @Nullable
    private final transient FailurePath path;

    /**
     * Creates an exception.
     *
     * @param message names the task and its failure
     * @param cause what the task threw
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
