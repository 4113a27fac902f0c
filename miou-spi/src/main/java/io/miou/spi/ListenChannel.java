package io.miou.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A socket that listens for streams. */
public non-sealed interface ListenChannel extends Channel {

    /**
     * Takes a connection from the backlog.
     *
     * @return a connected channel, attached to the same backend and not registered with its poller; null if it would
     *         block
     * @throws IOException for example for want of descriptors; the listener can still be used
     */
    @Nullable
    StreamChannel accept() throws IOException;
}
