package io.miou.domain;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A backend without sockets, for processes without another backend: a domain can only sleep here and be woken.
 *
 * <p>Threads: {@link #wakeup} is for any thread, the rest for the domain. {@code woken} is written before the unpark
 * and read after the park returns, both volatile; an unpark that comes first makes the next park return at once.
 */
public final class SleepingBackend implements Backend {

    /** The name of the backend. */
    public static final String NAME = "none";

    @Nullable
    private volatile Thread sleeper;

    private volatile boolean woken;

    private final List<String> others;

    /** Creates a backend for a domain whose own backend is broken. */
    SleepingBackend() {
        this(List.of());
    }

    private SleepingBackend(List<String> others) {
        this.others = others;
    }

    /**
     * Creates a provider of these backends.
     *
     * @param others the backends that were found, each with the reason why it is not used; the error of a socket
     *         operation names them
     * @return the provider
     */
    public static BackendProvider provider(List<String> others) {
        List<String> known = List.copyOf(others);
        return new BackendProvider() {
            @Override
            public String name() {
                return NAME;
            }

            @Override
            public int priority() {
                return Integer.MIN_VALUE;
            }

            @Override
            public Backend open(BackendContext context) {
                return new SleepingBackend(known);
            }
        };
    }

    @Override
    public void pollNow() {
        woken = false;
    }

    @Override
    public void poll(long timeoutNanos) {
        sleeper = Thread.currentThread();
        if (!woken) {
            if (timeoutNanos == FOREVER) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, timeoutNanos);
            }
        }
        sleeper = null;
        woken = false;
    }

    @Override
    public void wakeup() {
        woken = true;
        LockSupport.unpark(sleeper);
    }

    @Override
    public StreamHandle connect(SocketAddress remote) {
        throw noSockets();
    }

    @Override
    public ListenHandle listen(SocketAddress local, ListenOptions options) {
        throw noSockets();
    }

    @Override
    public DatagramHandle bind(SocketAddress local, DatagramOptions options) {
        throw noSockets();
    }

    @Override
    public StreamHandle adopt(SocketChannel socket) {
        throw noSockets();
    }

    private UnsupportedOperationException noSockets() {
        return new UnsupportedOperationException("the backend in use has no sockets; others found: "
                + (others.isEmpty() ? "none" : String.join("; ", others))
                + ". Add io.miou:miou-backend-nio (any platform), io.miou:miou-backend-epoll (Linux)"
                + " or io.miou:miou-backend-kqueue (macOS) to the class path or module path");
    }

    @Override
    public void close() {
        woken = true;
    }

    @Override
    public String toString() {
        return "backend without sockets";
    }
}
