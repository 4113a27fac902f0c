package io.miou.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor whose operations never block.
 *
 * <p>Confined to the thread of the domain whose backend it is {@linkplain #attach attached} to. A detached handle
 * belongs to the thread that holds it; the hand-over to another thread must be a safe publication.
 *
 * <p>The memory of a buffer that is passed to an operation may belong to an {@link java.lang.foreign.Arena}. Every
 * operation with a buffer throws {@link IllegalStateException} if that arena is closed, and
 * {@link WrongThreadException} if it is confined to another thread. No byte has moved in that case. If another thread
 * closes the arena during the operation, freed memory must never be read or written.
 *
 * @since 0.1.0
 */
public sealed interface SocketHandle extends AutoCloseable permits StreamHandle, ListenHandle, DatagramHandle {

    /** The result of an operation that would have to wait. Never the end of a stream. */
    int WOULD_BLOCK = -2;

    /** The result of a read after the peer has closed its side and everything was read. */
    int END_OF_STREAM = -1;

    /**
     * Requests one notification when the direction is ready. A readiness that came after the operation returned
     * {@link #WOULD_BLOCK} is not lost: the next poll reports it. The handle is registered with its backend's poller
     * at its first watch, not before.
     *
     * @param direction the readiness to wait for
     * @param readiness called from within a later poll; kept until then, until {@link #unwatch} or {@link #close}
     * @throws IOException if the poller refuses the descriptor, or the handle is closed
     * @throws IllegalStateException if the direction is watched already or the handle is detached
     */
    void watch(Direction direction, Readiness readiness) throws IOException;

    /**
     * Takes a watch back: after it returns, its readiness is not called. Does nothing if there is no watch. It may
     * leave the descriptor registered.
     *
     * @param direction of the watch
     */
    void unwatch(Direction direction);

    /**
     * {@return the backend it is attached to, or null while it is detached}
     */
    @Nullable
    Backend backend();

    /**
     * Leaves its backend. No poller has the descriptor afterwards, so that a close elsewhere frees it at once.
     * Does nothing if it is detached.
     *
     * @throws IllegalStateException if a direction is watched
     * @throws IOException if the operating system reports an error; the handle is detached in that case too
     */
    void detach() throws IOException;

    /**
     * Joins a backend of the same kind, on that backend's domain.
     *
     * @param backend that will watch it
     * @throws IllegalStateException if it is attached to another
     * @throws IllegalArgumentException if the backend is of another kind
     */
    void attach(Backend backend);

    /**
     * {@return the address it is bound to; null if it is not bound or the handle is closed and the address was not
     * kept} From any thread.
     */
    @Nullable
    SocketAddress localAddress();

    /**
     * Sets an option of {@link java.net.StandardSocketOptions}.
     *
     * @param <T> its type
     * @param option which
     * @param value its new value
     * @throws IOException if the operating system refuses, or the handle is closed
     * @throws UnsupportedOperationException if the handle has no such option
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * {@return the value of an option}
     *
     * @param <T> its type
     * @param option which
     * @throws IOException if the operating system refuses, or the handle is closed
     * @throws UnsupportedOperationException if the handle has no such option
     */
    <T> T option(SocketOption<T> option) throws IOException;

    /** {@return whether it has not been closed} From any thread. */
    boolean isOpen();

    /**
     * Releases the descriptor. Watches are dropped: their readiness is not called any more. A registered descriptor may
     * be kept by the operating system until the next poll of its backend, not longer. Closing again does nothing.
     *
     * @throws IOException if the operating system reports an error; the descriptor is released in that case too
     */
    @Override
    void close() throws IOException;
}
