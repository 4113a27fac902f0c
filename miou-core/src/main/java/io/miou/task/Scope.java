package io.miou.task;

import io.miou.domain.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a task's body that has a cancellation of its own, or that holds cancellation back. The scopes of a task
 * form a list from the innermost outwards.
 *
 * <p>Threads: confined to the task's domain, except {@code outer}, {@code kind}, {@code deadline} and the volatile
 * {@code left}. Children on other domains read these to find how much time they have. The message that starts a child
 * publishes them.
 */
final class Scope {

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

    /** The time of the cancellation, on the clock of the run. Has a meaning only for a limit. */
    final long deadline;

    /** Children with this ordinal or a later one were started inside. */
    final long firstChild;

    /** Resources with this sequence or a later one were acquired inside. */
    final long firstResource;

    boolean fired;

    /** The interrupt of the code inside that the firing of this scope has caused. */
    Unwinding.Interrupt interrupt = Unwinding.Interrupt.NONE;

    /** Set by any thread before it sends the message that the scope must fire. */
    volatile boolean askedToFire;

    /** Fires it. */
    @Nullable
    Timer timer;

    /** True after the task has left the scope: a limit that expires from then on has no effect. */
    volatile boolean left;

    Scope(@Nullable Scope outer, Kind kind, long deadline, long firstChild, long firstResource) {
        this.outer = outer;
        this.kind = kind;
        this.deadline = deadline;
        this.firstChild = firstChild;
        this.firstResource = firstResource;
    }
}
