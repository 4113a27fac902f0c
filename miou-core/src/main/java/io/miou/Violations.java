package io.miou;

/** What happens when a task forgets a child or a resource: {@link Launcher#violations}. */
public enum Violations {
    /** The whole run is ended: every task is cancelled and finalised, and {@code run} throws the violation (rule 1). */
    FATAL,
    /** The guilty task fails with the violation, which its parent sees as a {@code Failure} (rule 24). */
    CONTAINED
}
