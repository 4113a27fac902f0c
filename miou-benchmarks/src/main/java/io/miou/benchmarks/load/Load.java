package io.miou.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** The rule for the times at which messages are sent. Runs on the calling thread. */
public sealed interface Load permits ClosedLoop, OpenLoop {

    /** The time in seconds after which a silent server is an error. */
    int PATIENCE = 10;

    /** Sends for this time, then waits for the messages that are still under way. Throws unless all come back. */
    Interval run(Duration duration) throws IOException;

    /** The error when nothing comes any more. */
    static IOException silence(long missing) {
        return new IOException(missing + " messages have not come back, and nothing has come for " + PATIENCE
                + " seconds; look for the fault in the server");
    }
}
