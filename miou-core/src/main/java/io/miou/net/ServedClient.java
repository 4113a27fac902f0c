package io.miou.net;

import io.miou.domain.DomainLoop;
import io.miou.domain.Timer;
import io.miou.support.Arguments;
import io.miou.task.Task;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A client of a server: the code of its task, and the timer that ends it when it is idle. The timer runs on and is
 * started anew when it fires, so that a request costs no timer.
 *
 * <p>Threads: {@link #call} and {@link #fire} are for the domain of its task, the rest for the domain of its acceptor.
 */
final class ServedClient extends Timer implements Callable<@Nullable Void> {

    private static final int MOST_CAUSES = 100;

    private final Serving serving;
    private final TcpStream connection;
    private final RequestWait wait;
    private final ConnectionFailure failure = new ConnectionFailure();
    private final int place;

    /** True if the server has stopped before the handler could run. */
    private volatile boolean refused;

    @Nullable
    private DomainLoop loop;

    private long idleNanos;

    /**
     * Creates a client whose task has not started.
     *
     * @param serving its server
     * @param connection owned by the acceptor, which gives it to the task
     * @param place of its domain among those of the acceptor
     */
    ServedClient(Serving serving, TcpStream connection, int place) {
        this.serving = serving;
        this.connection = connection;
        this.wait = new RequestWait(serving.stop());
        this.place = place;
    }

    int place() {
        return place;
    }

    SocketAddress peer() {
        return connection.remoteAddress();
    }

    /** Returns whether the server has stopped before the handler could run. After the task has ended. */
    boolean isRefused() {
        return refused;
    }

    @Override
    public @Nullable Void call() throws Exception {
        Tls tls = serving.tls();
        if (tls == null) {
            handle(new ServedStream(connection, connection::readNow, wait, failure));
            return null;
        }
        Optional<TlsStream> secured = new ServedHandshake(connection, tls, wait, failure).complete();
        if (secured.isPresent()) {
            handle(secured.get());
        } else {
            refused = true;
            connection.close();
        }
        return null;
    }

    /** Runs the handler, and closes its stream. That of a handler that fails is released without a clean end. */
    private void handle(ByteStream client) throws Exception {
        Duration idle = serving.idle();
        if (idle != null) {
            loop = Task.current().loop();
            idleNanos = Arguments.nanos(idle, "limit");
            wait.measure();
            loop.timers().start(this, idleNanos);
        }
        try {
            serving.handler().handle(client);
        } finally {
            if (loop != null) {
                loop.timers().stop(this);
            }
        }
        client.close();
    }

    /** Returns whether its wait for a request has ended, and no part of a request was read since. */
    boolean isLeaving() {
        return wait.isOver();
    }

    /** Ends its wait for a request, if it is in one; otherwise it ends when it comes to the next. */
    void stop() {
        wait.end();
    }

    @Override
    protected void fire() {
        DomainLoop own = loop;
        if (own != null) {
            long left = wait.mayGoOn(idleNanos, own.timers().nanoTime());
            if (left > 0) {
                own.timers().start(this, left);
            } else {
                wait.expire();
            }
        }
    }

    /** Returns the failure of the handler, or if it comes from a broken connection a {@link ClientResetException}. */
    Throwable explained(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            if (failure.is(cause)) {
                return new ClientResetException("the connection of client " + Addresses.words(peer()) + " broke: "
                        + cause.getMessage(), thrown);
            }
            cause = cause.getCause();
        }
        return thrown;
    }
}
