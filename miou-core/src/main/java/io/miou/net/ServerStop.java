package io.miou.net;

import io.miou.sync.Latch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end of one server, in two steps: first it stops, then it cuts the clients that are left. Any thread.
 */
final class ServerStop {

    private final Latch stopping = new Latch(1);
    private final Latch cutting = new Latch(1);
    private final AtomicInteger signals = new AtomicInteger();

    /** Opens when the server accepts no more clients. */
    Latch stopping() {
        return stopping;
    }

    /** Opens when the clients that are left are cancelled. */
    Latch cutting() {
        return cutting;
    }

    boolean isStopping() {
        return stopping.count() == 0;
    }

    void stop() {
        stopping.countDown();
    }

    void cut() {
        stopping.countDown();
        cutting.countDown();
    }

    /** Stops the server at the first signal; cuts the clients if it is stopping already. */
    void signalled() {
        if (signals.getAndIncrement() > 0 || isStopping()) {
            cut();
        } else {
            stop();
        }
    }
}
