package io.miou.net;

import io.miou.spi.DatagramHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Objects;

/** Joins and leaves multicast groups. Called on the fiber of a task that may use the socket. Stateless. */
final class Multicast {

    private Multicast() {
    }

    static void join(InetAddress group, NetworkInterface via, OwnedSocket<DatagramHandle> socket) throws IOException {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(via, "via");
        socket.holding().checkOpen();
        socket.handle().join(group, via);
    }

    static void leave(InetAddress group, NetworkInterface via, OwnedSocket<DatagramHandle> socket) throws IOException {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(via, "via");
        socket.holding().checkOpen();
        socket.handle().leave(group, via);
    }
}
