package io.miou.benchmarks.load;

import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * The speed at which connections are opened. A server's backlog holds a few thousand connections. A connection that
 * finds the backlog full waits for a second before it tries again.
 */
final class Pace {

    private static final int FEW = 1000;
    private static final Duration TIME_TO_ACCEPT_THEM = Duration.ofMillis(30);

    private Pace() {
    }

    /** Called before each connection with how many there are: gives the server time now and then. */
    static void next(int opened) throws InterruptedIOException {
        if (opened > 0 && opened % FEW == 0) {
            try {
                Thread.sleep(TIME_TO_ACCEPT_THEM);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted after " + opened + " connections");
            }
        }
    }
}
