package io.miou.backend.epoll;

import io.miou.backend.netty.NativeLibrary;
import io.miou.backend.netty.NettyBackend;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.util.Optional;

/** Provides the backend for Linux. Stateless, hence safe from any thread. */
public final class EpollBackendProvider implements BackendProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public EpollBackendProvider() {
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<String> unavailable() {
        return NativeLibrary.unavailable("Linux", Epoll::unavailabilityCause, "io.netty.transport.epoll.linux");
    }

    @Override
    public Backend open(BackendContext context) throws IOException {
        return NettyBackend.open(EpollTransport.INSTANCE);
    }
}
