package io.miou.backend.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;

/**
 * Datagrams that were taken from a socket before it was connected: the JDK's connect drops all queued datagrams, also
 * those of the new peer. Confined to the socket's domain.
 */
final class WaitingDatagrams {

    /** A size larger than any datagram. */
    private static final int ROOM = 1 << 16;

    /** The largest number of datagrams taken: a peer may send faster than they are taken. */
    private static final int MOST = 4_096;

    private record Datagram(SocketAddress sender, ByteBuffer content) {
    }

    private final ArrayDeque<Datagram> queue = new ArrayDeque<>(0);

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Takes the datagrams from the queue of a socket without a peer. */
    void takeAll(DatagramChannel socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(ROOM);
        for (int left = MOST; left > 0; left--) {
            SocketAddress sender = socket.receive(buffer.clear());
            if (sender == null) {
                return;
            }
            buffer.flip();
            queue.add(new Datagram(sender, ByteBuffer.allocate(buffer.remaining()).put(buffer).flip()));
        }
    }

    /** Drops the datagrams of other senders. */
    void keepOnly(SocketAddress peer) {
        queue.removeIf(datagram -> !datagram.sender.equals(peer));
    }

    /** Takes the first. Bytes that do not fit into the buffer are lost. */
    SocketAddress receive(ByteBuffer target) {
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only; receive into one that is not");
        }
        Datagram first = queue.element();
        target.put(first.content.slice(0, Math.min(target.remaining(), first.content.remaining())));
        queue.remove();
        return first.sender;
    }
}
