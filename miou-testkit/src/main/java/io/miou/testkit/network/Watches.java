package io.miou.testkit.network;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A channel's link to its backend: whether it is open, and which watches it has. Confined to the domain that has the
 * turn, except {@link #isOpen}.
 */
final class Watches {

    /** A request for one notification. */
    final class Watch {
        private final Direction direction;
        private final Readiness readiness;
        private boolean queued;

        private Watch(Direction direction, Readiness readiness) {
            this.direction = direction;
            this.readiness = readiness;
        }

        /** Notifies from within a poll, unless the request was taken back or its cause has gone since. */
        void dispatch() {
            queued = false;
            if (side(direction).watch == this && isReady.test(direction)) {
                side(direction).watch = null;
                readiness.ready();
            }
        }
    }

    private static final class Side {
        @Nullable
        private Watch watch;

        private boolean heldBack;
        private long heldBackUntil;
    }

    private final Net net;
    private final Predicate<Direction> isReady;
    private final EnumMap<Direction, Side> sides = new EnumMap<>(Direction.class);

    @Nullable
    private SimulatedBackend backend;

    private volatile boolean open = true;

    /**
     * Creates the link of a new channel.
     *
     * @param net of the world
     * @param backend that it is attached to; null for none
     * @param isReady whether an operation in a direction would not block
     */
    Watches(Net net, @Nullable SimulatedBackend backend, Predicate<Direction> isReady) {
        this.net = net;
        this.backend = backend;
        this.isReady = direction -> !isHeldBack(side(direction)) && isReady.test(direction);
        for (Direction direction : Direction.values()) {
            sides.put(direction, new Side());
        }
    }

    private Side side(Direction direction) {
        return Objects.requireNonNull(sides.get(direction));
    }

    boolean isOpen() {
        return open;
    }

    void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    @Nullable
    Backend backend() {
        return backend;
    }

    void watch(Direction direction, Readiness readiness) throws ClosedChannelException {
        requireOpen();
        if (backend == null) {
            throw new IllegalStateException("the channel is detached; attach it before it is watched");
        }
        if (side(direction).watch != null) {
            throw new IllegalStateException(direction + " is watched already; take that watch back first");
        }
        side(direction).watch = new Watch(direction, readiness);
        changed(direction);
    }

    void unwatch(Direction direction) {
        side(direction).watch = null;
    }

    /** Notes an event that may make a direction ready. */
    void changed(Direction direction) {
        Watch watch = side(direction).watch;
        if (watch != null && backend != null && !watch.queued && isReady.test(direction)) {
            watch.queued = true;
            backend.enqueue(watch);
        }
    }

    /**
     * {@return whether a possible operation must report that it would block; it becomes ready a little later}
     */
    boolean holdBack(Direction direction) {
        Side side = side(direction);
        if (isHeldBack(side)) {
            return true;
        }
        if (side.heldBack) {
            // Not again at once: a program that tries again after the readiness gets on.
            side.heldBack = false;
            return false;
        }
        if (!net.dice().happens(net.dice().faults().wouldBlock())) {
            return false;
        }
        long delay = 1 + net.dice().delay();
        side.heldBack = true;
        side.heldBackUntil = net.agenda().now() + delay;
        net.agenda().in(delay, () -> changed(direction));
        return true;
    }

    private boolean isHeldBack(Side side) {
        return side.heldBack && net.agenda().now() - side.heldBackUntil < 0;
    }

    void detach() {
        for (Direction direction : Direction.values()) {
            if (side(direction).watch != null) {
                throw new IllegalStateException(
                        direction + " is watched; take that watch back before the channel is detached");
            }
        }
        backend = null;
    }

    void attach(Backend other) {
        if (!(other instanceof SimulatedBackend simulated)) {
            throw new IllegalArgumentException("a channel of a simulated world cannot join " + other);
        }
        if (backend != null && backend != other) {
            throw new IllegalStateException("the channel is attached to another domain; detach it there first");
        }
        backend = simulated;
    }

    /** {@return false if it was closed before} */
    boolean close() {
        boolean first = open;
        open = false;
        sides.values().forEach(side -> side.watch = null);
        return first;
    }
}
