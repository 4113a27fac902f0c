package io.miou.spi;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers that a stream has failed, so that no read reports an end of the stream after the failure (rule 30).
 *
 * <p>An operating system reports an error once. If a write gets it, every read after that finds an end that looks
 * clean. So a {@link StreamHandle} passes each failure to {@link #failed}, and calls {@link #endOfStream} at an end.
 * That method throws if there was a failure, unless the peer had ended the stream before. A write that the peer reads
 * no more (a broken pipe) says nothing about reading: do not pass it to {@link #failed}.
 *
 * <p>Confined to the thread of its handle.
 *
 * @since 0.1.0
 */
public final class StreamFailure {

    private @Nullable IOException first;
    private boolean ended;

    /** Creates the state of a stream that has neither failed nor ended. */
    public StreamFailure() {
        // Nothing has happened yet.
    }

    /**
     * Remembers a failure, if it is the first. A {@link ClosedChannelException} does not count.
     *
     * @param <X> its type
     * @param failure to be thrown
     * @return the same
     */
    public <X extends IOException> X failed(X failure) {
        if (first == null && !(failure instanceof ClosedChannelException)) {
            first = failure;
        }
        return failure;
    }

    /**
     * Remembers that the program has shut reading down. An earlier failure has priority over that, a later one has not.
     */
    public void inputShutDown() {
        if (first == null) {
            ended = true;
        }
    }

    /**
     * Returns the result of a read that has found the end of the stream.
     *
     * @return {@link SocketHandle#END_OF_STREAM}, now and from now on
     * @throws IOException if an operation has failed before the end was reached: a new exception of the same type and
     *        with the same message
     */
    public int endOfStream() throws IOException {
        IOException failure = first;
        if (failure != null && !ended) {
            throw again(failure);
        }
        ended = true;
        return SocketHandle.END_OF_STREAM;
    }

    /** Makes a new exception from a failure. An exception that is thrown twice would be suppressed in itself. */
    private static IOException again(IOException failure) {
        String words = failure.getMessage();
        IOException again = switch (failure) {
            case ConnectException _ -> new ConnectException(words);
            case NoRouteToHostException _ -> new NoRouteToHostException(words);
            case PortUnreachableException _ -> new PortUnreachableException(words);
            case BindException _ -> new BindException(words);
            case SocketException _ -> new SocketException(words);
            case SocketTimeoutException _ -> new SocketTimeoutException(words);
            default -> new IOException(words);
        };
        again.initCause(failure);
        return again;
    }
}
