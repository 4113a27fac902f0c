package io.miou.spi;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

/**
 * What polls the operating system for one domain.
 *
 * <p>Confined to its domain, but for {@link #wakeup()}, which any thread may call at any time, also after
 * {@link #close()}. A domain may be several threads that take turns, virtual ones among them: calls never overlap, and
 * each happens before the next. {@link #poll} is always called by the domain's one platform thread.
 */
public interface Backend extends AutoCloseable {

    /** A poll timeout that never passes. */
    long FOREVER = Long.MAX_VALUE;

    /**
     * Looks for readiness without waiting and dispatches what it finds.
     *
     * @throws IOException if the poller is broken; the run is then ended
     */
    void pollNow() throws IOException;

    /**
     * Sleeps until something is ready, a wakeup comes or the timeout passes, whichever is first, and dispatches what is
     * ready. May return early without a reason. It must not use the processor while it waits, and a wakeup that comes
     * at any time after the last poll returned makes it return at once.
     *
     * @param timeoutNanos how long to wait at most, in nanoseconds, more than 0; {@link #FOREVER} for no limit. The
     *        operating system's granularity may round it up
     * @throws IOException if the poller is broken; the run is then ended
     */
    void poll(long timeoutNanos) throws IOException;

    /**
     * Ends the poll that is going on, or else makes the next one return at once. Any number of wakeups before a poll
     * returns may count as one. The only method for any thread; it never blocks and never throws, and does nothing
     * after {@link #close()}.
     */
    void wakeup();

    /**
     * {@return the monotonic time of this backend in nanoseconds, comparable only with itself} A simulated backend
     * has a clock of its own; deadlines and timeouts are measured by it. All backends of one run share an origin.
     * Another thread may read it while the domain is held up; a value that is a little old is good enough for it.
     */
    default long nanoTime() {
        return System.nanoTime();
    }

    /**
     * Starts to connect a stream, without waiting. If {@link StreamHandle#isConnected()} is false afterwards, watch
     * {@link Direction#WRITE} and call {@link StreamHandle#finishConnect()} when it is ready.
     *
     * <p>What a socket throws has the words of the operating system and the address, or the name of the option. A want
     * of descriptors is a {@link DescriptorsExhaustedException}, here and in every method that opens something.
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
     * Starts to connect a stream from a local address, otherwise as {@link #connect(SocketAddress)}. Optional: the
     * default cannot.
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
     * Takes over a connected socket of the JDK. From then on it belongs to the handle, which closes it; its blocking
     * mode is the backend's affair. If this throws, the socket is as it was, and still the caller's.
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
     * Told that a fiber of this domain begins to wait for code that runs on another thread ({@code Miou.blocking}). A
     * backend with a clock of its own wants to know: while such code runs, an idle domain is no reason to let time
     * pass.
     *
     * <p>Called by the fiber. The default returns what it was given.
     *
     * @param delivery wakes the fiber, if it still waits; may be called on any thread, once
     * @return what the other thread calls, once, when the code has ended, or the fiber if it was never begun; it has
     *         the delivery called, now or later
     */
    default Runnable blocking(Runnable delivery) {
        return delivery;
    }

    /**
     * Told that a fiber of this domain begins to wait for a future, which another thread may complete, or another
     * fiber. A backend with a clock of its own gives other threads some real time before it lets its own time pass. As
     * {@link #blocking} for the rest.
     *
     * @param delivery wakes the fiber, if it still waits; may be called on any thread, once
     * @return what is called, once, when the future is complete or the wait has ended otherwise; it has the delivery
     *         called, now or later
     */
    default Runnable awaiting(Runnable delivery) {
        return delivery;
    }

    /**
     * Told that the main task begins to wait. A backend with a clock of its own finds out so that a program makes no
     * progress any more. Called by the main task's fiber. The default does nothing.
     *
     * @param atMostNanos how long it waits at most, on this backend's clock; {@link #FOREVER} for no limit
     */
    default void mainWaits(long atMostNanos) {
        // A backend of the operating system need not know.
    }

    /**
     * Releases the poller and its descriptors. Channels that are still attached lose their watches, without a call;
     * they stay open and can be closed.
     *
     * @throws IOException if the operating system reports an error; nothing is left to close all the same
     */
    @Override
    void close() throws IOException;
}
