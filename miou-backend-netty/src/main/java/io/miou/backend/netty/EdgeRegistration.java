package io.miou.backend.netty;

import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.miou.spi.Registration;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The link between one handle and its domain's poller: adds the reports of the poller to the watches.
 *
 * <p>Confined to the domain. A detached one may move to another thread. The thread that hands it over publishes it
 * safely (the rule of {@link io.miou.spi.SocketHandle}), so no field here is volatile.
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
final class EdgeRegistration extends Registration<NettyBackend> implements EdgeListener {

    private final NativeTransport transport;
    private final FileDescriptor descriptor;
    private final Interest interest;

    @Nullable
    private IoRegistration registration;

    /** Without a registration no edge will tell: then it only means that the next read is to be tried. */
    private boolean readable = true;

    private boolean writable;
    private boolean wary;
    private boolean inputShut;
    private boolean due;

    EdgeRegistration(FileDescriptor descriptor, Interest interest, NettyBackend backend) {
        super(NettyBackend.class, backend);
        this.transport = backend.transport();
        this.descriptor = descriptor;
        this.interest = interest;
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
        if (isWatched(Direction.READ)) {
            makeDue();
        }
    }

    /** Whether every read is at the end, whatever may still be there. */
    boolean isInputShutDown() {
        return inputShut;
    }

    // Watches

    @Override
    protected boolean isOpen() {
        return descriptor.isOpen();
    }

    @Override
    protected void register(NettyBackend poller, Direction direction) throws IOException {
        if (registration == null) {
            registration = poller.register(descriptor, interest, this);
            readable = inputShut;
            writable = false;
        }
    }

    @Override
    public void watch(Direction direction, Readiness readiness) throws IOException {
        super.watch(direction, readiness);
        if (direction == Direction.READ ? readable : writable) {
            makeDue();
        }
    }

    private void makeDue() {
        NettyBackend poller = backend();
        if (!due && poller != null) {
            due = true;
            poller.addDue(this);
        }
    }

    /** Called from within a poll. */
    void dispatchDue() {
        due = false;
        if (readable) {
            fire(Direction.READ);
        }
        if (writable) {
            fire(Direction.WRITE);
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
        fire(Direction.READ);
    }

    @Override
    public void writable() {
        writable = true;
        fire(Direction.WRITE);
    }

    @Override
    public void pollerClosed() {
        dropWatches();
        due = false;
        registration = null;
        readable = true;
    }

    // Moving and closing

    @Override
    protected String kindName() {
        return transport.name();
    }

    @Override
    protected boolean fits(NettyBackend other) {
        return other.transport().name().equals(transport.name());
    }

    @Override
    protected void deregister(NettyBackend poller) {
        IoRegistration entry = registration;
        registration = null;
        readable = true;
        if (due) {
            due = false;
            poller.removeDue(this);
        }
        if (entry != null) {
            poller.deregister(entry);
        }
    }

    /** Closes the socket first: then the poller has forgotten it already, and no system call is needed for that. */
    @Override
    protected void release() throws IOException {
        try {
            descriptor.close();
        } catch (IOException e) {
            throw NativeErrors.translated(transport, e);
        } finally {
            NettyBackend left = backend();
            if (left != null) {
                deregister(left);
            }
        }
    }
}
