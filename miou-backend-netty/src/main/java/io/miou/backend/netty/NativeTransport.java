package io.miou.backend.netty;

import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;

/**
 * The operations that differ between Netty's native transports. Everything else about a backend is in this package.
 *
 * <p>Stateless. {@link #newHandler} is for any thread, the rest for the domain that drives the handler.
 */
public interface NativeTransport {

    /** {@return its name, as of the backend} */
    String name();

    /** {@return the numbers of the operating system it is for} */
    SystemNumbers numbers();

    /**
     * Opens a poller.
     *
     * @param domain says which thread drives it
     * @return a new one, to be destroyed by its domain
     */
    IoHandler newHandler(ThreadAwareExecutor domain);

    /**
     * Registers a descriptor with a poller, edge-triggered. What is ready already is reported by the next poll.
     *
     * @param handler a poller of this transport
     * @param descriptor not registered with it
     * @param interest for what
     * @param listener told of every edge until {@link #deregister}, and whether the end has come
     * @return the registration
     * @throws IOException if the operating system refuses; nothing is registered then
     */
    IoRegistration register(IoHandler handler, FileDescriptor descriptor, Interest interest, EdgeListener listener)
            throws IOException;

    /**
     * Makes the poller forget a descriptor. One that was closed before costs no system call.
     *
     * @param registration valid; its listener is not called any more
     */
    void deregister(IoRegistration registration);
}
