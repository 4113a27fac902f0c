package io.miou.benchmarks.proxy;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A defect in the copying code, to show its consequences: with {@code -Dmiou.proxy.fault=k} every
 * k-th piece that is copied, counted over all connections, throws. Without it there is none. Any thread.
 */
final class Fault {

    private static final long EVERY = Long.getLong("miou.proxy.fault", 0);
    private static final AtomicLong COPIES = new AtomicLong();

    private Fault() {
    }

    /** Called by each proxy when it has read something and is about to write it. */
    static void copying() {
        if (EVERY > 0 && COPIES.incrementAndGet() % EVERY == 0) {
            throw new IllegalStateException("the fault that was asked for");
        }
    }
}
