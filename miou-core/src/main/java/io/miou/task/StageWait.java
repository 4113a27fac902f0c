package io.miou.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task's wait for a future of somebody else. One that is cut short leaves nothing registered with the future.
 *
 * <p>A {@link CompletableFuture} does not take a dependent action back. But it forgets one that waits for either of two futures, when
 * the other is complete. The other is {@code cut} here. Other stages have a {@link StageHub}.
 *
 * <p>Threads: {@link #complete} is called by whoever completes the future; {@code decision} is set once, by it or by
 * {@link #withdraw} on the task's domain. {@code value} and {@code thrown} are written before. {@link #forget} is called on the task's
 * fiber.
 *
 * @param <T> the future's value
 */
public final class StageWait<T extends @Nullable Object> implements Wait {

    private enum Decision {
        COMPLETED, WITHDRAWN
    }

    private final Task<?> task;
    private final AtomicReference<@Nullable Decision> decision = new AtomicReference<>();

    /** Takes back what is registered with the future. */
    @Nullable
    private Runnable forgetting;

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
        StageWait<T> wait = awaitEnd(stage);
        Throwable failure = wait.thrown;
        if (failure == null) {
            return wait.value;
        }
        if (failure instanceof CancellationException) {
            CancellationException cancelled = new CancellationException(
                    "a future was cancelled that " + Failures.describe(wait.task)
                            + " awaits; catch this where that is to be expected");
            cancelled.initCause(failure);
            throw cancelled;
        }
        // As CompletableFuture.get: the outermost wrapper is the future's own.
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        throw Failures.ofFuture(cause);
    }

    /**
     * Suspends the current task until a future is completed, however.
     *
     * @param <T> its value
     * @param stage the future
     * @return the wait that has completed
     */
    static <T extends @Nullable Object> StageWait<T> awaitEnd(CompletionStage<T> stage) {
        Task<?> task = Task.current();
        task.checkCancelled();
        StageWait<T> wait = new StageWait<>(task);
        boolean complete = false;
        try {
            wait.register(stage);
            task.suspend(wait);
            complete = true;
        } finally {
            if (!complete) {
                wait.forget();
            }
        }
        return wait;
    }

    @SuppressWarnings("NullAway") // nobody reads the null
    private void register(CompletionStage<T> stage) {
        if (stage instanceof CompletableFuture<T> future) {
            CompletableFuture<T> cut = new CompletableFuture<>();
            forgetting = () -> cut.complete(null);
            CompletableFuture<T> either = future.applyToEither(cut, result -> result);
            CompletableFuture<T> _ = either.whenComplete((_, _) -> readFrom(future));
        } else {
            StageHub<T> hub = StageHub.attach(stage, this);
            forgetting = () -> hub.detach(this);
        }
    }

    /** The future is complete, or the wait was cut. The future itself says what it was completed with, without wrappers. */
    private void readFrom(CompletableFuture<T> future) {
        if (decision.get() == null) {
            CompletableFuture<T> _ = future.whenComplete(this::complete);
        }
    }

    /** The future is complete. Any thread, once. */
    void complete(@Nullable T result, @Nullable Throwable failure) {
        value = result;
        thrown = failure;
        if (decision.compareAndSet(null, Decision.COMPLETED)) {
            task.wake();
        }
    }

    /** It was cut short: nobody is to complete it any more. */
    private void forget() {
        boolean _ = withdraw();
        Runnable undo = forgetting;
        if (undo != null) {
            undo.run();
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
