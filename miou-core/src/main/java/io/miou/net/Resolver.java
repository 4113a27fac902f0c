package io.miou.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Finds the addresses of a host. On a fiber, which it may suspend. */
@FunctionalInterface
interface Resolver {

    /** Asks the system for them on a thread of its own. */
    Resolver SYSTEM = Resolver::bySystem;

    /**
     * Finds them.
     *
     * @param name not resolved
     * @return one or more, in the order of preference
     * @throws UnknownHostException if there is none
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
