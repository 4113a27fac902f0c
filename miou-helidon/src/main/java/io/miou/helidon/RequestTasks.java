package io.miou.helidon;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.RuleViolation;
import io.miou.net.ByteStream;
import io.miou.sync.Latch;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests of an HTTP/2 connection: each is a child of the connection's task and borrows its stream. For the
 * connection's task, except where noted.
 */
final class RequestTasks extends AbstractExecutorService {

    private final ByteStream stream;
    private final String peer;
    private final long owner = Miou.self().id();
    private final Orphans<@Nullable Void> tasks = Miou.orphans(this::ended);
    private final Latch over = new Latch(1);
    private int running;
    private boolean closed;

    @Nullable
    private RuleViolation violation;

    RequestTasks(ByteStream stream, String peer) {
        this.stream = stream;
        this.peer = peer;
    }

    /** The number of requests that have not ended. */
    int running() {
        return running;
    }

    /** Throws the first rule that a request has broken, if one has: it ends the connection. */
    void throwViolation() {
        if (violation != null) {
            throw violation;
        }
    }

    /** Opens when the connection must end: a request that has broken a rule has ended, or a write has failed. */
    Latch over() {
        return over;
    }

    /** Takes note of the end of a request. On the domain of the connection, outside any task. */
    private void ended(Outcome<@Nullable Void> outcome) {
        running--;
        if (outcome instanceof Outcome.Failure<@Nullable Void> failure
                && failure.cause() instanceof RuleViolation broken) {
            ruleBroken(broken);
        }
        if (violation != null) {
            over.countDown();
        }
    }

    /** Keeps the first rule that a request has broken. */
    void ruleBroken(RuleViolation broken) {
        if (violation == null) {
            violation = broken;
        }
    }

    @Override
    public Future<?> submit(Runnable request) {
        return start(request).toCompletableFuture();
    }

    @Override
    public void execute(Runnable request) {
        Promise<@Nullable Void> _ = start(request);
    }

    private Promise<@Nullable Void> start(Runnable request) {
        if (closed || Miou.self().id() != owner) {
            throw new RejectedExecutionException("the executor of connection " + peer
                    + " starts the requests of HTTP/2 only; use Miou.async in a handler");
        }
        Promise<@Nullable Void> task = tasks.async(Miou.task().named("request of " + peer).lend(stream), request::run);
        running++;
        return task;
    }

    /** Cancels the requests that have not ended, and suspends until they have. */
    @Override
    public void close() {
        closed = true;
        tasks.close();
    }

    // Nothing of Helidon ends an executor that it was given.

    @Override
    public void shutdown() {
        closed = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        closed = true;
        tasks.cancelAll();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return closed;
    }

    @Override
    public boolean isTerminated() {
        return closed && running == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("the requests of connection " + peer
                + " end with its task, which looks after them; do not wait for them");
    }
}
