package io.miou.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task's wait for a future of somebody else.
 *
 * <p>Threads: {@link #complete} is called by whoever completes the future; {@code decision} is set once, by it or by
 * {@link #withdraw} on the task's domain. {@code value} and {@code thrown} are written before.
 *
 * @param <T> the future's value
 */
public final class StageWait<T extends @Nullable Object> implements Wait {

    private enum Decision {
        COMPLETED, WITHDRAWN
    }

    private final Task<?> task;
    private final AtomicReference<@Nullable Decision> decision = new AtomicReference<>();

    @Nullable
    private T value;

    @Nullable
    private Throwable thrown;

    private StageWait(Task<?> task) {
        this.task = task;
    }

    /**
     * Suspends the current task until a future is completed.
     *
     * @param <T> its value
     * @param stage the future
     * @return its value
     */
    @SuppressWarnings("NullAway")
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        Task<?> task = Task.current();
        task.checkCancelled();
        StageWait<T> wait = new StageWait<>(task);
        CompletionStage<T> _ = stage.whenComplete(wait::complete);
        task.suspend(wait);
        Throwable failure = wait.thrown;
        if (failure == null) {
            return wait.value;
        }
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause instanceof CancellationException) {
            CancellationException cancelled = new CancellationException(
                    "a future was cancelled that " + Failures.describe(task)
                            + " awaits; catch this where that is to be expected");
            cancelled.initCause(cause);
            throw cancelled;
        }
        throw Failures.ofFuture(cause);
    }

    private void complete(@Nullable T result, @Nullable Throwable failure) {
        value = result;
        thrown = failure;
        if (decision.compareAndSet(null, Decision.COMPLETED)) {
            task.wake();
        }
    }

    @Override
    public boolean withdraw() {
        return decision.compareAndSet(null, Decision.WITHDRAWN);
    }

    @Override
    public String describe() {
        return "a future";
    }
}
