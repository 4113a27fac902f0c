package io.miou.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Finds the addresses of a host. Called on a blocking thread. */
@FunctionalInterface
interface Resolver {

    /** Asks the system, by way of {@link InetAddress}. */
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
        for (InetAddress one : InetAddress.getAllByName(name.getHostString())) {
            addresses.add(new InetSocketAddress(one, name.getPort()));
        }
        return addresses;
    }
}
