package io.miou.task;

/**
 * Tells whether a task will be cancelled once its blocked domain drains its inbox. The task itself blocks the domain.
 * The search goes through the scopes of the task, of its parent, and so on: the path of a cancellation.
 *
 * <p>Threads: for a thread that is not the domain's, such as the watchdog. It reads state that is confined to the
 * domain. Only the task itself could change that state, and the task waits in a call of the JDK. A caller that acts on
 * the answer checks afterwards that the task still waits there.
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
        return scope.fired || scope.askedToFire || owner.loop().timers().isOverdue(scope);
    }
}
