package io.miou;

import io.miou.task.Failures;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How a task has ended.
 *
 * @param <T> the result
 */
public sealed interface Outcome<T extends @Nullable Object> {

    /**
     * It has returned.
     *
     * @param <T> the result
     * @param value what it returned
     */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {
    }

    /**
     * It has thrown, or broken a rule.
     *
     * @param <T> the result it would have had
     * @param cause what it threw
     */
    record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {

        /** Checks that there is a cause. */
        public Failure {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * It was cancelled.
     *
     * @param <T> the result it would have had
     */
    record Cancelled<T extends @Nullable Object>() implements Outcome<T> {
    }

    /**
     * The value, or what {@link Promise#await()} throws. Any thread; never suspends.
     *
     * @return what the task returned
     * @throws TaskFailedException if it failed; the cause is what it threw
     * @throws RuleViolation if it broke a rule
     * @throws CancellationException if it was cancelled
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
