package io.miou.backend.nio;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * The link between one channel and its domain's selector: the key and at most one watch per direction.
 *
 * <p>Confined to the domain's thread. A detached one may move to another thread. The thread that hands it over
 * publishes it safely (the rule of {@link io.miou.spi.Channel}), so no field here is volatile.
 *
 * <p>A selector is level-triggered: it reports a direction of interest at every poll for as long as it is ready.
 * Interest and watch are therefore kept apart, so that interest changes as seldom as possible:
 * <ul>
 * <li>Interest in reading stays after its watch has fired. A loop of wait, read, wait, read never changes it.</li>
 * <li>If reading is ready without a watch, the interest is dropped before the selector sleeps: otherwise it would never
 *     sleep again. While the selector is busy, the interest stays. A busy server has read and watches again before it
 *     sleeps, which saves two system calls for each message. With hundreds of ready channels, though, the selector
 *     would report the same ones repeatedly before their turn comes, which costs more. So beyond a few for each poll,
 *     the interest is dropped at once.</li>
 * <li>Interest in writing is dropped at once when its watch fires: a socket is nearly always ready to write, so the
 * next poll would return for nothing. If the writer watches again before that poll, the selector notices no difference
 * and makes no system call.</li>
 * </ul>
 */
final class Registration {
    private static final int READ_OPS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITE_OPS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final SelectableChannel channel;
    private @Nullable NioBackend backend;
    private @Nullable SelectionKey key;
    private @Nullable Readiness reader;
    private @Nullable Readiness writer;

    /** True if the backend must look at this registration before it sleeps. */
    private boolean listed;

    Registration(SelectableChannel channel, NioBackend backend) {
        this.channel = channel;
        this.backend = backend;
    }

    @Nullable
    NioBackend backend() {
        return backend;
    }

    /** Sets a watch and sees to it that the selector looks for {@code op}. */
    void watch(Direction direction, int op, Readiness readiness) throws IOException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (backend == null) {
            throw new IllegalStateException("the channel is detached; attach it before it is watched");
        }
        if ((direction == Direction.READ ? reader : writer) != null) {
            throw new IllegalStateException("the channel is watched for " + direction + " already");
        }
        addInterest(backend.selector(), op);
        if (direction == Direction.READ) {
            reader = readiness;
        } else {
            writer = readiness;
        }
    }

    /** Drops a watch. Its interest stays until the selector reports it without a watch. */
    void unwatch(Direction direction) {
        if (direction == Direction.READ) {
            reader = null;
        } else {
            writer = null;
        }
    }

    void dropWatches() {
        reader = null;
        writer = null;
    }

    /** Called from within a poll: the selector has found the key ready. */
    void dispatch(SelectionKey selected) {
        int ready = selected.readyOps();
        if ((ready & READ_OPS) != 0) {
            Readiness watch = reader;
            if (watch == null) {
                if (backend != null && backend.countInVain()) {
                    selected.interestOpsAnd(~READ_OPS);
                } else if (backend != null && !listed) {
                    listed = true;
                    backend.sleepWithout(selected);
                }
            } else {
                reader = null;
                watch.ready();
            }
        }
        if ((ready & WRITE_OPS) != 0) {
            selected.interestOpsAnd(~WRITE_OPS);
            Readiness watch = writer;
            if (watch != null) {
                writer = null;
                watch.ready();
            }
        }
    }

    /** Has the watch dispatched by the next poll: reading is ready for a reason that the selector does not know. */
    void readyToRead() {
        if (backend != null && reader != null) {
            backend.addDue(this);
        }
    }

    /** Called from within a poll. */
    void dispatchDue() {
        Readiness watch = reader;
        if (watch != null) {
            reader = null;
            watch.ready();
        }
    }

    /** Called before the selector sleeps, if reading was ready without a watch. */
    void beforeSleep(SelectionKey own) {
        listed = false;
        if (reader == null) {
            own.interestOpsAnd(~READ_OPS);
        }
    }

    void attach(Backend target) {
        if (!(target instanceof NioBackend nio)) {
            throw new IllegalArgumentException(
                    "a channel of nio cannot join a backend of " + target.getClass().getName());
        }
        if (backend != null && backend != nio) {
            throw new IllegalStateException("the channel is attached to another backend; detach it there first");
        }
        backend = nio;
    }

    void detach() throws IOException {
        if (reader != null || writer != null) {
            Direction watched = reader != null ? Direction.READ : Direction.WRITE;
            throw new IllegalStateException("the channel is watched for " + watched + "; unwatch it before it leaves");
        }
        NioBackend left = backend;
        SelectionKey cancelled = key;
        backend = null;
        key = null;
        listed = false;
        if (left != null && cancelled != null) {
            left.deregister(cancelled);
        }
    }

    private void addInterest(Selector selector, int op) throws IOException {
        try {
            if (key == null) {
                key = channel.register(selector, op, this);
            } else if (!key.isValid()) {
                throw new ClosedSelectorException(); // the channel is open, so it must be the selector
            } else if ((key.interestOps() & op) == 0) {
                key.interestOpsOr(op);
            }
        } catch (ClosedSelectorException e) {
            throw new IOException("the backend is closed", e);
        }
    }
}
