package io.miou.task;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that any thread adds and one consumer takes, until it is closed: from then on each is refused. Every request is taken or
 * refused, once.
 *
 * <p>Threads: any. A request is added before {@code closed} is read, and {@code closed} is written before the queue is emptied: of
 * two that race, one sees what the other did; and only one gets a request out of the queue.
 *
 * @param <R> the requests
 */
final class RequestQueue<R> {

    private final ConcurrentLinkedQueue<R> requests = new ConcurrentLinkedQueue<>();
    private final Consumer<? super R> refusal;
    private volatile boolean closed;

    /** Creates an open one, and says what it is to be refused. */
    RequestQueue(Consumer<? super R> refusal) {
        this.refusal = refusal;
    }

    void add(R request) {
        requests.add(request);
        if (closed) {
            refuseAll();
        }
    }

    /** {@return the oldest, or null} */
    @Nullable
    R poll() {
        return requests.poll();
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    void close() {
        closed = true;
        refuseAll();
    }

    private void refuseAll() {
        for (R request = requests.poll(); request != null; request = requests.poll()) {
            refusal.accept(request);
        }
    }
}
