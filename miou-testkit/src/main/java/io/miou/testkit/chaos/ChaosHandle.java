package io.miou.testkit.chaos;

import io.miou.spi.HandleBase;
import io.miou.spi.SocketHandle;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * A handle with faults: all that is not a fault is done by a real handle. Confined as {@link SocketHandle} says.
 *
 * @param <H> the type of the real handle
 */
abstract class ChaosHandle<H extends SocketHandle> extends HandleBase {

    final H real;
    final Faulty faulty;

    ChaosHandle(ChaosBackend backend, H real) {
        this.real = real;
        this.faulty = new Faulty(backend, real);
    }

    @Override
    protected final Faulty registration() {
        return faulty;
    }

    @Override
    public final @Nullable SocketAddress localAddress() {
        return real.localAddress();
    }

    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        real.setOption(option, value);
    }

    public <T> T option(SocketOption<T> option) throws IOException {
        return real.option(option);
    }

    @Override
    public final String toString() {
        return real + " with faults";
    }
}
