package io.miou.task;

import io.miou.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Learns how a task has ended. Called on the task's fiber when all other threads see that the task has ended, and
 * perhaps again.
 *
 * @param <T> the task's result
 */
@FunctionalInterface
public interface EndListener<T extends @Nullable Object> {

    /**
     * Reports that the task has ended.
     *
     * @param task that has ended
     * @param end how
     * @param result its value, or its exception
     */
    void ended(Task<T> task, Promise.State end, @Nullable Object result);
}
