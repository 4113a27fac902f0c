package io.miou.task;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A task's wait for a foreign future. One that is cut short leaves nothing registered with the future.
 *
 * <p>A {@link CompletableFuture} does not take a dependent action back. But it forgets one that waits for either of two
 * futures, when the other is complete. The other is {@code cut} here. Other stages have a {@link StageWaits}.
 *
 * <p>Threads: {@link #complete} is called by the thread that completes the future. {@code decision} is made once, by
 * that call or by {@link #withdraw} on the task's domain. It is null until the fiber begins to wait, so that a future
 * that is complete at once needs no wait. {@code value} and {@code thrown} are written before. {@link #forget} is
 * called on the task's fiber.
 *
 * @param <T> the future's value
 */
public final class StageWait<T extends @Nullable Object> implements Wait {

    private enum Decision {
        WAITING, COMPLETED, WITHDRAWN
    }

    private final Task<?> task;
    private final AtomicReference<@Nullable Decision> decision = new AtomicReference<>();

    /** Takes back the registration with the future. */
    @Nullable
    private Runnable forgetting;

    /**
     * Called when it is complete or withdrawn, once it waits; has {@link #deliver} called. Published by the decision to
     * wait.
     */
    private Runnable ended = this::deliver;

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
    public static <T extends @Nullable Object> StageWait<T> awaitEnd(CompletionStage<T> stage) {
        Task<?> task = Task.current();
        task.beginOperation();
        StageWait<T> wait = new StageWait<>(task);
        boolean complete = false;
        try {
            wait.register(stage);
            if (!wait.isComplete()) {
                wait.begin(stage);
                task.suspend(wait);
            }
            complete = true;
        } finally {
            if (!complete) {
                wait.forget();
            }
        }
        return wait;
    }

    private boolean isComplete() {
        return decision.get() == Decision.COMPLETED;
    }

    private void begin(CompletionStage<T> stage) {
        // A task completes its future when it ends; anything else may be completed by a thread outside the run.
        ended = stage instanceof TaskFuture ? this::deliver : task.loop().backend().awaiting(this::deliver);
        if (!decision.compareAndSet(null, Decision.WAITING)) {
            // It was completed meanwhile.
            ended.run();
        }
    }

    @SuppressWarnings("NullAway") // the null is never read
    private void register(CompletionStage<T> stage) {
        if (stage instanceof CompletableFuture<T> future && isAsTheJdkMadeIt(stage)) {
            CompletableFuture<T> cut = new CompletableFuture<>();
            forgetting = () -> cut.complete(null);
            CompletableFuture<T> either = future.applyToEither(cut, result -> result);
            CompletableFuture<T> _ = either.whenComplete((_, _) -> readFrom(future));
        } else {
            StageWaits<T> hub = StageWaits.attach(stage, this);
            forgetting = () -> hub.detach(this);
        }
    }

    /**
     * Whether the stage's class is the JDK's or ours. A foreign subclass may do anything in its methods, so only the
     * one method that every stage must have is called on it.
     */
    private static boolean isAsTheJdkMadeIt(CompletionStage<?> stage) {
        return stage instanceof TaskFuture || stage.getClass().getModule() == CompletableFuture.class.getModule();
    }

    /**
     * Completes the wait from the future, unless the wait was cut. The future itself gives its outcome without
     * wrappers.
     */
    private void readFrom(CompletableFuture<T> future) {
        Decision now = decision.get();
        if (now == null || now == Decision.WAITING) {
            CompletableFuture<T> _ = future.whenComplete(this::complete);
        }
    }

    /** Completes the wait with the future's outcome. Any thread, once. */
    void complete(@Nullable T result, @Nullable Throwable failure) {
        value = result;
        thrown = failure;
        boolean _ = decide(Decision.COMPLETED);
    }

    /** Returns false if it was decided before. */
    private boolean decide(Decision end) {
        Decision before = decision.getAndUpdate(now -> now == null || now == Decision.WAITING ? end : now);
        if (before == Decision.WAITING) {
            ended.run();
        }
        return before == null || before == Decision.WAITING;
    }

    /**
     * Wakes the task, called by the backend, because its future is complete or is not waited for any more. Any thread.
     */
    private void deliver() {
        if (isComplete()) {
            task.wake();
        }
    }

    /** Withdraws the wait after it was cut short, so that no thread completes it any more. */
    private void forget() {
        boolean _ = withdraw();
        Runnable undo = forgetting;
        if (undo != null) {
            undo.run();
        }
    }

    @Override
    public boolean withdraw() {
        return decide(Decision.WITHDRAWN);
    }

    @Override
    public String describe() {
        return "a future";
    }
}
