package io.miou.spi;

/**
 * Receives one notification that an operation may be tried again.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Readiness {

    /**
     * Called on the domain's thread, from within a poll of the backend that the handle is attached to, and never from
     * within {@link SocketHandle#watch}. It must not throw and must not call the backend or its handles.
     */
    void ready();
}
