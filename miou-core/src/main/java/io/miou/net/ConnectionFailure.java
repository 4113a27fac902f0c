package io.miou.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The first and the last failure of a connection that the handler of a server saw: its reader and its writer may each
 * see one, or the handler writes again after the first, such as in the close of a buffer. The owner of the stream and
 * its borrowers note them; any thread asks.
 */
final class ConnectionFailure {

    @Nullable
    private volatile IOException first;

    @Nullable
    private volatile IOException last;

    /** Remembers a failure, and returns it. A stream that the handler itself has closed is no failure of that kind. */
    IOException noted(IOException failure) {
        if (!(failure instanceof ClosedChannelException)) {
            if (first == null) {
                first = failure;
            }
            last = failure;
        }
        return failure;
    }

    boolean is(Throwable other) {
        return other == first || other == last;
    }
}
