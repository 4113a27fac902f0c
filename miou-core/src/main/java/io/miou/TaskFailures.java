package io.miou;

import io.miou.task.Failures;

/** What an outcome throws; a bridge that keeps the interface free of the scheduler's classes. */
final class TaskFailures {

    private TaskFailures() {
    }

    static RuntimeException toThrow(Throwable cause) {
        return Failures.toThrow(null, cause);
    }
}
