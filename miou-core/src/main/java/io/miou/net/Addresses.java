package io.miou.net;

import io.miou.Miou;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Host names to addresses. On a fiber. */
final class Addresses {

    private Addresses() {
    }

    /** The addresses to try, in order. Suspends only for a host name, which is resolved on a blocking thread. */
    static List<SocketAddress> resolve(SocketAddress address) throws UnknownHostException {
        if (!(address instanceof InetSocketAddress internet) || !internet.isUnresolved()) {
            return List.of(address);
        }
        String host = internet.getHostString();
        InetAddress[] found = Miou.<InetAddress[], UnknownHostException>blocking(() -> InetAddress.getAllByName(host));
        List<SocketAddress> addresses = new ArrayList<>(found.length);
        for (InetAddress one : found) {
            addresses.add(new InetSocketAddress(one, internet.getPort()));
        }
        return addresses;
    }

    static SocketAddress required(@Nullable SocketAddress address) {
        if (address == null) {
            throw new IllegalStateException("the socket was never connected");
        }
        return address;
    }
}
