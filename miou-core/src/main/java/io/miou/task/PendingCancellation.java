package io.miou.task;

/**
 * Finds out whether a task is cancelled as soon as its domain takes in what has been sent to it, while that domain
 * stands still because the task itself keeps it. It goes through the scopes of the task, of its parent, and so on, as a
 * cancellation would come down.
 *
 * <p>Threads: for a thread that is not the domain. It reads what is confined to the domain; only the task itself could
 * change it, which waits in a call of the JDK. Whoever acts on the answer checks afterwards that it still does.
 */
final class PendingCancellation {

    private PendingCancellation() {
    }

    static boolean of(Task<?> task) {
        if (task.cancellation.cause() != null) {
            return true;
        }
        long startedAs = Long.MAX_VALUE;
        for (Task<?> next = task; next != null && next.loop() == task.loop(); next = next.parent) {
            for (Scope scope = next.cancellation.innermost(); scope != null; scope = scope.outer) {
                if (scope.firstChild > startedAs) {
                    // The task, or its ancestor here, was started before the scope: it is not inside.
                    continue;
                }
                if (scope.kind == Scope.Kind.SHIELD) {
                    return false;
                }
                if (isAboutToFire(scope, next)) {
                    return true;
                }
            }
            if (next.isAskedToCancel()) {
                return true;
            }
            startedAs = next.ordinal;
        }
        return false;
    }

    private static boolean isAboutToFire(Scope scope, Task<?> owner) {
        return scope.fired || scope.askedToFire || scope.timer != null && owner.loop().timers().isOverdue(scope.timer);
    }
}
