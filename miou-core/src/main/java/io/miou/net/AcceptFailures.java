package io.miou.net;

import io.miou.Miou;
import io.miou.support.Log;
import java.io.IOException;
import java.time.Duration;

/**
 * The reaction of a server to failures of accept: it goes on, and does not spin. A few failures in a row may each
 * belong to one connection, so it tries again at once. Confined to the acceptor's domain.
 */
final class AcceptFailures {

    private static final int AT_ONCE = 16;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long SILENT_NANOS = 10_000_000_000L;

    private int inARow;
    private boolean reported;
    private long reportedAt;

    /** Notes that accept works. */
    void over() {
        inARow = 0;
    }

    /** Logs a failure, but not each time, and suspends for a while. */
    void pause(TcpListener listener, IOException failure) {
        inARow++;
        long now = System.nanoTime();
        if (!reported || now - reportedAt >= SILENT_NANOS) {
            reported = true;
            reportedAt = now;
            Log.warning(listener + " has failed to accept a connection; it tries again, and logs this at most every "
                    + Duration.ofNanos(SILENT_NANOS).toSeconds() + " s", failure);
        }
        if (inARow <= AT_ONCE) {
            Miou.yield();
        } else {
            Miou.sleep(PAUSE);
        }
    }
}
