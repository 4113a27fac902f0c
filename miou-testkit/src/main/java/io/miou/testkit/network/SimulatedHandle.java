package io.miou.testkit.network;

import io.miou.spi.Direction;
import io.miou.spi.HandleBase;
import java.io.IOException;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/**
 * A handle in memory: its world, its watches and its options. For the thread that has the turn, except the addresses
 * and {@link #isOpen}.
 */
abstract class SimulatedHandle extends HandleBase {

    final Net net;
    final Watches watches;
    final Options options;

    SimulatedHandle(Net net, @Nullable SimulatedBackend backend, Options options) {
        this.net = net;
        this.options = options;
        this.watches = new Watches(net, backend, this::isReady);
    }

    /** {@return whether an operation in a direction would not block} */
    abstract boolean isReady(Direction direction);

    @Override
    protected final Watches registration() {
        return watches;
    }

    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        watches.requireOpen();
        options.set(option, value);
    }

    public final <T> T option(SocketOption<T> option) throws IOException {
        watches.requireOpen();
        return options.get(option);
    }
}
