package io.miou.benchmarks.soak;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome.Cancelled;
import io.miou.Outcome.Failure;
import io.miou.Outcome.Success;
import io.miou.Promise;
import io.miou.TaskBuilder;
import io.miou.net.TcpListener;
import io.miou.net.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An echo server for clients of every kind: one that says nothing, or does not read, for longer than the patience is
 * cut. Clients are served in turn by a fiber beside the acceptor and by one of another domain.
 *
 * <p>{@code serve} belongs to one task, which owns the listener; {@code connections} is for any thread.
 */
final class EchoService {

    private final Duration patience;
    private final Leak leak;
    private final AtomicLong connections = new AtomicLong();

    EchoService(Duration patience, Leak leak) {
        this.patience = patience;
        this.leak = leak;
    }

    long connections() {
        return connections.get();
    }

    /** Serves until it is cancelled. Whatever goes wrong that no client can be blamed for ends it. */
    void serve(TcpListener listener) throws Exception {
        Orphans<Object> fibers = Miou.orphans();
        Promise<?> _ = fibers.add(Miou.task().lend(listener).async(() -> listener.accept().transfer()));
        for (var ended = fibers.get(); ended.isPresent(); ended = fibers.get()) {
            switch (ended.get()) {
                case Success(TcpStream client) -> {
                    Promise<?> _ = fibers.add(Miou.task().lend(listener).async(() -> listener.accept().transfer()));
                    leak.connection(fibers);
                    TaskBuilder task = Miou.task().named("client").give(client);
                    boolean here = connections.incrementAndGet() % 2 == 0;
                    Promise<?> _ = fibers.add(here ? task.async(() -> echo(client)) : task.call(() -> echo(client)));
                }
                case Success(_) -> {
                    // A client has finished.
                }
                case Failure(Throwable cause) -> throw new IllegalStateException("a task of the server failed", cause);
                case Cancelled() -> throw new IllegalStateException("a task of the server was cancelled by nobody");
            }
        }
    }

    private Object echo(TcpStream client) {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
            while (Miou.timeout(patience, () -> client.read(buffer.clear())) >= 0) {
                Miou.timeout(patience, () -> client.write(buffer.flip()));
            }
            return "finished";
        } catch (TimeoutException e) {
            return "cut";
        } catch (IOException e) {
            // The client has gone without a goodbye.
            return "gone";
        }
    }
}
