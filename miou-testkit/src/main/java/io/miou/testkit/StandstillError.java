package io.miou.testkit;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a program can probably never end. Every domain slept, and nothing in the world would ever have woken one:
 * a deadlock, or a wait for something that no task does. Or the main task waited for very long while others went on
 * (see {@link Simulation#patience}). Or a fiber blocked the whole world in a call of the JDK, on the portable engine.
 * The message names the wait of each task; the program was cancelled.
 *
 * @since 0.1.0
 */
public final class StandstillError extends AssertionError {

    private static final long serialVersionUID = 1L;

    StandstillError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
