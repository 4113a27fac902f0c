package io.miou.task;

import io.miou.domain.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a task's body with a cancellation of its own, or that holds cancellation back. The scopes of a task are a
 * list from the innermost outwards.
 *
 * <p>Threads: confined to the task's domain, but for {@code outer}, {@code kind}, {@code deadline} and the volatile
 * {@code left}, which children on other domains read to tell how much time they have; the message that starts a child
 * publishes them.
 */
final class Scope {

    /** What it does to cancellation. */
    enum Kind {
        /** Is cancelled by itself at a time: {@code timeout}. */
        LIMIT,
        /** Is cancelled by itself by a trigger: {@code until}. */
        STOP,
        /** Hides what comes from outside: {@code shield}. */
        SHIELD
    }

    @Nullable
    final Scope outer;

    final Kind kind;

    /** When it is cancelled, on the clock of the run; of no meaning unless it is a limit. */
    final long deadline;

    /** Children with this ordinal or a later one were started inside. */
    final long firstChild;

    /** Resources with this sequence or a later one were acquired inside. */
    final long firstResource;

    boolean fired;

    /** What was done to the code inside because this scope has fired. */
    Unwinding.Interrupt interrupt = Unwinding.Interrupt.NONE;

    /** Written by any thread before it sends word that the scope is to fire. */
    volatile boolean askedToFire;

    /** Fires it. */
    @Nullable
    Timer timer;

    /** The task has left it: a limit that passes now concerns nobody. */
    volatile boolean left;

    Scope(@Nullable Scope outer, Kind kind, long deadline, long firstChild, long firstResource) {
        this.outer = outer;
        this.kind = kind;
        this.deadline = deadline;
        this.firstChild = firstChild;
        this.firstResource = firstResource;
    }
}
