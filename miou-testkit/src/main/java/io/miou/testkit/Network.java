package io.miou.testkit;

import io.miou.testkit.network.Net;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * The network of a simulated world. There is nothing to prepare: sockets of the program are in it. A socket that
 * connects to a loopback address has that address itself; one that connects to another has 192.0.2.1.
 *
 * <p>For fibers of the program that runs in the world.
 *
 * @since 0.1.0
 */
public final class Network {

    private final Net net;

    Network(Net net) {
        this.net = net;
    }

    /**
     * Cuts a host off from all others. Bytes sent to it or by it wait until it is back, and datagrams are lost.
     * Connection attempts are tried again as TCP does it, and then fail.
     *
     * @param host its address
     */
    public void cutOff(InetAddress host) {
        net.cutOff(host);
    }

    /**
     * Ends {@link #cutOff}. Does nothing if it is not cut off.
     *
     * @param host its address
     */
    public void restore(InetAddress host) {
        net.restore(host);
    }

    /**
     * Resets every connection with one end at an address.
     *
     * @param address with port
     */
    public void resetConnectionsOf(SocketAddress address) {
        net.resetConnectionsOf(address);
    }

    /** {@return the sockets that are open, in words} */
    public List<String> openSockets() {
        return net.open();
    }
}
