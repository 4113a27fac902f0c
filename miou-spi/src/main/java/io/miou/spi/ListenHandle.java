package io.miou.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens for streams. Confined as {@link SocketHandle} says.
 *
 * @since 0.1.0
 */
public non-sealed interface ListenHandle extends SocketHandle {

    /**
     * Takes a connection from the backlog.
     *
     * @return a connected handle, attached to the same backend and not registered with its poller; null if it would
     *         block
     * @throws DescriptorsExhaustedException if no descriptors are left; the connection waits on
     * @throws IOException if it fails in another way; the listener can still be used
     */
    @Nullable
    StreamHandle accept() throws IOException;
}
