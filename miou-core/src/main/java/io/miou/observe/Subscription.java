package io.miou.observe;

import io.miou.support.Log;
import java.util.concurrent.CountDownLatch;

/**
 * A consumer of events and whether it still gets some.
 *
 * <p>Threads: {@link #end} is for the dispatcher's thread, {@link #awaitEnd} for any; {@code counted} is guarded by the
 * lock of {@link TraceHub}.
 */
public final class Subscription {

    private final EventReceiver receiver;
    private final EventDispatcher dispatcher;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Whether the hub counts it among those that want events. */
    boolean counted = true;

    Subscription(EventReceiver receiver, EventDispatcher dispatcher) {
        this.receiver = receiver;
        this.dispatcher = dispatcher;
    }

    EventReceiver receiver() {
        return receiver;
    }

    EventDispatcher dispatcher() {
        return dispatcher;
    }

    void end() {
        try {
            receiver.end();
        } catch (Throwable e) {
            Log.warning("a trace could not be ended cleanly, and its end may be missing", e);
        } finally {
            ended.countDown();
        }
    }

    /**
     * Waits until the receiver has had its last event. Returns earlier if the caller is interrupted, or is the thread
     * of the receiver.
     */
    void awaitEnd() {
        if (dispatcher.isCurrentThread()) {
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
