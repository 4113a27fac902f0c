package io.miou.net;

import io.miou.sync.Latch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end of one server, in three steps. First it stops, then it cuts the clients that are in the middle of a request,
 * and at last all that are left. Any thread.
 */
final class ServerStop {

    private final Latch stopping = new Latch(1);
    private final Latch cutting = new Latch(1);
    private final Latch ending = new Latch(1);
    private final AtomicInteger signals = new AtomicInteger();

    /** Opens when the server accepts no more clients. */
    Latch stopping() {
        return stopping;
    }

    /** Opens when the grace is over: clients in the middle of a request are cancelled. */
    Latch cutting() {
        return cutting;
    }

    /** Opens when the clients that are left are cancelled, whatever they do. */
    Latch ending() {
        return ending;
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

    private void end() {
        cut();
        ending.countDown();
    }

    /** Stops the server at the first signal; cuts all clients if it is stopping already. */
    void signalled() {
        if (signals.getAndIncrement() > 0 || isStopping()) {
            end();
        } else {
            stop();
        }
    }
}
