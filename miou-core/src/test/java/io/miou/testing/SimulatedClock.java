package io.miou.testing;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import java.io.IOException;

/**
 * A backend whose time stands still while its domain works, and jumps to the next deadline when it sleeps: days pass in
 * no time, and no stall of the machine changes the order of deadlines. For runs without other domains and without
 * sockets.
 */
public final class SimulatedClock implements Backend {

    private final Backend inner;
    private long now;

    private SimulatedClock(Backend inner) {
        this.inner = inner;
    }

    /** Provides such backends around those of another provider. */
    public static BackendProvider around(BackendProvider provider) {
        return new BackendProvider() {
            @Override
            public String name() {
                return "simulated";
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                return new SimulatedClock(provider.open(context));
            }
        };
    }

    @Override
    public boolean isLevelTriggered() {
        return inner.isLevelTriggered();
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void pollNow() throws IOException {
        inner.pollNow();
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        if (timeoutNanos == FOREVER) {
            inner.poll(timeoutNanos);
        } else {
            now += timeoutNanos;
            inner.pollNow();
        }
    }

    @Override
    public void wakeup() {
        inner.wakeup();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
