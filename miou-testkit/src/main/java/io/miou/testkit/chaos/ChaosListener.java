package io.miou.testkit.chaos;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.ListenChannel;
import io.miou.spi.Readiness;
import io.miou.spi.StreamChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/** A listener whose connections behave badly. Confined as {@link ListenChannel} says. */
final class ChaosListener implements ListenChannel {

    private final ListenChannel real;
    private final Faulty faulty;

    ChaosListener(ChaosBackend backend, ListenChannel real) {
        this.real = real;
        this.faulty = new Faulty(backend, real);
    }

    @Override
    public @Nullable StreamChannel accept() throws IOException {
        faulty.requireOpen();
        if (faulty.keep(Direction.READ)) {
            return null;
        }
        ChaosBackend chaos = faulty.chaos();
        chaos.takeDescriptor();
        StreamChannel accepted = null;
        try {
            accepted = real.accept();
        } finally {
            if (accepted == null) {
                chaos.returnDescriptor();
            }
        }
        return accepted == null ? null : new ChaosStream(chaos, accepted);
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        faulty.watch(direction, readiness);
    }

    @Override
    public void unwatch(Direction direction) {
        faulty.unwatch(direction);
    }

    @Override
    public @Nullable Backend backend() {
        return faulty.backend();
    }

    @Override
    public void detach() throws IOException {
        faulty.detach();
    }

    @Override
    public void attach(Backend backend) {
        faulty.attach(backend);
    }

    @Override
    public @Nullable SocketAddress localAddress() {
        return real.localAddress();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        real.setOption(option, value);
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        return real.option(option);
    }

    @Override
    public boolean isOpen() {
        return faulty.isOpen();
    }

    @Override
    public void close() throws IOException {
        faulty.close();
    }

    @Override
    public String toString() {
        return real + " with faults";
    }
}
