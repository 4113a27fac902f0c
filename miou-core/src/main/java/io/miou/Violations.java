package io.miou;

/**
 * Tells what happens when a task forgets a child or a resource: {@link Launcher#violations}.
 *
 * @since 0.1.0
 */
public enum Violations {
    /**
     * The whole run ends: every task is cancelled and finalised, and {@code run} throws the violation (rules 1 and 17).
     */
    FATAL,
    /** The task fails with the violation, and its parent sees that as a {@code Failure} (rule 24). */
    CONTAINED
}
