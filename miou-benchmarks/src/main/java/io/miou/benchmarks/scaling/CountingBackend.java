package io.miou.benchmarks.scaling;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;

/**
 * A backend that counts its polls, and the wakeups by other threads. Confined to its domain, except {@link #wakeup}.
 */
final class CountingBackend implements Backend {

    private final Backend inner;
    private final DomainCounts counts;

    private CountingBackend(Backend inner, DomainCounts counts) {
        this.inner = inner;
        this.counts = counts;
    }

    /** Provides such backends around those of another provider; the counts are those of the domains, in order. */
    static BackendProvider around(BackendProvider provider, List<DomainCounts> counts) {
        return new BackendProvider() {
            @Override
            public String name() {
                return "counting " + provider.name();
            }

            @Override
            public int priority() {
                return 0;
            }

            @Override
            public Backend open(BackendContext context) throws IOException {
                return new CountingBackend(provider.open(context), counts.get(context.domain()));
            }
        };
    }

    @Override
    public boolean isLevelTriggered() {
        return inner.isLevelTriggered();
    }

    @Override
    public void pollNow() throws IOException {
        counts.polls().incrementAndGet();
        inner.pollNow();
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        counts.polls().incrementAndGet();
        inner.poll(timeoutNanos);
    }

    @Override
    public void wakeup() {
        counts.wakeups().incrementAndGet();
        inner.wakeup();
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
