package io.miou.task;

import io.miou.Promise.State;
import io.miou.domain.DomainLoop;
import io.miou.domain.DomainMeter;
import org.jspecify.annotations.Nullable;

/**
 * A task as it ends: its state, its result, and who learns of its end. A class of its own for that; its fields are part
 * of the task's object.
 *
 * <p>Threads: {@link #state} and {@link #hasEnded} are for any thread, {@link #publish} for the task's fiber, the rest
 * for the parent's domain. {@code result} is written before the volatile {@code state}; the end message publishes the
 * rest.
 *
 * @param <T> its result
 */
public abstract sealed class EndingTask<T extends @Nullable Object> extends SuspendableTask permits Task {

    /** The value, or the exception. */
    private @Nullable Object result;

    private volatile State state = State.RUNNING;

    /** Written on the parent's domain before it reads {@code state}; the task's reads it after it has written that. */
    private volatile @Nullable EndListener<T> endListener;

    /**
     * True once the outcome is published: the task's next delivery reports its end, and the rest of its fiber's work is
     * outside any task.
     */
    private boolean endIsPublished;

    EndingTask(RunContext run, @Nullable Task<?> parent, DomainLoop loop) {
        super(run, parent, loop);
    }

    /** {@return its state} Any thread. */
    public final State state() {
        return state;
    }

    /** {@return whether its outcome is decided} Any thread. */
    public final boolean hasEnded() {
        return state != State.RUNNING;
    }

    @Nullable
    final Object result() {
        return result;
    }

    /** Sets the first listener of its end. On the parent's domain, before the task can have ended. */
    final void setEndListener(EndListener<T> listener) {
        endListener = listener;
    }

    /** {@return the first listener of its end} */
    @Nullable
    public final EndListener<T> endListener() {
        return endListener;
    }

    /** {@return whether the outcome is published} On its fiber, or when a message of the task arrives. */
    final boolean endIsPublished() {
        return endIsPublished;
    }

    /** Publishes the outcome; the last step of a task. On its own fiber. */
    final void publish(State end, @Nullable Object value) {
        Task<T> task = (Task<T>) this;
        TaskReports.ended(task, end, value);
        result = value;
        // Before the state, which other domains may read: an end that they know of is counted.
        count(end);
        state = end;
        endIsPublished = true;
        EndListener<T> listener = endListener;
        if (listener != null) {
            task.runAfterEnd(Callables.of(() -> listener.ended(task, end, value)));
        }
        task.resources.returnLoans();
        if (parent == null) {
            run.domains().mainLoop().requestStop();
        } else if (parent.loop() == loop()) {
            parent.children.ended(task);
        } else {
            parent.loop().post(task);
        }
    }

    private void count(State end) {
        DomainMeter meter = loop().meter();
        switch (end) {
            case SUCCEEDED -> meter.taskSucceeded();
            case FAILED -> meter.taskFailed();
            case CANCELLED -> meter.taskCancelled();
            case RUNNING -> throw new AssertionError(this + " ends and goes on");
        }
    }

    /** Overrides how it has ended (rule 5); on the parent's domain. */
    final void becomeCancelled() {
        if (state == State.SUCCEEDED) {
            result = null;
        }
        state = State.CANCELLED;
    }
}
