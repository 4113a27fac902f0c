package io.miou.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/**
 * The source of events for one domain: it polls the operating system.
 *
 * <p>Confined to its domain, except {@link #wakeup()}, which any thread may call at any time, also after
 * {@link #close()}. A domain may be several threads that take turns, virtual ones among them: calls never overlap, and
 * each happens before the next. {@link #poll} is always called by the domain's one platform thread.
 *
 * @since 0.1.0
 */
public interface Backend extends AutoCloseable {

    /** A poll timeout that never expires. */
    long FOREVER = Long.MAX_VALUE;

    /**
     * Looks for readiness without waiting and dispatches it.
     *
     * @throws IOException if the poller is broken; the run is then ended
     */
    void pollNow() throws IOException;

    /**
     * Sleeps until something is ready, a wakeup comes or the timeout expires, whichever is first, and dispatches the
     * readiness. May return early without a reason. It must not use the processor while it waits. A wakeup that comes
     * at any time after the last poll returned makes it return at once.
     *
     * @param timeoutNanos how long to wait at most, in nanoseconds, more than 0; {@link #FOREVER} for no limit. The
     *        operating system's granularity may round it up
     * @throws IOException if the poller is broken; the run is then ended
     */
    void poll(long timeoutNanos) throws IOException;

    /**
     * Ends the current poll, or makes the next one return at once. Any number of wakeups before a poll
     * returns may count as one. The only method for any thread; it never blocks and never throws, and does nothing
     * after {@link #close()}.
     */
    void wakeup();

    /**
     * {@return whether a poll reports a socket again that is still ready and watched, although an earlier poll has}
     * A scheduler polls such a backend less often while many fibers wait for their turn, because each poll would report
     * the same sockets. Called once. The default is for backends that report each change once.
     */
    default boolean isLevelTriggered() {
        return false;
    }

