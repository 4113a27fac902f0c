package io.miou.backend.nio;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import java.io.IOException;

/** Provides the backend that works everywhere. Stateless, hence safe from any thread. */
public final class NioBackendProvider implements BackendProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public NioBackendProvider() {
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public Backend open(BackendContext context) throws IOException {
        DescriptorProbe.prepare();
        return Sockets.opened(() -> new NioBackend(context.domain()), "the selector of domain " + context.domain());
    }
}
