package io.miou.testkit.network;

import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.spi.Registration;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumMap;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A handle's link to its backend: whether it is open, and which watches it has. Confined to the domain that has the
 * turn, except {@link #isOpen}.
 */
final class Watches extends Registration<SimulatedBackend> {

    /** A watch that a poll calls. */
    final class Watch implements Readiness {
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
            if (watch(direction) == this && isReady.test(direction)) {
                fire(direction);
            }
        }

        @Override
        public void ready() {
            readiness.ready();
        }
    }

    private static final class Side {
        private boolean heldBack;
        private long heldBackUntil;
    }

    private final Net net;
    private final Predicate<Direction> isReady;
    private final EnumMap<Direction, Side> sides = new EnumMap<>(Direction.class);
    private volatile boolean open = true;

    /**
     * Creates the link of a new handle.
     *
     * @param net of the world
     * @param backend that it is attached to; null for none
     * @param isReady whether an operation in a direction would not block
     */
    Watches(Net net, @Nullable SimulatedBackend backend, Predicate<Direction> isReady) {
        super(SimulatedBackend.class, backend);
        this.net = net;
        this.isReady = direction -> !isHeldBack(side(direction)) && isReady.test(direction);
        for (Direction direction : Direction.values()) {
            sides.put(direction, new Side());
        }
    }

    private Side side(Direction direction) {
        return Objects.requireNonNull(sides.get(direction));
    }

    @Override
    protected boolean isOpen() {
        return open;
    }

    void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    @Override
    protected void register(SimulatedBackend poller, Direction direction) {
        // Every change is reported; nothing is to be asked for.
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        super.watch(direction, new Watch(direction, readiness));
        changed(direction);
    }

    /** Something has happened that may make a direction ready. */
    void changed(Direction direction) {
        SimulatedBackend poller = backend();
        if (poller != null && watch(direction) instanceof Watch watch && !watch.queued && isReady.test(direction)) {
            watch.queued = true;
            poller.enqueue(watch);
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

    @Override
    protected void deregister(SimulatedBackend poller) {
        // A poll finds out by itself which watches are left.
    }

    @Override
    protected void release() {
        open = false;
    }
}
