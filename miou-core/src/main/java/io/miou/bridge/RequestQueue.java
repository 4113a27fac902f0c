package io.miou.bridge;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that any thread adds and one consumer takes, oldest first. Every request that was accepted is taken, or
 * refused when the queue is closed; once.
 *
 * <p>There are two kinds. Tasks are accepted until the queue is stopped. Notes about them, such as a cancellation, are
 * accepted until it is closed.
 *
 * <p>Threads: {@link #poll} is for the consumer, the rest for any thread. {@code newest} holds the stage and the
 * requests in one reference. So a task is either accepted before the stop and seen by the consumer after it, or not
 * accepted.
 *
 * @param <R> the requests
 */
final class RequestQueue<R> {

    private enum Stage {
        /** Accepts everything. */
        OPEN,
        /** Accepts notes. */
        STOPPED,
        /** Accepts nothing. */
        CLOSED
    }

    /** A request and those added before it; without a request it only says the stage. */
    private record Added<R>(Stage stage, @Nullable R request, @Nullable Added<R> earlier) {
    }

    private static final VarHandle NEWEST = VarHandles.field(MethodHandles.lookup(), "newest", Added.class);

    private volatile Added<R> newest = new Added<>(Stage.OPEN, null, null);
    private final ConcurrentLinkedQueue<R> taken = new ConcurrentLinkedQueue<>();
    private final Consumer<? super R> refusal;

    /**
     * Creates an open queue.
     *
     * @param refusal called for each request that was accepted and will not be taken
     */
    RequestQueue(Consumer<? super R> refusal) {
        this.refusal = refusal;
    }

    /** {@return whether the task is accepted: false if the queue was stopped} */
    boolean addTask(R request) {
        return add(request, Stage.OPEN);
    }

    /** {@return whether the note is accepted: false if the queue was closed} */
    boolean addNote(R request) {
        return add(request, Stage.STOPPED);
    }

    private boolean add(R request, Stage last) {
        for (;;) {
            Added<R> seen = newest;
            if (seen.stage().compareTo(last) > 0) {
                return false;
            }
            if (NEWEST.compareAndSet(this, seen, new Added<>(seen.stage(), request, seen))) {
                return true;
            }
        }
    }

    /** Accepts no more tasks; those that were accepted are still taken. */
    void stop() {
        for (;;) {
            Added<R> seen = newest;
            if (seen.stage() != Stage.OPEN
                    || NEWEST.compareAndSet(this, seen, new Added<>(Stage.STOPPED, null, seen))) {
                return;
            }
        }
    }

    /** {@return whether tasks are accepted} */
    boolean isOpen() {
        return newest.stage() == Stage.OPEN;
    }

    /** {@return the oldest, or null} */
    @Nullable
    R poll() {
        R request = taken.poll();
        if (request == null) {
            takeAll(newest.stage());
            request = taken.poll();
        }
        return request;
    }

    /** {@return whether there is nothing to take} By the consumer. */
    boolean isEmpty() {
        return taken.isEmpty() && newest.earlier() == null;
    }

    /** Accepts no more, and refuses the requests that were accepted and not taken. */
    void close() {
        takeAll(Stage.CLOSED);
        for (R request = taken.poll(); request != null; request = taken.poll()) {
            refusal.accept(request);
        }
    }

    /** Moves the added requests, linked newest first, to the queue that they are taken from. */
    private void takeAll(Stage next) {
        Added<R> seen = newest;
        while (!NEWEST.compareAndSet(this, seen, new Added<>(later(seen.stage(), next), null, null))) {
            seen = newest;
        }
        Added<R> oldest = null;
        for (Added<R> one = seen; one != null; one = one.earlier()) {
            oldest = new Added<>(one.stage(), one.request(), oldest);
        }
        for (Added<R> one = oldest; one != null; one = one.earlier()) {
            R request = one.request();
            if (request != null) {
                taken.add(request);
            }
        }
    }

    private static Stage later(Stage one, Stage other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
