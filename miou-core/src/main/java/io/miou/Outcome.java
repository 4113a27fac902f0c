package io.miou;

import io.miou.task.Failures;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a task: success, failure or cancellation.
 *
 * @param <T> the result
 * @since 0.1.0
 */
public sealed interface Outcome<T extends @Nullable Object> {

    /**
     * The task has returned.
     *
     * @param <T> the result
     * @param value the returned value
     */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {
    }

    /**
     * The task has thrown, or broken a rule.
     *
     * @param <T> the result that the task did not return
     * @param cause what the task threw
     */
    record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {

        /** Checks that there is a cause. */
        public Failure {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * The task was cancelled.
     *
     * @param <T> the result that the task did not return
     */
    record Cancelled<T extends @Nullable Object>() implements Outcome<T> {
    }

    /**
     * Returns the value of a task that succeeded, and throws for any other, as {@link Promise#await()} does. Any
     * thread; never suspends.
     *
     * @return what the task returned
     * @throws TaskFailedException if the task failed; the cause is what it threw
     * @throws RuleViolation if the task broke a rule
     * @throws CancellationException if the task was cancelled
     */
    default T get() {
        return switch (this) {
            case Success<T> success -> success.value();
            case Failure<T> failure -> throw Failures.toThrow(null, failure.cause());
            case Cancelled<T> _ -> throw new CancellationException(
                    "a task was cancelled and has no value; look which outcome it is before you get it");
        };
    }
}
