package io.miou.sync;

import org.jspecify.annotations.Nullable;

/**
 * The channel is closed: it accepts no item, or has no item left.
 *
 * @since 0.1.0
 */
public final class ChannelClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message names the attempt
     */
    public ChannelClosedException(String message) {
        super(message);
    }

    /**
     * Creates an exception.
     *
     * @param message names the attempt
     * @param cause why the channel was closed; null if that was no failure
     */
    public ChannelClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
