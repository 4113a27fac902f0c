package io.miou.spi;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The part of a handle that is the same for every kind of socket: its watches, its backend, its addresses and its end.
 * A handle extends this class and implements {@link StreamHandle}, {@link ListenHandle} or {@link DatagramHandle}, so
 * that a backend writes only the operations and the options.
 *
 * {@snippet :
 * final class MyStream extends HandleBase implements StreamHandle {
 *     private final MyRegistration registration;
 *
 *     MyStream(MyRegistration registration, SocketAddress local, SocketAddress remote) {
 *         this.registration = registration;
 *         keepAddresses(local, remote);
 *     }
 *
 *     protected MyRegistration registration() {
 *         return registration;
 *     }
 *
 *     // isConnected, finishConnect, read, write, shutdownInput, shutdownOutput, option, setOption
 * }
 * }
 *
 * <p>Confined as {@link SocketHandle} says. The addresses are volatile, written by the handle's domain, and kept after
 * the close.
 *
 * @since 0.1.0
 */
public abstract class HandleBase {

    private volatile @Nullable SocketAddress localAddress;
    private volatile @Nullable SocketAddress remoteAddress;

    /** Creates the common part of a handle, without addresses. */
    protected HandleBase() {
    }

    /** {@return what ties the handle to its backend, always the same} */
    protected abstract Registration<?> registration();

    /**
     * Sets a watch; see {@link SocketHandle#watch}.
     *
     * @param direction to wait for
     * @param readiness called from within a later poll
     * @throws IOException if the poller refuses the descriptor, or the handle is closed
     * @throws IllegalArgumentException if a listener is watched for {@link Direction#WRITE}
     */
    public void watch(Direction direction, Readiness readiness) throws IOException {
        if (direction == Direction.WRITE && this instanceof ListenHandle) {
            throw new IllegalArgumentException("a listener is never ready to write; watch READ");
        }
        registration().watch(direction, readiness);
    }

    /**
     * Takes a watch back; see {@link SocketHandle#unwatch}.
     *
     * @param direction of the watch
     */
    public final void unwatch(Direction direction) {
        registration().unwatch(direction);
    }

    /** {@return the backend that the handle is attached to; null while it is detached} */
    public final @Nullable Backend backend() {
        return registration().backend();
    }

    /**
     * Leaves the backend; see {@link SocketHandle#detach}.
     *
     * @throws IOException if the operating system reports an error; the handle is detached nevertheless
     */
    public final void detach() throws IOException {
        registration().detach();
    }

    /**
     * Joins a backend; see {@link SocketHandle#attach}.
     *
     * @param backend that will watch it
     */
    public final void attach(Backend backend) {
        registration().attach(backend);
    }

    /** {@return the local address, as it was kept last} Any thread may call it. */
    public @Nullable SocketAddress localAddress() {
        return localAddress;
    }

    /** {@return the peer's address, as it was kept last; null for a listener} Any thread may call it. */
    public @Nullable SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /**
     * Keeps the addresses, to be given from now on.
     *
     * @param local the local address; null if it is not known
     * @param remote the peer's address; null if there is none
     */
    protected final void keepAddresses(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
        localAddress = local;
        remoteAddress = remote;
    }

    /** {@return whether it has not been closed} Any thread may call it. */
    public final boolean isOpen() {
        return registration().isOpen();
    }

    /**
     * Drops the watches and releases the descriptor; see {@link SocketHandle#close}.
     *
     * @throws IOException if the operating system reports an error; the descriptor is released nevertheless
     */
    public void close() throws IOException {
        registration().close();
    }
}
