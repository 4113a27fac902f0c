package io.miou.task;

import io.miou.Promise.State;
import io.miou.RuleViolation;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a task: its children first, then its resources, then the outcome (rules 1, 3, 8, 17, 24). On the task's
 * fiber, shielded.
 */
public final class TaskCompletion {

    private static final int ATTEMPTS = 3;

    private final Task<?> task;

    /** The code that the task ran. */
    @Nullable
    private final Callable<?> code;

    @Nullable
    private final Object value;

    @Nullable
    private final Throwable thrown;

    private final Failures.Collector releaseFailures = new Failures.Collector();

    @Nullable
    private RuleViolation violation;

    private TaskCompletion(Task<?> task, @Nullable Callable<?> code, @Nullable Object value,
            @Nullable Throwable thrown) {
        this.task = task;
        this.code = code;
        this.value = value;
        this.thrown = thrown;
    }

    /**
     * Preloads the classes that end a task. Class loading may need a descriptor: without preloading, a run might never
     * end once the descriptors are exhausted.
     */
    public static void prepare() {
        new Failures.Collector();
    }

    static void end(Task<?> task, @Nullable Callable<?> code, @Nullable Object value, @Nullable Throwable thrown) {
        Throwable cause = thrown;
        for (int attempt = 1;; attempt++) {
            try {
                boolean cancelled = task.cancellation.isCancelled();
                if (hasNothingToDo(task) && (cause == null || cancelled && Failures.isCancellation(cause))) {
                    task.publish(cancelled ? State.CANCELLED : State.SUCCEEDED, cancelled ? null : value);
                } else {
                    new TaskCompletion(task, code, value, cause).end();
                }
                return;
            } catch (Throwable e) {
                if (task.isOnOtherFiber()) {
                    return;
                }
                // Usually out of memory. Every step may be repeated, and another attempt is better than giving up.
                cause = cause == null ? e : cause;
                if (attempt == ATTEMPTS || task.hasEnded()) {
                    task.run().failed(e);
                    if (!task.hasEnded()) {
                        task.publish(State.FAILED, cause);
                    }
                    return;
                }
            }
        }
    }

    /** Whether there is nothing to wait for or to release. That is the usual case, and nothing is allocated for it. */
    private static boolean hasNothingToDo(Task<?> task) {
        return task.parent != null && task.children.isSettled() && task.resources.isEmpty();
    }

    private void end() {
        if (hasNothingToDo(task)) {
            publish();
            return;
        }
        Scope shield = task.ownCancellation().enter(Scope.Kind.SHIELD);
        try {
            findForgotten();
            endChildren();
            releaseResources();
            if (task.parent == null) {
                task.run().disowned().release(task);
            }
        } finally {
            task.cancellation.leave(shield);
        }
        publish();
    }

    private boolean isNormal() {
        return thrown == null && violation == null && !task.cancellation.isCancelled();
    }

    private void findForgotten() {
        if (!isNormal()) {
            return;
        }
        Task<?> forgotten = task.children.forgotten();
        if (forgotten != null) {
            int others = task.children.forgottenCount() - 1;
            violation = ApiAccess.get()
                    .newStillHasChildren(Failures.describe(task) + " has returned and left its child "
                            + Failures.describe(forgotten) + (others > 0 ? " and " + others + " more" : "")
                            + " behind: await it or cancel it before you return"
                            + Failures.debugHint(task, "where it was started"));
            ViolationStack.putOnTop(violation, code, forgotten.spawnSite());
            TaskReports.violated(task, violation);
        }
    }

    private void endChildren() {
        Children children = task.children;
        for (Task<?> oldest = children.oldest(); oldest != null; oldest = children.oldest()) {
            List<Task<?>> all = new ArrayList<>();
            for (Task<?> child = oldest; child != null; child = child.younger) {
                all.add(child);
            }
            cancel(all);
        }
        children.releaseAbandoned(releaseFailures);
    }

    private void cancel(List<Task<?>> all) {
        for (Task<?> child : all) {
            task.children.cancel(child);
        }
        task.children.awaitCancelledSince(0, 0);
        for (Task<?> child : all) {
            task.children.discard(child);
        }
    }

    private void releaseResources() {
        if (isNormal()) {
            OwnershipState leaked = task.resources.leaked();
            if (leaked == null) {
                return;
            }
            violation = ApiAccess.get()
                    .newResourceLeaked(Failures.describe(task) + " has returned and still owns " + leaked
                            + leaked.acquisition() + ": " + leaked.remedy() + " before you return"
                            + Failures.debugHint(task, "where it was acquired"));
            ViolationStack.putOnTop(violation, code, leaked.acquiredAt());
            TaskReports.violated(task, violation);
        }
        task.resources.releaseSince(task, 0, releaseFailures);
    }

    private void publish() {
        Throwable failure = thrown;
        if (task.cancellation.isCancelled()) {
            if (violation != null) {
                // It had returned, and left something behind, before it was cancelled.
                task.run().violated(task, violation);
            }
            publishCancelled();
        } else if (violation != null) {
            releaseFailures.suppressIn(violation);
            task.run().violated(task, violation);
            task.publish(State.FAILED, violation);
        } else if (failure != null) {
            if (Failures.isCancellation(failure)) {
                failure = new IllegalStateException(Failures.describe(task)
                        + " has thrown a TaskCancelled that was not meant for it; do not keep or rethrow one", failure);
            }
            releaseFailures.suppressIn(failure);
            task.publish(State.FAILED, failure);
        } else {
            releaseFailures.log(task);
            Task<?> parent = task.parent;
            if (parent != null && !task.resources.isEmpty()) {
                task.resources.prepareTransfer(task, parent);
            }
            task.publish(State.SUCCEEDED, value);
        }
    }

    private void publishCancelled() {
        releaseFailures.log(task);
        Throwable failure = thrown;
        if (failure == null || Failures.isCancellation(failure)) {
            task.publish(State.CANCELLED, null);
        } else {
            // A cancellation that went as intended needs no report.
            boolean expected = isHowCancellationsGo(Failures.original(failure))
                    || task.cancellation.isConsequence(failure);
            System.Logger.Level level = expected ? System.Logger.Level.DEBUG : System.Logger.Level.INFO;
            Failures.log(level, Failures.describe(task) + " was cancelled and has thrown", failure);
            task.publish(State.CANCELLED, failure);
        }
    }

    /**
     * Whether an exception is typical of a cancellation. It may come from an interrupted call of the JDK, a cancelled
     * child, or a resource that was closed during its use: an owner that fails closes its lent resources before its
     * children are cancelled.
     */
    private static boolean isHowCancellationsGo(Throwable thrown) {
        return Unwinding.isBare(thrown) || thrown instanceof CancellationException
                || thrown instanceof ClosedChannelException;
    }
}
