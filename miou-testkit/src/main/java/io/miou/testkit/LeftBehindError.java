package io.miou.testkit;

import java.util.List;

/**
 * Thrown when a program has left something behind that the rules do not catch, because no task owns it: sockets that
 * were disowned, a timer. The message names it.
 *
 * @since 0.1.0
 */
public final class LeftBehindError extends AssertionError {

    private static final long serialVersionUID = 1L;

    LeftBehindError(List<String> what) {
        super("the main task has returned and left behind: " + String.join("; ", what)
                + ". Close what was opened, and adopt what was disowned, before it returns");
    }
}
