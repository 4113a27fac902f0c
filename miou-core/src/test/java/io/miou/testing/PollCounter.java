package io.miou.testing;

import io.miou.Miou;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * A backend that counts how often it is polled, and how many resumptions lie between two polls. Confined to its domain,
 * as every backend.
 */
public final class PollCounter implements Backend {

    private final Backend inner;
    private int polls;
    private int resumptions;
    private int resumptionsSincePoll;
    private int mostBetweenPolls;

    private PollCounter(Backend inner) {
        this.inner = inner;
    }

    /** Provides counters around the backends of another provider. */
    public static BackendProvider around(BackendProvider provider) {
        return new BackendProvider() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                return new PollCounter(provider.open(context));
            }
        };
    }

    /** The counter of the calling fiber's domain. */
    public static PollCounter current() {
        return Miou.backend(PollCounter.class);
    }

    /** The calling fiber was resumed. */
    public static void resumed() {
        PollCounter counter = current();
        counter.resumptions++;
        counter.resumptionsSincePoll++;
        counter.mostBetweenPolls = Math.max(counter.mostBetweenPolls, counter.resumptionsSincePoll);
    }

    public int polls() {
        return polls;
    }

    public int resumptions() {
        return resumptions;
    }

    public int mostBetweenPolls() {
        return mostBetweenPolls;
    }

    private void polled() {
        polls++;
        resumptionsSincePoll = 0;
    }

    @Override
    public boolean isLevelTriggered() {
        return inner.isLevelTriggered();
    }

    @Override
    public long nanoTime() {
        return inner.nanoTime();
    }

    @Override
    public void pollNow() throws IOException {
        polled();
        inner.pollNow();
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        polled();
        inner.poll(timeoutNanos);
    }

    @Override
    public void wakeup() {
        inner.wakeup();
    }

    @Override
    public StreamHandle connect(SocketAddress remote) throws IOException {
        return inner.connect(remote);
    }

    @Override
    public ListenHandle listen(SocketAddress local, ListenOptions options) throws IOException {
        return inner.listen(local, options);
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
