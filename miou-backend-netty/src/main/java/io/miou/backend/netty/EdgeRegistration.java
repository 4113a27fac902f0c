package io.miou.backend.netty;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The link between one channel and its domain's poller: the registration, the reports of the poller, and at most one
 * watch per direction.
 *
 * <p>Confined to the domain. A detached one may move to another thread. The thread that hands it over publishes it
 * safely (the rule of {@link io.miou.spi.Channel}), so no field here is volatile.
 *
 * <p>The poller is edge-triggered: it reports what is ready at registration, and after that only what becomes ready
 * anew. So a report must be kept until an operation has found that it is used up:
 *
 * <pre>
 * flag       set by                      cleared by                                    while it is not set
 * readable   edge "readable";            a read or accept that found nothing; a read   a read would find nothing:
 *            shutdownInput               that was short, unless wary                   an edge will tell
 * writable   edge "writable"             a write that found no room, or too little     (writes are always tried)
 * wary       edges "ended", "urgent"     never                                         a short read drains the socket
 * inputShut  shutdownInput               never                                         (nothing follows from that)
 * </pre>
 *
 * A watch of a direction whose flag is set is <em>due</em>: the next poll calls it and does not sleep. Once
 * {@code wary} is set, there may be more data than a short read has given, without a further edge: reads are then
 * always tried. Once {@code inputShut} is set, no read is tried: every read is at the end.
 */
final class EdgeRegistration implements EdgeListener {

    private final NativeTransport transport;
    private final FileDescriptor descriptor;
    private final Interest interest;

    @Nullable
    private NettyBackend backend;

    @Nullable
    private IoRegistration registration;

    @Nullable
    private Readiness reader;

    @Nullable
    private Readiness writer;

    /**
     * Whether a read may find something. Without a registration there are no edges: then it only means that the next
     * read must be tried.
     */
    private boolean readable = true;

    private boolean writable;
    private boolean wary;
    private boolean inputShut;
    private boolean due;

    EdgeRegistration(NativeSocket socket, Interest interest, NettyBackend backend) {
        this(socket.descriptor(), interest, backend);
    }

    EdgeRegistration(FileDescriptor descriptor, Interest interest, NettyBackend backend) {
        this.transport = backend.transport();
        this.descriptor = descriptor;
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
        if (inputShut) {
            return false;
        }
        if (readable || wary) {
            return true;
        }
        // Only one read is answered this way if nothing is registered: the next one gets the kernel's answer.
        readable = registration == null;
        return false;
    }

    /** Notes that the kernel has nothing to read or accept. */
    void drained() {
        readable = false;
    }

    /**
     * Notes that a read was short. So there is no more data, unless an event behind it ends reads early.
     */
    void readShort() {
        readable = wary;
    }

    /** Notes that there was not room for everything. */
    void filled() {
        writable = false;
    }

    /** Notes that reading is at its end from now on. */
    void inputShutDown() {
        inputShut = true;
        readable = true;
        if (reader != null) {
            makeDue();
        }
    }

    /** Whether every read is at the end, whatever may still be there. */
    boolean isInputShutDown() {
        return inputShut;
    }

    // Watches

    void watch(Direction direction, Readiness readiness) throws IOException {
        if (!descriptor.isOpen()) {
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
            registration = poller.register(descriptor, interest, this);
            readable = inputShut;
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
        wary = true;
    }

    @Override
    public void urgent() {
        wary = true;
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
        String name = transport.name();
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
            descriptor.close();
        } catch (IOException e) {
            throw NativeErrors.translated(transport, e);
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
