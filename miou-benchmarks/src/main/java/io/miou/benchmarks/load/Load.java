package io.miou.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** When messages are sent. Runs on the calling thread. */
public sealed interface Load permits ClosedLoop, OpenLoop {

    /** How long a server may be silent, in seconds, before that is an error. */
    int PATIENCE = 10;

    /** Sends for so long, then waits for what is still under way. All messages come back, or it throws. */
    Interval run(Duration duration) throws IOException;

    /** The error when nothing comes any more. */
    static IOException silence(long missing) {
        return new IOException(missing + " messages have not come back, and nothing has come for " + PATIENCE
                + " seconds; look for the fault in the server");
    }
}
