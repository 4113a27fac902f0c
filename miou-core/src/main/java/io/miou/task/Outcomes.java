package io.miou.task;

import io.miou.Outcome;
import io.miou.Promise.State;
import io.miou.RuleViolation;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an ended task as its parent sees it: a value, an exception, or an {@link Outcome}. On the parent's
 * fiber.
 */
public final class Outcomes {

    private Outcomes() {
    }

    /**
     * {@return the value of a task that has succeeded}
     *
     * @param <T> its type
     * @param task that has ended; if it has not succeeded, the exception of {@code await} is thrown
     */
    @SuppressWarnings({"unchecked", "NullAway"})
    public static <T extends @Nullable Object> T value(Task<T> task) {
        return switch (task.state()) {
            case SUCCEEDED -> (T) task.result();
            case FAILED -> throw Failures.toThrow(task, thrownBy(task));
            case CANCELLED -> throw Failures.cancelled(task, (Throwable) task.result());
            case RUNNING -> throw notEnded(task);
        };
    }

    @SuppressWarnings({"unchecked", "NullAway"})
    static <T extends @Nullable Object> Outcome<T> of(Task<T> task) {
        return switch (task.state()) {
            case SUCCEEDED -> new Outcome.Success<>((T) task.result());
            case FAILED -> new Outcome.Failure<>(thrownBy(task));
            case CANCELLED -> new Outcome.Cancelled<>();
            case RUNNING -> throw notEnded(task);
        };
    }

    /**
     * {@return the exception of a failed task}
     *
     * @param task that has failed
     */
    public static Throwable thrownBy(Task<?> task) {
        return task.result() instanceof Throwable thrown
                ? thrown
                : new IllegalStateException(Failures.describe(task) + " has failed without a cause");
    }

    /** {@return the exception for a task that awaits one that has ended without success} */
    static Throwable failure(Task<?> task) {
        if (task.state() == State.CANCELLED) {
            return Failures.cancelled(task, (Throwable) task.result());
        }
        Throwable thrown = thrownBy(task);
        return thrown instanceof RuleViolation ? thrown : Failures.toThrow(task, thrown);
    }

    static IllegalStateException notEnded(Task<?> task) {
        return new IllegalStateException(Failures.describe(task) + " has not ended");
    }
}
