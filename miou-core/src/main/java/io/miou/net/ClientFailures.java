package io.miou.net;

import io.miou.support.Log;
import io.miou.sync.Semaphore;
import io.miou.task.Task;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The failures of clients, on their way to the program's action.
 *
 * <p>Threads: any thread may {@link #add}; one task {@linkplain #report reports}.
 */
final class ClientFailures {

    /**
     * A failure, or the end of all.
     *
     * @param peer whose client has failed
     * @param failure null: no more failures come
     */
    private record Entry(SocketAddress peer, @Nullable Throwable failure) {
    }

    private final BiConsumer<? super SocketAddress, ? super Throwable> action;
    private final Runnable afterEach;
    private final ConcurrentLinkedQueue<Entry> queue = new ConcurrentLinkedQueue<>();

    /** Has a permit for each entry of the queue. */
    private final Semaphore entries = new Semaphore(0);

    /**
     * Creates the queue.
     *
     * @param action of the program
     * @param afterEach runs after each failure that was reported
     */
    ClientFailures(BiConsumer<? super SocketAddress, ? super Throwable> action, Runnable afterEach) {
        this.action = action;
        this.afterEach = afterEach;
    }

    void add(SocketAddress peer, Throwable failure) {
        put(new Entry(peer, failure));
    }

    /** Lets {@link #report} return after the failures that were added before. */
    void end(SocketAddress anyAddress) {
        put(new Entry(anyAddress, null));
    }

    private void put(Entry entry) {
        queue.add(entry);
        entries.release();
    }

    /** Passes each failure to the action, until the end. On a fiber. */
    void report() {
        for (;;) {
            entries.acquire();
            Entry entry = queue.remove();
            Throwable failure = entry.failure();
            if (failure == null) {
                return;
            }
            try {
                action.accept(entry.peer(), failure);
            } catch (Throwable e) {
                if (Task.current().seesCancellation()) {
                    throw e;
                }
                Log.error("the action for failed clients has thrown when client " + Addresses.words(entry.peer())
                        + " had failed; catch in it what may go wrong", e);
            } finally {
                afterEach.run();
            }
        }
    }
}
