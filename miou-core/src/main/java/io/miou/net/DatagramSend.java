package io.miou.net;

import io.miou.spi.DatagramHandle;
import io.miou.spi.SocketHandle;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.NotYetConnectedException;

/** Sends datagrams. Called on the fiber of a task that may use the socket. Stateless. */
final class DatagramSend {

    private DatagramSend() {
    }

    /** Sends a datagram to an address. Suspends while the system has no room, and to resolve a host name. */
    static void to(SocketAddress target, ByteBuffer source, OwnedSocket<DatagramHandle> socket) throws IOException {
        Task<?> task = socket.beginOperation();
        // Resolved before this task counts as sending, so that others can send meanwhile.
        SocketAddress address = resolve(target, socket);
        ReadinessWait writing = socket.writing();
        writing.begin(task);
        try {
            while (socket.handle().send(source, address) == SocketHandle.WOULD_BLOCK) {
                writing.await(task);
            }
        } catch (AlreadyConnectedException e) {
            throw Failures.explained(new AlreadyConnectedException(), socket + " was to send to " + target + " by "
                    + Failures.describe(task) + ", and its peer is " + socket.handle().remoteAddress()
                    + "; call disconnect before, or open another socket");
        } finally {
            writing.end();
        }
    }

    /** Sends a datagram to the peer. Suspends while the system has no room. */
    static void toPeer(ByteBuffer source, OwnedSocket<DatagramHandle> socket) throws IOException {
        Task<?> task = socket.beginOperation();
        ReadinessWait writing = socket.writing();
        writing.begin(task);
        try {
            while (socket.handle().send(source) == SocketHandle.WOULD_BLOCK) {
                writing.await(task);
            }
        } catch (NotYetConnectedException e) {
            throw Failures.explained(new NotYetConnectedException(), socket + " was to send to its peer by "
                    + Failures.describe(task) + ", and has none; connect it, or give the target with each datagram");
        } finally {
            writing.end();
        }
    }

    /**
     * Resolves a host name, and checks afterwards that the owner has not closed the socket. Suspends only for a name.
     */
    static SocketAddress resolve(SocketAddress address, OwnedSocket<DatagramHandle> socket) throws IOException {
        if (Addresses.isResolved(address)) {
            return address;
        }
        SocketAddress resolved = Addresses.first(address);
        socket.writing().requireOpen();
        return resolved;
    }
}
