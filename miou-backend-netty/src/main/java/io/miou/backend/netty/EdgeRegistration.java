package io.miou.backend.netty;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * What ties one channel to its domain's poller: its registration, what the poller has reported, and at most one watch per
 * direction.
 *
 * <p>Confined to the domain. A detached one may move to another thread; whoever moves it publishes it safely (the rule of
 * {@link io.miou.spi.Channel}), and that is why no field here is volatile.
 *
 * <p>The poller is edge-triggered: it reports what is ready at registration, and after that only what becomes ready anew. So
 * a report must be kept until an operation has found that it is used up:
 *
 * <pre>
 * flag       set by                        cleared by                                     while it is not set
 * readable   edge "readable"               a read that found nothing, or less than its    a read would find nothing:
 *                                          room; an accept that found nothing             an edge will tell
 * writable   edge "writable"               a write that found no room, or too little      (writes are always tried)
 * ended      edge "ended"; shutdownInput   never                                          an edge will tell of the end
 * </pre>
 *
 * A watch of a direction whose flag is set is <em>due</em>: the next poll calls it and does not sleep. Once {@code ended} is
 * set, the edge of the end may be spent, and reads are always tried.
 */
final class EdgeRegistration implements EdgeListener {

    private final NativeSocket socket;
    private final Interest interest;

    @Nullable
    private NettyBackend backend;

    @Nullable
    private IoRegistration registration;

    @Nullable
    private Readiness reader;

    @Nullable
    private Readiness writer;

    /** Without a registration no edge will tell: then it only means that the next read is to be tried. */
    private boolean readable = true;

    private boolean writable;
    private boolean ended;
    private boolean due;

    EdgeRegistration(NativeSocket socket, Interest interest, NettyBackend backend) {
        this.socket = socket;
        this.interest = interest;
        this.backend = backend;
    }

    @Nullable
    NettyBackend backend() {
        return backend;
    }

    // What operations ask and find

    /** Whether a read may find something; if not, its answer is known without a system call. */
    boolean mayRead() {
        if (readable || ended) {
            return true;
        }
        // Only one read is answered this way if nothing is registered: whoever tries again gets the kernel's answer.
        readable = registration == null;
        return false;
    }

    /** Everything there was has been read. */
    void drained() {
        readable = false;
    }

    /** There was not room for everything. */
    void filled() {
        writable = false;
    }

    /** Reading is at its end from now on. */
    void inputShutDown() {
        ended = true;
        readable = true;
        if (reader != null) {
            makeDue();
        }
    }

    // Watches

    void watch(Direction direction, Readiness readiness) throws IOException {
        if (!socket.isOpen()) {
            throw new ClosedChannelException();
        }
        NettyBackend poller = backend;
        if (poller == null) {
            throw new IllegalStateException("the channel is detached; attach it before it is watched");
        }
        boolean reading = direction == Direction.READ;
        if ((reading ? reader : writer) != null) {
            throw new IllegalStateException("the channel is watched for " + direction + " already");
        }
        if (registration == null) {
            registration = poller.register(socket, interest, this);
            readable = false;
            writable = false;
        }
        if (reading) {
            reader = readiness;
        } else {
            writer = readiness;
        }
        if (reading ? readable : writable) {
            makeDue();
        }
    }

    private void makeDue() {
        NettyBackend poller = backend;
        if (!due && poller != null) {
            due = true;
            poller.addDue(this);
        }
    }

    void unwatch(Direction direction) {
        if (direction == Direction.READ) {
            reader = null;
        } else {
            writer = null;
        }
    }

    /** Called from within a poll. */
    void dispatchDue() {
        due = false;
        if (readable) {
            tellReader();
        }
        if (writable) {
            tellWriter();
        }
    }

    private void tellReader() {
        Readiness watch = reader;
        if (watch != null) {
            reader = null;
            watch.ready();
        }
    }

    private void tellWriter() {
        Readiness watch = writer;
        if (watch != null) {
            writer = null;
            watch.ready();
        }
    }

    // Edges

    @Override
    public void ended() {
        ended = true;
    }

    @Override
    public void readable() {
        readable = true;
        tellReader();
    }

    @Override
    public void writable() {
        writable = true;
        tellWriter();
    }

    @Override
    public void pollerClosed() {
        reader = null;
        writer = null;
        due = false;
        registration = null;
        readable = true;
    }

    // Moving and closing

    void attach(Backend target) {
        String name = socket.transport().name();
        if (!(target instanceof NettyBackend netty) || !netty.transport().name().equals(name)) {
            throw new IllegalArgumentException(
                    "a channel of " + name + " cannot join a backend of " + target.getClass().getName());
        }
        if (backend != null && backend != netty) {
            throw new IllegalStateException("the channel is attached to another backend; detach it there first");
        }
        backend = netty;
    }

    void detach() {
        if (reader != null || writer != null) {
            Direction watched = reader != null ? Direction.READ : Direction.WRITE;
            throw new IllegalStateException("the channel is watched for " + watched + "; unwatch it before it leaves");
        }
        leave();
        backend = null;
    }

    /** Closes the socket first: then the poller has forgotten it already, and no system call is needed for that. */
    void close() throws IOException {
        reader = null;
        writer = null;
        try {
            socket.close();
        } finally {
            leave();
        }
    }

    private void leave() {
        NettyBackend left = backend;
        IoRegistration entry = registration;
        registration = null;
        readable = true;
        if (left == null) {
            return;
        }
        if (due) {
            due = false;
            left.removeDue(this);
        }
        if (entry != null) {
            left.deregister(entry);
        }
    }
}