    /**
     * {@return the monotonic time of this backend in nanoseconds, comparable only with itself} A simulated backend has
     * a clock of its own, and deadlines and timeouts are measured by that clock. All backends of one run share an
     * origin. Another thread may read it while the domain is blocked. A value that is a little old is good enough for
     * that thread.
     */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Starts to connect a stream, without waiting. If {@link StreamHandle#isConnected()} is false afterwards, watch
     * {@link Direction#WRITE} and call {@link StreamHandle#finishConnect()} when it is ready.
     *
     * <p>The exceptions of a socket have the message of the operating system and the address, or the name of the
     * option. If there are no descriptors left, that is a {@link DescriptorsExhaustedException}, here and in every
     * method that opens something.
     *
     * @param remote where to; see {@link InternetAddresses#destination}
     * @return a handle attached to this backend and not yet registered with its poller
     * @throws IOException if it failed at once, as NIO would throw it, or {@link java.net.UnknownHostException} for an
     *         address that was not resolved; no descriptor is left
     * @throws IllegalArgumentException if no socket has addresses of that kind
     * @throws UnsupportedOperationException if this backend has no such sockets
     */
    default StreamHandle connect(SocketAddress remote) throws IOException {
        throw new UnsupportedOperationException(getClass().getName() + " has no sockets that connect to " + remote
                + "; run with a backend that has, such as nio (-Dmiou.backend=nio)");
    }

    /**
     * Starts to connect a stream from a local address. Otherwise the same as {@link #connect(SocketAddress)}. Optional:
     * the default throws {@link UnsupportedOperationException}.
     *
     * @param remote where to
     * @param local where from; port 0 lets the operating system choose
     * @return a handle attached to this backend and not yet registered with its poller
     * @throws IOException if it failed at once; {@link java.net.BindException} if the local address cannot be used
     * @throws IllegalArgumentException if no socket has addresses of that kind
     * @throws UnsupportedOperationException if this backend cannot
     */
    default StreamHandle connect(SocketAddress remote, SocketAddress local) throws IOException {
        throw new UnsupportedOperationException(getClass().getName() + " cannot connect from " + local + " to " + remote
                + "; run with a backend that can, such as nio (-Dmiou.backend=nio), or connect without a local address");
    }

    /**
     * Opens a socket that listens.
     *
     * @param local where; port 0 lets the operating system choose
     * @param options backlog and address reuse
     * @return a handle attached to this backend and not yet registered with its poller
     * @throws IOException if the address cannot be bound, as NIO would throw it, or
     *         {@link java.net.UnknownHostException} for one that was not resolved; no descriptor is left
     * @throws IllegalArgumentException if no socket has addresses of that kind
     * @throws UnsupportedOperationException if this backend has no such sockets
     */
    default ListenHandle listen(SocketAddress local, ListenOptions options) throws IOException {
        throw new UnsupportedOperationException(getClass().getName() + " has no sockets that listen at " + local
                + "; run with a backend that has, such as nio (-Dmiou.backend=nio)");
    }

    /**
     * Opens a socket for datagrams. Where it can, one socket serves both families of internet addresses.
     *
     * @param local where; port 0 lets the operating system choose
     * @param options address reuse
     * @return a handle attached to this backend and not yet registered with its poller
     * @throws IOException if the address cannot be bound, as NIO would throw it, or
     *         {@link java.net.UnknownHostException} for one that was not resolved; no descriptor is left
     * @throws IllegalArgumentException if no datagram socket has addresses of that kind
     * @throws UnsupportedOperationException if this backend has no such sockets
     */
    default DatagramHandle bind(SocketAddress local, DatagramOptions options) throws IOException {
        throw new UnsupportedOperationException(getClass().getName() + " has no datagram sockets to bind to " + local
                + "; run with a backend that has, such as nio (-Dmiou.backend=nio)");
    }

    /**
     * Takes over a connected socket of the JDK. From then on it belongs to the handle, which closes it; the backend
     * chooses its blocking mode. If this throws, the socket is unchanged and still belongs to the caller.
     *
     * @param socket connected, and registered with no selector
     * @return a handle attached to this backend and not yet registered with its poller
     * @throws IOException if the operating system reports an error, or the socket is closed
     * @throws java.nio.channels.NotYetConnectedException if it is not connected
     * @throws IllegalStateException if it is registered with a selector
     * @throws UnsupportedOperationException if this backend cannot poll descriptors that it has not opened; it names
     *         one that can
     */
    default StreamHandle adopt(SocketChannel socket) throws IOException {
        throw new UnsupportedOperationException(getClass().getName() + " cannot take over " + socket
                + ": run with the backend nio (-Dmiou.backend=nio), which can, or connect anew");
    }

    /**
     * Notes that a fiber of this domain begins to wait for code that runs on another thread ({@code Miou.blocking}). A
     * backend with a clock of its own needs this: while such code runs, it must not advance the clock because the
     * domain is idle.
     *
     * <p>Called by the fiber. The default returns its argument.
     *
     * @param delivery wakes the fiber, if it still waits; may be called on any thread, once
     * @return a callback that has the delivery called, now or later. The other thread calls it once, when the code has
     *        ended; the fiber calls it if the code was never begun
     */
    default Runnable blocking(Runnable delivery) {
        return delivery;
    }

    /**
     * Notes that a fiber of this domain begins to wait for a future, which another thread or another fiber may
     * complete. A backend with a clock of its own gives other threads some real time before it lets its own time pass.
     * Otherwise the same as {@link #blocking(Runnable)}.
     *
     * @param delivery wakes the fiber, if it still waits; may be called on any thread, once
     * @return a callback, called once, when the future is complete or the wait has ended otherwise; it has the delivery
     *         called, now or later
     */
    default Runnable awaiting(Runnable delivery) {
        return delivery;
    }

    /**
     * Notes that the main task begins to wait. With this a backend with a clock of its own finds out when a program
     * makes no progress any more. Called by the main task's fiber. The default does nothing.
     *
     * @param atMostNanos how long it waits at most, on this backend's clock; {@link #FOREVER} for no limit
     */
    default void mainWaits(long atMostNanos) {
        // A backend of the operating system need not know.
    }

    /**
     * Releases the poller and its descriptors. Handles that are still attached lose their watches, without a call;
     * they stay open and can be closed.
     *
     * @throws IOException if the operating system reports an error; nothing is left to close in that case either
     */
    @Override
    void close() throws IOException;
}
