package io.miou.backend.nio;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;

/**
 * Sends empty datagrams of connected sockets: the JDK makes no system call to send nothing to a peer, but does so to an
 * address. So a second socket, at the same address and without a peer, sends it. While that socket is open, the system
 * still gives the peer's datagrams to the connected socket, which fits better. Stateless; on the socket's domain.
 */
final class EmptyDatagram {

    private EmptyDatagram() {
    }

    static void send(DatagramChannel connected, SocketAddress peer) throws IOException {
        SocketAddress local = connected.getLocalAddress();
        boolean shared = connected.getOption(StandardSocketOptions.SO_REUSEADDR);
        try (DatagramChannel second = Sockets.openDatagrams(local)) {
            allowSharing(connected);
            allowSharing(second);
            second.bind(local);
            second.configureBlocking(false);
            second.send(ByteBuffer.allocate(0), peer);
        } finally {
            connected.setOption(StandardSocketOptions.SO_REUSEADDR, shared);
        }
    }

    private static void allowSharing(NetworkChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    }
}
