package io.miou.net;

import io.miou.spi.StreamHandle;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects streams. Immutable.
 *
 * @param resolver finds the addresses of a host name
 * @param delay the time after which the next address is tried beside an attempt
 */
record Connector(Resolver resolver, Duration delay) {

    /** The standard connector asks the system for addresses, and has the delay that RFC 8305 recommends. */
    static final Connector STANDARD = new Connector(Resolver.SYSTEM, Duration.ofMillis(250));

    TcpStream connect(SocketAddress remote) throws IOException {
        return connect(remote, null);
    }

    /** Connects from a local address, unless it is null. */
    TcpStream connect(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
        Task<?> task = Task.current();
        task.beginOperation();
        OwnershipState.requireMayOwn(task);
        List<SocketAddress> addresses = Addresses.interleaved(Addresses.resolve(remote, resolver));
        StreamHandle handle = new ConnectRace(task, remote, local, addresses, delay).run();
        TcpDefaults.sendAtOnce(handle);
        SocketAddress peer = handle.remoteAddress();
        return new TcpStream(handle, Addresses.kind(peer) + " stream to " + peer);
    }
}
