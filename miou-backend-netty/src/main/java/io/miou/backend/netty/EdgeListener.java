package io.miou.backend.netty;

/**
 * Receives the reports of an edge-triggered poller on one descriptor. Called on the domain's thread, from within a
 * poll; it does not throw and does not call the poller.
 *
 * <p>Everything is a hint: an event may be late, or even belong to a descriptor of the same number that was closed.
 */
public interface EdgeListener {

    /**
     * Reports that the peer has closed its side, or that the connection is broken: no further edge may follow. Comes
     * before the others.
     */
    void ended();

    /**
     * Reports urgent data in the stream. Its mark ends a read early, although more data may be behind it. No further
     * edge follows for that data. Comes before the others.
     */
    void urgent();

    /** Reports that there is something new to read or to accept, or the end of the stream, or an error. */
    void readable();

    /** Reports that there is room to write again, that a connect has been decided, or an error. */
    void writable();

    /** Reports that the poller has closed and reports nothing any more; the descriptor is still open. */
    void pollerClosed();
}
