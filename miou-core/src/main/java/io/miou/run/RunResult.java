package io.miou.run;

import io.miou.Promise.State;
import io.miou.RuleViolation;
import io.miou.TaskFailedException;
import io.miou.task.Failures;
import io.miou.task.Outcomes;
import io.miou.task.Task;
import org.jspecify.annotations.Nullable;

/** The result of a run: the value or the exception of {@code run}. On the thread that has called it, after the end. */
final class RunResult {

    private RunResult() {
    }

    /**
     * {@return the value of the main task; throws instead if the run or the task has failed}
     *
     * @param <T> its type
     * @param main the main task, which has ended
     * @param first the failure that has ended the run; null without one
     * @param abandoned the fibers that were given up
     */
    @SuppressWarnings("NullAway")
    static <T extends @Nullable Object> T of(Task<T> main, @Nullable Throwable first, AbandonedFibers abandoned) {
        if (!abandoned.isEmpty()) {
            throw abandoned.error(first != null || main.state() != State.FAILED ? first : Outcomes.thrownBy(main));
        }
        if (first != null) {
            throw first instanceof RuleViolation || first instanceof RuntimeException
                    ? Failures.sneak(first)
                    : new IllegalStateException("the run has failed: " + first.getMessage(), first);
        }
        if (main.state() == State.FAILED) {
            Throwable thrown = Outcomes.thrownBy(main);
            throw thrown instanceof RuntimeException || thrown instanceof Error
                    ? Failures.sneak(thrown)
                    : new TaskFailedException(Failures.describe(main) + " has failed: " + Failures.words(thrown)
                            + "; fix the cause, or catch it inside the run", thrown);
        }
        return Outcomes.value(main);
    }
}
