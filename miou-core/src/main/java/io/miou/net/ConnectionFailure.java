package io.miou.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The last failure of a connection that the handler of a server saw. The owner of the stream and its borrowers note it;
 * any thread asks.
 */
final class ConnectionFailure {

    @Nullable
    private volatile IOException thrown;

    /** Remembers a failure, and returns it. A stream that the handler itself has closed is no failure of that kind. */
    IOException noted(IOException failure) {
        if (!(failure instanceof ClosedChannelException)) {
            thrown = failure;
        }
        return failure;
    }

    boolean is(Throwable other) {
        return other == thrown;
    }
}
