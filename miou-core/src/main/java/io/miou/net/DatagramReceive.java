package io.miou.net;

import io.miou.spi.DatagramHandle;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Receives datagrams, and finds out which were truncated. Called on the fiber of a task that may use the socket.
 * Stateless.
 */
final class DatagramReceive {

    private static final int LARGEST_DATAGRAM = 1 << 16;

    private DatagramReceive() {
    }

    /** Takes the next datagram. Suspends until there is one. */
    static SocketAddress into(ByteBuffer target, OwnedSocket<DatagramHandle> socket) throws IOException {
        BufferChecks.requireWritable(target, "receive into");
        return receive(socket, target, target);
    }

    /** Takes the next datagram and tells whether it fitted into the buffer. Suspends until there is one. */
    static UdpSocket.Received allInto(ByteBuffer target, OwnedSocket<DatagramHandle> socket) throws IOException {
        BufferChecks.requireWritable(target, "receive into");
        // One byte of room more than the target has: neither the JDK nor Netty tells whether a datagram was truncated.
        ByteBuffer whole = ByteBuffer.allocate(Math.min(target.remaining(), LARGEST_DATAGRAM) + 1);
        SocketAddress sender = receive(socket, whole, target);
        boolean truncated = whole.flip().remaining() > target.remaining();
        if (truncated) {
            whole.limit(target.remaining());
        }
        target.put(whole);
        return new UdpSocket.Received(sender, truncated);
    }

    /**
     * Receives into {@code buffer} a datagram for {@code target}, whose memory must be usable when the datagram is
     * taken.
     */
    private static SocketAddress receive(OwnedSocket<DatagramHandle> socket, ByteBuffer buffer, ByteBuffer target)
            throws IOException {
        Task<?> task = socket.beginOperation();
        ReadinessWait reading = socket.reading();
        reading.begin(task);
        try {
            BufferChecks.requireUsable(target);
            SocketAddress sender = socket.handle().receive(buffer);
            while (sender == null) {
                reading.await(task);
                BufferChecks.requireUsable(target);
                sender = socket.handle().receive(buffer);
            }
            return sender;
        } finally {
            reading.end();
        }
    }
}
