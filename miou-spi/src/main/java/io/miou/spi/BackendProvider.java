package io.miou.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * Makes the backends of a run; found by {@link java.util.ServiceLoader}. The available provider with the highest
 * {@linkplain #priority() priority} is used unless the program names one.
 *
 * <p>Instances are used from any thread.
 *
 * @since 0.1.0
 */
public interface BackendProvider {

    /** {@return the name users force it by, in lower case: {@code nio}, {@code epoll}, ...} */
    String name();

    /** {@return its priority: portable NIO has 10, native polling 100} */
    int priority();

    /**
     * {@return the reason why it cannot be used on this machine; empty if it can} The text ends a sentence such as
     * "epoll is unavailable: ...". The method must not throw: missing native libraries are a reason, not an error.
     */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /**
     * Opens the backend of one domain. Called on the thread that starts the run; the backend is handed to the domain's
     * thread before its first use.
     *
     * @param context the domain it is for
     * @return a new backend, to be closed by its domain
     * @throws IOException if the operating system refuses, for example because no descriptors are left
     */
    Backend open(BackendContext context) throws IOException;
}
