package io.miou.testkit.chaos;

import io.miou.spi.Backend;
import io.miou.spi.Channel;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * The common part of all channels of a {@link ChaosBackend}: a real channel, and readiness that is kept from the
 * program for a while. Confined as the channel is, except {@link #isOpen}.
 */
final class Faulty {

    /** A request, passed to the real channel, or kept here because the real channel may report no readiness. */
    final class Watch implements Readiness {
        private final Direction direction;
        private final Readiness readiness;

        private Watch(Direction direction, Readiness readiness) {
            this.direction = direction;
            this.readiness = readiness;
        }

        @Override
        public void ready() {
            if (watches.remove(direction, this)) {
                readiness.ready();
            }
        }
    }

    private final Channel real;
    private final EnumMap<Direction, Watch> watches = new EnumMap<>(Direction.class);
    private final EnumSet<Direction> kept = EnumSet.noneOf(Direction.class);

    @Nullable
    private ChaosBackend backend;

    private ChaosBackend last;
    private volatile boolean open = true;

    Faulty(ChaosBackend backend, Channel real) {
        this.backend = backend;
        this.last = backend;
        this.real = real;
    }

    /** The backend that it is, or was, attached to: whose dice decide. */
    ChaosBackend chaos() {
        return last;
    }

    boolean isOpen() {
        return open;
    }

    void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    /**
     * {@return whether an operation must report that it would block} The next operation in that direction is not hit.
     */
    boolean keep(Direction direction) {
        if (kept.remove(direction) || !last.dice().happens(last.dice().faults().wouldBlock())) {
            return false;
        }
        kept.add(direction);
        return true;
    }

    void watch(Direction direction, Readiness readiness) throws IOException {
        if (kept.contains(direction)) {
            owe(direction, readiness, last.dice().delay());
        } else {
            requireOpen();
            Watch watch = new Watch(direction, readiness);
            real.watch(direction, watch);
            watches.put(direction, watch);
        }
    }

    void watchBroken(Direction direction, Readiness readiness) throws ClosedChannelException {
        owe(direction, readiness, 0);
    }

    private void owe(Direction direction, Readiness readiness, long delay) throws ClosedChannelException {
        requireOpen();
        if (backend == null) {
            throw new IllegalStateException("the channel is detached; attach it before it is watched");
        }
        if (watches.containsKey(direction)) {
            throw new IllegalStateException(direction + " is watched already; take that watch back first");
        }
        Watch watch = new Watch(direction, readiness);
        backend.owe(watch, delay);
        watches.put(direction, watch);
    }

    /** Wakes all waiters after the real channel was closed without the program. They try again and learn of it. */
    void broken() {
        watches.values().forEach(watch -> chaos().owe(watch, 0));
    }

    void unwatch(Direction direction) {
        watches.remove(direction);
        real.unwatch(direction);
    }

    @Nullable
    Backend backend() {
        return backend;
    }

    void detach() throws IOException {
        for (Direction direction : Direction.values()) {
            if (watches.containsKey(direction)) {
                throw new IllegalStateException(
                        direction + " is watched; take that watch back before the channel is detached");
            }
        }
        try {
            real.detach();
        } finally {
            if (real.backend() == null) {
                backend = null;
            }
        }
    }

    void attach(Backend other) {
        if (!(other instanceof ChaosBackend chaos)) {
            throw new IllegalArgumentException("a channel of a backend with faults cannot join " + other);
        }
        real.attach(chaos.real());
        backend = chaos;
        last = chaos;
    }

    void close() throws IOException {
        if (open) {
            open = false;
            watches.clear();
            last.returnDescriptor();
        }
        real.close();
    }
}
