package io.miou.task;

import io.miou.domain.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a task's body with a cancellation of its own, or that holds cancellation back. The scopes of a task are a list
 * from the innermost outwards. Confined to the task's domain.
 */
final class Scope {

    /** What it does to cancellation. */
    enum Kind {
        /** May be cancelled by itself: {@code timeout}, {@code until}. */
        LIMIT,
        /** Hides what comes from outside: {@code shield}. */
        SHIELD
    }

    @Nullable
    final Scope outer;

    final Kind kind;

    /** Children with this ordinal or a later one were started inside. */
    final long firstChild;

    /** Resources with this sequence or a later one were acquired inside. */
    final long firstResource;

    boolean fired;

    /** Written by any thread before it sends word that the scope is to fire. */
    volatile boolean askedToFire;

    /** Fires it. */
    @Nullable
    Timer timer;

    /** The task has left it: a limit that passes now concerns nobody. */
    boolean left;

    Scope(@Nullable Scope outer, Kind kind, long firstChild, long firstResource) {
        this.outer = outer;
        this.kind = kind;
        this.firstChild = firstChild;
        this.firstResource = firstResource;
    }
}
