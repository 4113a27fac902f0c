package io.miou.testkit;

/**
 * Every domain of a world slept, and nothing in the world would ever have woken one: a deadlock, or a wait for something that nobody does. The
 * message says what each task waited for.
 */
public final class StandstillError extends AssertionError {

    private static final long serialVersionUID = 1L;

    StandstillError(String message, Throwable cause) {
        super(message, cause);
    }
}
