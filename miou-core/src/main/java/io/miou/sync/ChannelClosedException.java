package io.miou.sync;

import org.jspecify.annotations.Nullable;

/** A channel is closed: nothing can be sent, or nothing is left to be received. */
public final class ChannelClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was tried
     */
    public ChannelClosedException(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message what was tried
     * @param cause why the channel was closed; null if it was no failure
     */
    public ChannelClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
