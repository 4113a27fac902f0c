package io.miou;

/** Tells what happens when a task forgets a child or a resource: {@link Launcher#violations}. */
public enum Violations {
    /**
     * The whole run ends: every task is cancelled and finalised, and {@code run} throws the violation (rules 1 and 17).
     */
    FATAL,
    /** The task fails with the violation, and its parent sees that as a {@code Failure} (rule 24). */
    CONTAINED
}
