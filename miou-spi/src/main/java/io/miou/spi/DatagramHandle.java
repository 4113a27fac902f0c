package io.miou.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that sends and receives datagrams: each arrives whole or not at all.
 *
 * <p>Nothing is remembered between two operations: after a receive that did not block, the next one asks the operating
 * system again. Confined as {@link SocketHandle} says.
 *
 * @since 0.1.0
 */
public non-sealed interface DatagramHandle extends SocketHandle {

    /**
     * Fixes the peer: only its datagrams are received from now on. If the network reports an error about datagrams sent
     * to it, a later operation throws it. Datagrams that came before and were not received are dropped unless the peer
     * has sent them. {@link #localAddress()} may become more precise. Connecting again changes the peer.
     *
     * @param remote the peer; see {@link InternetAddresses#destination}
     * @throws IOException as NIO would throw it, or {@link java.net.UnknownHostException} for an address that was not
     *         resolved
     * @throws IllegalArgumentException if no datagram socket has addresses of that kind
     */
    void connect(SocketAddress remote) throws IOException;

    /**
     * Forgets the peer: datagrams of all senders are received again. Does nothing if there is none.
     *
     * @throws IOException if the operating system reports an error
     */
    void disconnect() throws IOException;

    /** {@return the peer; null if there is none} From any thread. */
    @Nullable
    SocketAddress remoteAddress();

    /**
     * Sends a datagram to an address: all of it or nothing.
     *
     * @param source what to send, possibly nothing; its position moves to its limit if it was sent
     * @param target where to, see {@link InternetAddresses#destination}; if there is a peer, only that
     * @return how many bytes, 0 for an empty datagram, or {@link #WOULD_BLOCK}
     * @throws IOException if the operating system refuses, for example because the datagram is too large
     * @throws java.net.PortUnreachableException if an earlier one has not found the peer's port
     * @throws java.nio.channels.AlreadyConnectedException if there is a peer and it is another
     * @throws IllegalArgumentException if no datagram socket has addresses of that kind
     */
    int send(ByteBuffer source, SocketAddress target) throws IOException;

    /**
     * Sends a datagram to the peer: all of it or nothing.
     *
     * @param source what to send, possibly nothing; its position moves to its limit if it was sent
     * @return how many bytes, 0 for an empty datagram, or {@link #WOULD_BLOCK}
     * @throws IOException if the operating system refuses, for example because the datagram is too large
     * @throws java.net.PortUnreachableException if an earlier one has not found the peer's port
     * @throws java.nio.channels.NotYetConnectedException if there is no peer
     */
    int send(ByteBuffer source) throws IOException;

    /**
     * Takes the next datagram. Bytes that do not fit into the buffer are lost.
     *
     * @param target the buffer; its position moves by the number of bytes, which is 0 for an empty datagram
     * @return the sender; null if it would block. No object is needed for that answer
     * @throws IOException if the operating system reports an error
     * @throws java.net.PortUnreachableException if a datagram that was sent has not found the peer's port
     */
    @Nullable
    SocketAddress receive(ByteBuffer target) throws IOException;

    /**
     * Receives the datagrams of a multicast group too, until {@link #leave} or {@link #close}. Joining again does
     * nothing.
     *
     * @param group its address
     * @param via the interface to receive them by
     * @throws IOException if the operating system refuses
     * @throws IllegalArgumentException if it is no multicast address, or of a family that this socket does not have
     * @throws UnsupportedOperationException if this backend has no multicast; it names one that has
     */
    default void join(InetAddress group, NetworkInterface via) throws IOException {
        throw noMulticast();
    }

    /**
     * Ends a membership. Does nothing if there is none.
     *
     * @param group its address
     * @param via the interface it was joined by
     * @throws IOException if the operating system refuses
     * @throws UnsupportedOperationException if this backend has no multicast; it names one that has
     */
    default void leave(InetAddress group, NetworkInterface via) throws IOException {
        throw noMulticast();
    }

    private UnsupportedOperationException noMulticast() {
        return new UnsupportedOperationException(getClass().getName()
                + " has no multicast; run with the backend nio (-Dmiou.backend=nio), which has it everywhere");
    }
}
