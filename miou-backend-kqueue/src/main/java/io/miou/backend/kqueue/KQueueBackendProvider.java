package io.miou.backend.kqueue;

import io.miou.backend.netty.NativeLibrary;
import io.miou.backend.netty.NettyBackend;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueIoHandler;
import java.io.IOException;
import java.util.Optional;

/** Provides the backend for macOS. Stateless, hence safe from any thread. */
public final class KQueueBackendProvider implements BackendProvider {

    /** Called by {@link java.util.ServiceLoader}. */
    public KQueueBackendProvider() {
    }

    @Override
    public String name() {
        return "kqueue";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Optional<String> unavailable() {
        return NativeLibrary.unavailable("macOS", KQueue::unavailabilityCause, "io.netty.transport.kqueue.osx");
    }

    @Override
    public Backend open(BackendContext context) throws IOException {
        return NettyBackend.open(new KQueueTransport(KQueueIoHandler.newFactory()));
    }
}
