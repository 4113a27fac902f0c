package io.miou.testkit.chaos;

import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.spi.Registration;
import io.miou.spi.SocketHandle;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumSet;

/**
 * The common part of all handles of a {@link ChaosBackend}: a real handle, and readiness that is kept from the
 * program for a while. Confined as the handle is, except {@link #isOpen}.
 */
final class Faulty extends Registration<ChaosBackend> {

    /** A request, passed to the real handle, or kept here because the real handle may report no readiness. */
    final class Watch implements Readiness {
        private final Direction direction;
        private final Readiness readiness;

        private Watch(Direction direction, Readiness readiness) {
            this.direction = direction;
            this.readiness = readiness;
        }

        /** Pays what was owed, unless the watch was called or taken back since. */
        void pay() {
            if (watch(direction) == this) {
                fire(direction);
            }
        }

        @Override
        public void ready() {
            readiness.ready();
        }
    }

    private final SocketHandle real;
    private final EnumSet<Direction> kept = EnumSet.noneOf(Direction.class);
    private ChaosBackend last;
    private boolean broken;
    private volatile boolean open = true;

    Faulty(ChaosBackend backend, SocketHandle real) {
        super(ChaosBackend.class, backend);
        this.last = backend;
        this.real = real;
    }

    /** The backend that it is, or was, attached to: whose dice decide. */
    ChaosBackend chaos() {
        return last;
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

    @Override
    protected void register(ChaosBackend poller, Direction direction) throws IOException {
        if (!broken && !kept.contains(direction)) {
            real.watch(direction, () -> fire(direction));
        }
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        if (last.isClosed()) {
            dropWatches(); // the backend has dropped them in its close, and does not know its handles
            throw new IOException("the backend is closed");
        }
        Watch watch = new Watch(direction, readiness);
        super.watch(direction, watch);
        if (broken) {
            last.owe(watch, 0);
        } else if (kept.contains(direction)) {
            last.owe(watch, last.dice().delay());
        }
    }

    /** Wakes all waiters after the real handle was closed without the program. They try again and learn of it. */
    void broken() {
        broken = true;
        for (Direction direction : Direction.values()) {
            if (watch(direction) instanceof Watch watch) {
                last.owe(watch, 0);
            }
        }
    }

    @Override
    public void unwatch(Direction direction) {
        super.unwatch(direction);
        real.unwatch(direction);
    }

    @Override
    protected void join(ChaosBackend poller) {
        real.attach(poller.real());
        last = poller;
    }

    @Override
    protected void deregister(ChaosBackend poller) throws IOException {
        real.detach();
    }

    @Override
    protected void release() throws IOException {
        if (open) {
            open = false;
            last.returnDescriptor();
        }
        real.close();
    }
}
