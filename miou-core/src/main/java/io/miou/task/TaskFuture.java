package io.miou.task;

import io.miou.Promise;
import io.miou.TaskCancelled;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task: completed by the task's own thread when the task has ended, and waited for by any. A fiber that waits for it
 * is suspended, so that its domain goes on whatever the fiber engine.
 *
 * <p>Threads: any; the publication is that of {@link CompletableFuture}.
 *
 * @param <T> the task's result
 */
public final class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    /** What cancelling it means; null: nothing but that the future is cancelled. */
    @Nullable
    private final Runnable onCancel;

    TaskFuture(@Nullable Runnable onCancel) {
        this.onCancel = onCancel;
    }

    /** The task has ended; of it nothing is running any more but this. */
    @SuppressWarnings("unchecked")
    void complete(Task<T> task, Promise.State end, @Nullable Object result) {
        switch (end) {
            case SUCCEEDED -> super.complete((T) result);
            case FAILED -> super.completeExceptionally((Throwable) result);
            case CANCELLED -> super.completeExceptionally(Failures.cancelled(task, (Throwable) result));
            case RUNNING -> throw new IllegalStateException(Failures.describe(task) + " has not ended");
        }
    }

    /** {@return another future that ends as this one does, and that its holder may complete or cancel without touching it} */
    CompletableFuture<T> dependent() {
        TaskFuture<T> dependent = new TaskFuture<>(null);
        CompletableFuture<T> _ = whenComplete((value, thrown) -> {
            if (thrown == null) {
                dependent.complete(value);
            } else {
                dependent.completeExceptionally(thrown);
            }
        });
        return dependent;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean changed = super.completeExceptionally(new CancellationException("the future was cancelled"));
        if (changed && onCancel != null) {
            onCancel.run();
        }
        return changed || isCancelled();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        suspendUntilDone();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (Task.currentOrNull() != null && !isDone()) {
            suspendUntilDone(unit.toNanos(timeout));
        }
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        suspendUntilDone();
        return super.join();
    }

    private void suspendUntilDone() {
        if (Task.currentOrNull() != null && !isDone()) {
            Boolean _ = StageWait.await(handle((_, _) -> true));
        }
    }

    private void suspendUntilDone(long nanos) throws TimeoutException {
        try {
            Object _ = Scopes.<Boolean>timeout(nanos, () -> StageWait.await(handle((_, _) -> true)));
        } catch (TimeoutException | TaskCancelled e) {
            throw e;
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new TaskFuture<>(null);
    }
}
