package io.miou.backend.nio;

import io.miou.spi.Direction;
import io.miou.spi.Registration;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The link between one handle and its domain's selector: adds the selector's key to the watches.
 *
 * <p>Confined to the domain's thread. A detached one may move to another thread. The thread that hands it over
 * publishes it safely (the rule of {@link io.miou.spi.SocketHandle}), so no field here is volatile.
 *
 * <p>A selector is level-triggered: it reports a direction of interest at every poll for as long as it is ready.
 * Interest and watch are therefore kept apart, so that interest changes as seldom as possible:
 * <ul>
 * <li>Interest in reading stays after its watch has fired. A loop of wait, read, wait, read never changes it.</li>
 * <li>If reading is ready without a watch, the interest is dropped before the selector sleeps: otherwise it would never
 *     sleep again. While the selector is busy, the interest stays. A busy server has read and watches again before it
 *     sleeps, which saves two system calls for each message. With hundreds of ready handles, though, the selector
 *     would report the same ones repeatedly before their turn comes, which costs more. So beyond a few for each poll,
 *     the interest is dropped at once.</li>
 * <li>Interest in writing is dropped at once when its watch fires: a socket is nearly always ready to write, so the
 * next poll would return for nothing. If the writer watches again before that poll, the selector notices no difference
 * and makes no system call.</li>
 * </ul>
 */
final class KeyRegistration extends Registration<NioBackend> {
    private static final int READ_OPS = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    private static final int WRITE_OPS = SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT;

    private final SelectableChannel socket;
    private @Nullable SelectionKey key;

    /** Its backend looks at it before it sleeps. */
    private boolean listed;

    KeyRegistration(SelectableChannel socket, NioBackend backend) {
        super(NioBackend.class, backend);
        this.socket = socket;
    }

    @Override
    protected boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    protected void register(NioBackend poller, Direction direction) throws IOException {
        int op = op(direction);
        try {
            if (key == null) {
                key = socket.register(poller.selector(), op, this);
            } else if (!key.isValid()) {
                throw new ClosedSelectorException(); // the socket is open, so it must be the selector
            } else if ((key.interestOps() & op) == 0) {
                key.interestOpsOr(op);
            }
        } catch (ClosedSelectorException e) {
            throw new IOException("the backend is closed", e);
        }
    }

    private int op(Direction direction) {
        if (direction == Direction.READ) {
            return socket instanceof ServerSocketChannel ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
        }
        return socket instanceof SocketChannel stream && stream.isConnectionPending()
                ? SelectionKey.OP_CONNECT
                : SelectionKey.OP_WRITE;
    }

    /** Called from within a poll: the selector has found the key ready. */
    void dispatch(SelectionKey selected) {
        int ready = selected.readyOps();
        if ((ready & READ_OPS) != 0 && !fire(Direction.READ)) {
            readyWithoutWatch(selected);
        }
        if ((ready & WRITE_OPS) != 0) {
            selected.interestOpsAnd(~WRITE_OPS);
            fire(Direction.WRITE);
        }
    }

    private void readyWithoutWatch(SelectionKey selected) {
        NioBackend poller = backend();
        if (poller != null && poller.countInVain()) {
            selected.interestOpsAnd(~READ_OPS);
        } else if (poller != null && !listed) {
            listed = true;
            poller.sleepWithout(selected);
        }
    }

    /** Reading is ready for a reason that the selector does not know: the next poll calls the watch. */
    void readyToRead() {
        NioBackend poller = backend();
        if (poller != null && isWatched(Direction.READ)) {
            poller.addDue(this);
        }
    }

    /** Called from within a poll. */
    void dispatchDue() {
        fire(Direction.READ);
    }

    /** The selector is about to sleep, and reading was ready while nobody watched. */
    void beforeSleep(SelectionKey own) {
        listed = false;
        if (!isWatched(Direction.READ)) {
            own.interestOpsAnd(~READ_OPS);
        }
    }

    @Override
    protected void deregister(NioBackend poller) throws IOException {
        SelectionKey cancelled = key;
        key = null;
        listed = false;
        if (cancelled != null) {
            poller.deregister(cancelled);
        }
    }

    /**
     * Shuts a stream down at once, which the peer sees; the next poll frees its descriptor if it is registered. To make
     * the selector forget it here would cost a system call for each connection. Other sockets are few, and their port
     * may be bound again right away: it is freed at once.
     */
    @Override
    protected void release() throws IOException {
        if (socket instanceof SocketChannel) {
            socket.close();
            return;
        }
        try {
            detach();
        } finally {
            socket.close();
        }
    }
}
