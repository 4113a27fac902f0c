package io.miou.spi;

import java.io.IOException;

/**
 * The process, or the whole system, may not open another descriptor now ({@code EMFILE}, {@code ENFILE}). Nothing was
 * opened, and a connection that was waiting to be accepted waits on; later it may work.
 *
 * @since 0.1.0
 */
public final class DescriptorsExhaustedException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception with the operating system's message.
     *
     * @param message the message
     */
    public DescriptorsExhaustedException(String message) {
        super(message);
    }
}
