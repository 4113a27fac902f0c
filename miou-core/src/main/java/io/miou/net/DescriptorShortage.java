package io.miou.net;

import io.miou.Miou;
import io.miou.spi.DescriptorsExhaustedException;
import io.miou.support.Log;
import java.time.Duration;

/**
 * The pauses of a listener while the process may open no more descriptors. Its connections stay in the operating
 * system's backlog. It tries again after each pause, because the system does not report that a descriptor is free.
 * Confined to the listener's domain.
 */
final class DescriptorShortage {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final long SILENT_NANOS = 10_000_000_000L;

    private boolean reported;
    private long reportedAt;

    /** Suspends for a while, and logs the shortage, but not each time. */
    void pause(Object listener, DescriptorsExhaustedException reason) {
        long now = System.nanoTime();
        if (!reported || now - reportedAt >= SILENT_NANOS) {
            reported = true;
            reportedAt = now;
            Log.warning(listener + " cannot accept: " + reason.getMessage()
                    + "; connections wait in its backlog, and it tries again every " + PAUSE.toMillis()
                    + " ms. Close connections, or raise the limit of open files (ulimit -n)");
        }
        Miou.sleep(PAUSE);
    }
}
