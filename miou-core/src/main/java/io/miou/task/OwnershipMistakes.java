package io.miou.task;

import io.miou.NotOwnerError;

/** The errors of a task that does with a resource what it may not (rules 26 and 27). Made on the task's fiber. */
final class OwnershipMistakes {

    private OwnershipMistakes() {
    }

    /** The error of a task that neither owns nor has borrowed a resource. */
    static NotOwnerError notOwner(OwnershipState resource, Task<?> task, String what) {
        task.run.ruleBroken();
        Task<?> other = resource.owner();
        String whose = resource.isClosed()
                ? "is closed"
                : other == null
                        ? "has no owner (adopt it first)"
                        : other == task ? "was transferred to its parent" : "belongs to " + Failures.describe(other);
        NotOwnerError error = ApiAccess.get()
                .newNotOwner(resource + " was " + what + " by " + Failures.describe(task) + ", but it " + whose
                        + "; give or lend it to the task that is to use it"
                        + Failures.debugHint(task, "where tasks were started"));
        TaskReports.violated(task, error);
        return error;
    }

    /** The exception of an owner that moves a resource which it has lent. */
    static IllegalStateException lent(OwnershipState resource, Task<?> task, String what) {
        int loans = resource.loans;
        return new IllegalStateException(resource + " is lent to " + loans + (loans == 1 ? " task" : " tasks")
                + " and cannot be " + what + " by " + Failures.describe(task) + "; await them first");
    }

    /** The exception of a task that adopts a resource which is closed. */
    static IllegalStateException adoptedClosed(Task<?> task) {
        return new IllegalStateException("a resource that is closed was to be adopted by " + Failures.describe(task)
                + "; open a new one");
    }
}
