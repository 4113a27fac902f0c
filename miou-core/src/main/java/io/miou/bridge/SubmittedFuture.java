package io.miou.bridge;

import io.miou.Promise;
import io.miou.task.Task;
import io.miou.task.TaskFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task that was handed in. Cancelling it cancels the task, also when the future has been completed
 * otherwise: by a time limit, or by its holder.
 *
 * <p>Threads: any. {@code onCancel} is taken once, by the first cancellation or by the end of the task; after that the
 * future keeps nothing of the task.
 *
 * @param <T> the task's result
 */
final class SubmittedFuture<T extends @Nullable Object> extends TaskFuture<T> {

    private final AtomicReference<@Nullable Runnable> onCancel;
    private volatile boolean cancelAsked;

    /**
     * Creates a future that is not complete.
     *
     * @param onCancel asks for the cancellation of the task; called at most once
     */
    SubmittedFuture(Runnable onCancel) {
        this.onCancel = new AtomicReference<>(onCancel);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        cancelAsked = true;
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Runnable ask = onCancel.getAndSet(null);
        if (ask != null) {
            ask.run();
        }
        return cancelled;
    }

    /** {@return whether its holder has cancelled it, in whatever state it was} */
    boolean isCancelAsked() {
        return cancelAsked;
    }

    /** Completes the future of a task that will never run: there is nothing to cancel any more. */
    void neverRan(Throwable thrown) {
        onCancel.set(null);
        boolean _ = completeExceptionally(thrown);
    }

    @Override
    public void ended(Task<T> task, Promise.State end, @Nullable Object result) {
        onCancel.set(null);
        super.ended(task, end, result);
    }
}
