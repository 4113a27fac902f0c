package io.miou.codec;

import java.io.IOException;

/**
 * The decoders of a {@link CodecStream} cannot make a message of what the peer has sent. The cause is what they threw.
 *
 * @since 0.1.0
 */
public final class UndecodableException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message what the peer has sent, and to which stream
     * @param cause the exception of the decoder
     */
    UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
