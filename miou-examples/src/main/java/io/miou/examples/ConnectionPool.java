package io.miou.examples;

import io.miou.net.TcpStream;
import io.miou.sync.Channel;
import io.miou.sync.Semaphore;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Connections to one server that many tasks use one after the other. A task that borrows a connection owns it; between
 * two tasks nobody owns it ({@code disown}, {@code adopt}). For fibers of any domain.
 *
 * <p>A semaphore limits how many are open. A connection on which something has failed is closed, not used again.
 */
final class ConnectionPool implements AutoCloseable {

    /** The work of one task with one connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(TcpStream connection) throws IOException;
    }

    private final SocketAddress server;
    private final Semaphore places;
    private final Channel<TcpStream> idle;

    ConnectionPool(SocketAddress server, int most) {
        this.server = server;
        this.places = new Semaphore(most);
        this.idle = Channel.of(most);
    }

    /** Does some work with a connection. Suspends until one is free. */
    <T> T use(Work<T> work) throws IOException {
        places.acquire();
        try (TcpStream connection = take()) {
            T result = work.with(connection);
            giveBack(connection);
            return result;
            // After a failure, close() is what closes it; after giveBack it does nothing (rule 26).
        } finally {
            places.release();
        }
    }

    private TcpStream take() throws IOException {
        Optional<TcpStream> found = idle.tryReceive();
        return found.isPresent() ? found.get().adopt() : TcpStream.connect(server);
    }

    private void giveBack(TcpStream connection) {
        connection.disown();
        if (!idle.trySend(connection)) {
            connection.adopt().close();
        }
    }

    /** Closes the connections that no task uses. */
    @Override
    public void close() {
        for (var left = idle.tryReceive(); left.isPresent(); left = idle.tryReceive()) {
            left.get().adopt().close();
        }
    }
}
