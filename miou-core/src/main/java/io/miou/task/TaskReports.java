package io.miou.task;

import io.miou.Promise.State;
import io.miou.RuleViolation;
import io.miou.TraceEvent;
import io.miou.TraceEvent.Reason;
import io.miou.TraceEvent.TaskRef;
import io.miou.support.Tracing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports the events of tasks while {@link Tracing#isOn}. Called by the thread where the event happens; each method
 * says before or after which step. Callers of {@link #suspended}, {@link #resumed}, {@link #leftToJdk} and
 * {@link #backFromJdk} test the switch themselves.
 */
public final class TaskReports {

    private TaskReports() {
    }

    /**
     * {@return the task as events name it} Any thread.
     *
     * @param task any
     */
    public static TaskRef ref(Task<?> task) {
        return new TaskRef(task.run.number(), task.id(), task.name(), task.loop().id());
    }

    private static @Nullable TaskRef refOrNull(@Nullable Task<?> task) {
        return task == null ? null : ref(task);
    }

    private static long now(Task<?> task) {
        return task.loop().timers().nanoTime();
    }

    /** Reports a new task, before any thread can run it. */
    public static void spawned(Task<?> task) {
        if (Tracing.isOn()) {
            Task<?> parent = task.parent;
            Tracing.report(() -> new TraceEvent.Spawned(now(task), ref(task), refOrNull(parent)));
        }
    }

    /** On its fiber, before its code. */
    static void started(Task<?> task) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Started(now(task), ref(task)));
        }
    }

    /** On its fiber, before the suspension. Returns the measurement for {@link #resumed}. */
    static @Nullable Object suspended(Task<?> task, @Nullable Wait on) {
        return Tracing.begin(() -> on == null
                ? new TraceEvent.Suspended(now(task), ref(task), Reason.YIELD, "")
                : new TraceEvent.Suspended(now(task), ref(task), Reason.WAIT, on.describe()));
    }

    /** On its fiber, after the suspension. */
    static void resumed(Task<?> task, @Nullable Object span, Reason reason, boolean cancelled) {
        Tracing.report(span, () -> new TraceEvent.Resumed(now(task), ref(task), reason, cancelled));
    }

    /** On the loop, after the fiber began to wait in the JDK. */
    static void leftToJdk(Task<?> task) {
        Tracing.report(() -> new TraceEvent.Suspended(now(task), ref(task), Reason.JDK, ""));
    }

    /** On the loop, before the fiber goes on. */
    static void backFromJdk(Task<?> task) {
        Tracing.report(() -> new TraceEvent.Resumed(now(task), ref(task), Reason.JDK, false));
    }

    /** Before its fiber is made ready. Any thread. */
    static void woken(Task<?> task) {
        if (Tracing.isOn()) {
            Task<?> waker = Task.currentOrNull();
            Tracing.report(() -> new TraceEvent.Woken(now(task), ref(task), refOrNull(waker),
                    waker != null ? waker.loop().id() : task.loop().isCurrent() ? task.loop().id() : -1));
        }
    }

    /** When a parent takes the outcome. On the parent's fiber. */
    static void awaited(Task<?> task, Task<?> parent) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Awaited(now(parent), ref(task), ref(parent)));
        }
    }

    /** Before the cancellation is sent. On the parent's domain; for the main task on its own. */
    static void cancelled(Task<?> task) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Cancelled(now(task), ref(task)));
        }
    }

    /** Before the outcome is published. On its fiber. */
    static void ended(Task<?> task, State outcome, @Nullable Object value) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Ended(now(task), ref(task), outcome,
                    outcome == State.FAILED && value instanceof Throwable thrown ? thrown : null));
        }
    }

    /** After the task became the owner. */
    static void attached(Task<?> owner, OwnershipState resource) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Attached(now(owner), ref(owner), resource.toString()));
        }
    }

    /** When the task stops being the owner, and nothing is released. */
    static void detached(Task<?> owner, OwnershipState resource) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Detached(now(owner), ref(owner), resource.toString()));
        }
    }

    /** When a child borrows a resource of its parent. */
    static void lent(Task<?> lender, Task<?> borrower, OwnershipState resource) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Lent(now(lender), ref(lender), ref(borrower), resource.toString()));
        }
    }

    /** Before the release function. On the owner's fiber. */
    static void released(Task<?> owner, OwnershipState resource) {
        if (Tracing.isOn()) {
            Tracing.report(() -> new TraceEvent.Released(now(owner), ref(owner), resource.toString()));
        }
    }

    /** When the error is made. On the task's fiber. */
    static void violated(Task<?> task, RuleViolation violation) {
        Tracing.reportRare(() -> new TraceEvent.Violated(now(task), ref(task), violation));
    }

    /**
     * Reports that a task has blocked its domain. Any thread.
     *
     * @param task the task
     * @param stack of its fiber
     */
    public static void blocked(Task<?> task, List<StackTraceElement> stack) {
        Tracing.reportRare(() -> new TraceEvent.Blocked(now(task), ref(task), stack));
    }
}
