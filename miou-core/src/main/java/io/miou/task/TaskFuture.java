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
 * A future that fibers may wait for: a fiber that waits is suspended, and its domain goes on, on every fiber engine.
 * The future of a task is completed by the task's own thread when the task has ended.
 *
 * <p>Threads: any; the publication is that of {@link CompletableFuture}.
 *
 * @param <T> the result
 */
public class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T>
        implements
            EndListener<T> {

    public TaskFuture() {
    }

    @Override
    @SuppressWarnings("unchecked")
    public void ended(Task<T> task, Promise.State end, @Nullable Object result) {
        switch (end) {
            case SUCCEEDED -> super.complete((T) result);
            case FAILED -> super.completeExceptionally(Failures.forFuture(Outcomes.thrownBy(task)));
            case CANCELLED -> super.completeExceptionally(Failures.cancelled(task, (Throwable) result));
            case RUNNING -> throw new IllegalStateException(Failures.describe(task) + " has not ended");
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return super.completeExceptionally(new CancellationException("the future was cancelled")) || isCancelled();
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
            StageWait.awaitEnd(this);
        }
    }

    private void suspendUntilDone(long nanos) throws TimeoutException {
        try {
            Object _ = Scopes.<Boolean>timeout(nanos, () -> {
                StageWait.awaitEnd(this);
                return true;
            });
        } catch (TimeoutException | TaskCancelled e) {
            throw e;
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new TaskFuture<>();
    }
}
