package io.miou.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Finds the addresses of a host. Called on a fiber, which it may suspend. */
@FunctionalInterface
interface Resolver {

    /** Asks the system on a thread of the process. */
    Resolver SYSTEM = Resolver::bySystem;

    /**
     * Finds the addresses of a host.
     *
     * @param name a host name with a port, not resolved
     * @return one or more, in the order of preference
     * @throws UnknownHostException if the host has no address
     */
    List<InetSocketAddress> resolve(InetSocketAddress name) throws UnknownHostException;

    private static List<InetSocketAddress> bySystem(InetSocketAddress name) throws UnknownHostException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress one : Lookups.OF_PROCESS.find(name.getHostString())) {
            addresses.add(new InetSocketAddress(one, name.getPort()));
        }
        return addresses;
    }
}
