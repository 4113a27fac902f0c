package io.miou.task;

import io.miou.domain.Timer;
import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A part of a task's body that has a cancellation of its own, or that holds cancellation back. The scopes of a task
 * form a list from the innermost outwards. A limit is itself the timer that fires it.
 *
 * <p>Threads: confined to the task's domain, except {@code outer}, {@code kind}, {@link #deadline} and {@link #isLeft}.
 * Children on other domains read these to find how much time they have. The message that starts a child publishes them.
 */
final class Scope extends Timer {

    private static final VarHandle LEFT = VarHandles.field(MethodHandles.lookup(), "left", boolean.class);

    /** The effect of a scope on cancellation. */
    enum Kind {
        /** Is cancelled alone, at a given time: {@code timeout}. */
        LIMIT,
        /** Is cancelled alone, by a trigger: {@code until}. */
        STOP,
        /** Hides cancellations from outside: {@code shield}. */
        SHIELD
    }

    @Nullable
    final Scope outer;

    final Kind kind;

    private final Task<?> task;

    /** Children with this ordinal or a later one were started inside. */
    final long firstChild;

    /** Resources with this sequence or a later one were acquired inside. */
    final long firstResource;

    boolean fired;

    /** The interrupt of the code inside that the firing of this scope has caused. */
    Unwinding.Interrupt interrupt = Unwinding.Interrupt.NONE;

    /** Set by any thread before it sends the message that the scope must fire. */
    volatile boolean askedToFire;

    /** Read and written by {@link #LEFT}: a volatile write would cost more than all the rest of leaving. */
    @SuppressWarnings("unused")
    private boolean left;

    /**
     * Creates a scope.
     *
     * @param task whose code it is around
     * @param outer null if it is the outermost
     * @param deadline the time of the cancellation; has a meaning only for a limit
     */
    Scope(Task<?> task, @Nullable Scope outer, Kind kind, long deadline) {
        super(deadline);
        this.task = task;
        this.outer = outer;
        this.kind = kind;
        this.firstChild = task.children.spawned();
        this.firstResource = task.resources.acquired();
    }

    @Override
    protected void fire() {
        task.cancellation.fire(this);
    }

    /** Notes that the task has left it: a limit that expires from now on has no effect. */
    void leave() {
        LEFT.setRelease(this, true);
    }

    /** {@return whether the task has left it} Any thread; on another domain it may be out of date. */
    boolean isLeft() {
        return (boolean) LEFT.getAcquire(this);
    }
}
