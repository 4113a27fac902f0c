package io.miou.killers;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The broken twin of a backend: it forgets a wakeup that comes after the domain has decided to sleep and before the
 * poller sleeps. As every backend, it is confined to its domain, except {@link #wakeup}; whether it polls is a volatile
 * field.
 */
final class ForgetfulBackend implements Backend {

    /**
     * Provides forgetful backends. Can also wake all that sleep without end; from then on none of them forgets a
     * wakeup. Any thread.
     */
    static final class Provider implements BackendProvider {

        private final BackendProvider inner;
        private final List<ForgetfulBackend> opened = Collections.synchronizedList(new ArrayList<>());

        Provider(BackendProvider inner) {
            this.inner = inner;
        }

        @Override
        public String name() {
            return "forgetful";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Backend open(BackendContext context) throws IOException {
            ForgetfulBackend backend = new ForgetfulBackend(inner.open(context));
            opened.add(backend);
            return backend;
        }

        void rescue() {
            for (ForgetfulBackend backend : List.copyOf(opened)) {
                backend.cured = true;
                backend.inner.wakeup();
            }
        }
    }

    private static final int POLLS_TO_A_LONG_ONE = 64;
    private static final long LONG_ONE_NANOS = 1_000_000;

    private final Backend inner;
    private int polls;
    private volatile boolean polling;
    private volatile boolean cured;

    private ForgetfulBackend(Backend inner) {
        this.inner = inner;
    }

    @Override
    public void pollNow() throws IOException {
        inner.pollNow();
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        fallAsleep();
        polling = true;
        try {
            inner.poll(timeoutNanos);
        } finally {
            polling = false;
        }
    }

    /**
     * Waits for a moment before it sleeps, and now and then longer: on a busy machine a moment is too short for another
     * thread to run.
     */
    private void fallAsleep() {
        polls++;
        long end = System.nanoTime() + (polls % POLLS_TO_A_LONG_ONE == 0 ? LONG_ONE_NANOS : 0);
        do {
            Thread.yield();
        } while (System.nanoTime() - end < 0);
    }

    @Override
    public void wakeup() {
        if (polling || cured) {
            inner.wakeup();
        }
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
