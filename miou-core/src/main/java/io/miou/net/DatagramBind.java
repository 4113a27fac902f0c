package io.miou.net;

import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.task.OwnershipState;
import io.miou.task.Task;
import java.io.IOException;
import java.net.SocketAddress;

/** Binds datagram sockets. Called on a fiber. Stateless. */
final class DatagramBind {

    private DatagramBind() {
    }

    /** Binds a handle on the poller of the current domain. Suspends only to resolve a host name. */
    static DatagramHandle to(SocketAddress local, UdpSocket.Options options) throws IOException {
        Task<?> task = Task.current();
        task.beginOperation();
        OwnershipState.requireMayOwn(task);
        return task.loop().backend().bind(Addresses.first(local),
                new DatagramOptions(options.reuseAddress(), options.reusePort()));
    }
}
