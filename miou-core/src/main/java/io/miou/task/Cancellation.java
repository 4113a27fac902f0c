package io.miou.task;

import io.miou.TaskCancelled;
import io.miou.domain.Timer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task's cancellation: whether it is cancelled, its scopes, and the cancellation that it can see now.
 * Confined to the task's domain, except {@link #signalled()}.
 *
 * <p>The scopes are Trio's, as a list: each is entered and left by the task itself. Of several that have fired the
 * outermost wins, and the task's own cancellation is outside all of them; a shield hides everything outside itself.
 */
final class Cancellation {

    /** The shared instance of all tasks that are not cancelled and in no scope. It is never written to. */
    @SuppressWarnings("NullAway") // without a cancellation, the task is never read
    static final Cancellation NONE = new Cancellation(null);

    /**
     * Interrupts that follow at once when a cancelled fiber blocks in the JDK again and again; then they are delayed.
     */
    private static final int PROMPT_INTERRUPTS = 8;

    private static final long FIRST_DELAY_NANOS = 1_000_000;
    private static final int MOST_DOUBLINGS = 7;

    /** A place in a task's life where a cancellation holds: the cause that a task sees when it is itself cancelled. */
    private static final Object WHOLE_TASK = new Object();

    /** A task that lets its TaskCancelled pass meets a few, in the finally blocks that suspend. */
    private static final int CUTS_A_LOOK = 64;

    private final Task<?> task;
    private boolean cancelled;

    /** True if it is cancelled because its parent is. */
    private boolean withParent;

    /** The time at which the task was first seen to go on although it is cancelled; 0 if it never was. */
    private long stubbornSince;

    @Nullable
    private Scope innermost;

    @Nullable
    private Object cause;

    /** The interrupt of the task that its own cancellation has caused. */
    private Unwinding.Interrupt interrupt = Unwinding.Interrupt.NONE;

    private int jdkInterrupts;

    /**
     * True after another thread has sent the message that a scope must fire. Cleared before the message is handled.
     */
    private volatile boolean signalled;

    /**
     * The number of times that this has cut an operation of the task, by our exception at a suspension point or by an
     * interrupt.
     */
    private long cuts;

    Cancellation(Task<?> task) {
        this.task = task;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** {@return null if nothing that the task can see is cancelled} */
    @Nullable
    Object cause() {
        return cause;
    }

    /** Notes that a scope must fire; the message has been sent. Any thread. */
    void signalled() {
        signalled = true;
    }

    /** Whether a scope must fire and its message was not handled yet. On the fiber. */
    boolean takeSignalled() {
        if (!signalled) {
            return false;
        }
        signalled = false;
        for (Scope scope = innermost; cause == null && scope != null; scope = scope.outer) {
            if (scope.askedToFire && !scope.fired) {
                return true;
            }
        }
        return false;
    }

    long cuts() {
        return cuts;
    }

    /** Notes that the task was interrupted or is about to be. Only if something is cancelled. */
    void noteCut() {
        cuts++;
    }

    TaskCancelled newError() {
        cuts++;
        if (cause == WHOLE_TASK && cuts % CUTS_A_LOOK == 0) {
            stubbornSince = task.run.noteRepeatedCancellation(task, stubbornSince);
        }
        jdkInterrupts = 0;
        if (cause != WHOLE_TASK) {
            return newError(" is in a scope that has ended", false);
        }
        return withParent ? newError(" is cancelled with its parent", false) : newError(" is cancelled", true);
    }

    private TaskCancelled newError(String what, boolean withTrace) {
        if (withTrace || task.run.isDebug()) {
            return ApiAccess.get().newCancelled(Failures.describe(task) + what);
        }
        return task.parent == null || task.isNamed()
                ? ApiAccess.get().newCancelledWithoutTrace(Failures.describe(task) + what)
                : ApiAccess.get().newCancelledWithoutTrace(task.id(), what);
    }

    // Scopes

    /** {@return the innermost scope that the task is in; null if it is in none} */
    @Nullable
    Scope innermost() {
        return innermost;
    }

    Scope enter(Scope.Kind kind) {
        return enter(kind, 0);
    }

    Scope enterLimit(long deadline) {
        return enter(Scope.Kind.LIMIT, deadline);
    }

    private Scope enter(Scope.Kind kind, long deadline) {
        Scope scope = new Scope(task, innermost, kind, deadline);
        innermost = scope;
        if (kind == Scope.Kind.SHIELD) {
            clearInterrupt();
            jdkInterrupts = 0;
            cause = null;
        }
        return scope;
    }

    void leave(Scope scope) {
        task.requireOwnFiber();
        if (innermost != scope) {
            throw new IllegalStateException("scopes of " + Failures.describe(task) + " were not left in order");
        }
        clearInterrupt();
        jdkInterrupts = 0;
        innermost = scope.outer;
        scope.leave();
        refresh();
        if (cause != null && scope.kind == Scope.Kind.SHIELD) {
            // Children that were started in the shield were not cancelled until now.
            task.children.cancelStarted(scope.firstChild, Long.MAX_VALUE);
        }
    }

    /** Cancels the code in a scope whose time limit has expired or whose trigger has fired. */
    void fire(Scope scope) {
        if (scope.fired || scope.isLeft()) {
            return;
        }
        scope.fired = true;
        task.children.cancelStarted(scope.firstChild, outermostShieldInside(scope));
        refresh();
        if (cause != null) {
            task.interruptWait();
        }
    }

    /**
     * Cancels the whole task, for its parent or because the run ends.
     *
     * @param isWithParent whether its parent is cancelled too
     */
    void cancelTask(boolean isWithParent) {
        if (cancelled || task.hasEnded()) {
            return;
        }
        cancelled = true;
        withParent = isWithParent;
        if (task.parent == null) {
            TaskReports.cancelled(task);
        }
        cancelChildrenAndWait();
    }

    /** Cancels a task whose parent is cancelled. Called before the task is published to its domain. */
    void cancelBeforeStart() {
        cancelled = true;
        cause = WHOLE_TASK;
    }

    private void cancelChildrenAndWait() {
        // A tree may be deeper than the stack: tasks of this domain are handled through a list.
        ArrayDeque<Task<?>> cascade = task.run.domains().cascadeOf(task.loop());
        cascade.add(task);
        if (cascade.size() > 1) {
            return;
        }
        try {
            for (Task<?> next = cascade.peek(); next != null; next = cascade.peek()) {
                next.cancellation.applyTaskCancellation();
                cascade.remove();
            }
        } finally {
            cascade.clear();
        }
    }

    private void applyTaskCancellation() {
        task.children.cancelStarted(0, outermostShieldInside(null));
        refresh();
        if (cause != null) {
            task.interruptWait();
        }
    }

    /** Whether a shield hides the task's own cancellation now. */
    boolean isShielded() {
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            if (scope.kind == Scope.Kind.SHIELD) {
                return true;
            }
        }
        return false;
    }

    private long outermostShieldInside(@Nullable Scope limit) {
        long firstSpared = Long.MAX_VALUE;
        for (Scope scope = innermost; scope != limit && scope != null; scope = scope.outer) {
            if (scope.kind == Scope.Kind.SHIELD) {
                firstSpared = scope.firstChild;
            }
        }
        return firstSpared;
    }

    private void refresh() {
        Object visible = null;
        for (Scope scope = innermost; scope != null; scope = scope.outer) {
            if (scope.kind == Scope.Kind.SHIELD) {
                cause = visible;
                return;
            }
            if (scope.fired) {
                visible = scope;
            }
        }
        cause = cancelled ? WHOLE_TASK : visible;
    }

    // Waits in the JDK

    /**
     * Clears an interrupt of ours and notes its reason: from now on an interrupt means something else. On the fiber.
     */
    void clearInterrupt() {
        boolean flagSet = Thread.currentThread().isInterrupted();
        if (task.fiber().clearOwnInterrupt()) {
            note(flagSet ? Unwinding.Interrupt.FLAG_SET : Unwinding.Interrupt.SENT);
        }
    }

    private void note(Unwinding.Interrupt seen) {
        if (cause instanceof Scope scope) {
            if (scope.interrupt.compareTo(seen) < 0) {
                scope.interrupt = seen;
            }
        } else if (cause != null && interrupt.compareTo(seen) < 0) {
            interrupt = seen;
        }
    }

    /**
     * Whether an exception of the task is a consequence of the cancellation that it can see now. On the
     * fiber.
     */
    boolean isConsequence(Throwable thrown) {
        if (cause == null) {
            return Failures.isCancellation(thrown);
        }
        clearInterrupt();
        return Unwinding.isConsequence(thrown, cause instanceof Scope scope ? scope.interrupt : interrupt);
    }

    /** Whether an exception of the code in a scope is a consequence of the end of that scope. On the fiber. */
    boolean isConsequence(Throwable thrown, Scope of) {
        clearInterrupt();
        return of.fired && Unwinding.isConsequence(thrown, of.interrupt);
    }

    /**
     * Passes the interrupt of an ended scope on to the outer cancellation, which the scope's exception propagates to.
     */
    void passOn(Scope from) {
        note(from.interrupt);
    }

    /**
     * Interrupts the wait if the task is cancelled: called when the fiber has begun to wait in a call of the JDK (rule
     * 21).
     */
    void blockedInJdk() {
        if (cause == null || task.hasEnded()) {
            return;
        }
        noteCut();
        if (jdkInterrupts++ < PROMPT_INTERRUPTS) {
            task.loop().scheduleInterrupt(task.fiber());
        } else {
            // It seems to wait where no interrupt helps, as Lock.lock() does: do not spin with it.
            int doublings = Math.min(jdkInterrupts - PROMPT_INTERRUPTS, MOST_DOUBLINGS);
            task.loop().timers().start(new Timer() {
                @Override
                protected void fire() {
                    if (cause != null) {
                        task.loop().scheduleInterrupt(task.fiber());
                    }
                }
            }, FIRST_DELAY_NANOS << doublings);
        }
    }
}
