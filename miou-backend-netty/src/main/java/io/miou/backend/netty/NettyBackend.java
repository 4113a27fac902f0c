package io.miou.backend.netty;

import io.miou.spi.Backend;
import io.miou.spi.DatagramHandle;
import io.miou.spi.DatagramOptions;
import io.miou.spi.ListenHandle;
import io.miou.spi.ListenOptions;
import io.miou.spi.StreamHandle;
import io.miou.spi.WakeupState;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The native poller of a domain: an {@link IoHandler} of Netty's, driven by the domain's own loop, without an event
 * loop of Netty's in between.
 *
 * <p>Confined to the domain, except {@link #wakeup()}, which is for any thread. It touches only {@link WakeupState},
 * which says why no signal is lost, and {@link IoHandler#wakeup()}. The latter is not sticky: it has no effect on a
 * poller that has not yet published that it is going to sleep. After that publication the poller asks
 * {@link Sleep#canBlock()}, which reads the state again. So either the signaller sees the poller sleep, or the poller
 * sees the signal.
 *
 * <p>The thread that opened the backend publishes it to the domain's by starting it.
 */
public final class NettyBackend implements Backend {

    /** The number of bytes copied at a time if a buffer is not direct. */
    private static final int SCRATCH_BYTES = 64 * 1024;

    private final NativeTransport transport;
    private final ConfinedExecutor executor = new ConfinedExecutor();
    private final WakeupState wakeups = new WakeupState();
    private final IoHandler handler;
    private final Sleep sleep = new Sleep();
    private final NoSleep noSleep = new NoSleep();

    /** Registrations that were found ready without a watch, and are watched now. */
    private final ArrayDeque<EdgeRegistration> due = new ArrayDeque<>();

    @Nullable
    private ByteBuffer scratch;

    private boolean closed;

    private NettyBackend(NativeTransport transport) {
        this.transport = transport;
        this.handler = transport.newHandler(executor);
    }

    /**
     * Opens a backend.
     *
     * @param transport which of Netty's, available here
     * @return the backend, to be closed by its domain
     * @throws IOException if the operating system refuses, for example because no descriptors are left
     */
    public static Backend open(NativeTransport transport) throws IOException {
        NativeErrors.prepare();
        try {
            return new NettyBackend(transport);
        } catch (RuntimeException e) {
            // Netty wraps it, because its factories declare nothing.
            throw e.getCause() instanceof IOException cause
                    ? NativeErrors.translated(transport, cause)
                    : new IOException(e.getMessage(), e);
        }
    }

    NativeTransport transport() {
        return transport;
    }

    @Override
    public void pollNow() throws IOException {
        dispatchDue();
        run(noSleep);
    }

    @Override
    public void poll(long timeoutNanos) throws IOException {
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("the timeout is " + timeoutNanos + " ns; not to wait at all is pollNow");
        }
        if (!due.isEmpty() || !wakeups.beginSleep()) {
            pollNow();
            return;
        }
        sleep.timeout = timeoutNanos;
        run(sleep);
    }

    private void run(IoHandlerContext context) throws IOException {
        if (closed) {
            wakeups.endPoll();
            throw new IOException("the backend is closed"); // Netty's memory is freed, the kernel must not write to it
        }
        executor.enter();
        try {
            handler.run(context);
        } finally {
            executor.exit();
            wakeups.endPoll();
        }
    }

    private void dispatchDue() {
        for (int count = due.size(); count > 0; count--) {
            due.remove().dispatchDue();
        }
    }

    @Override
    public void wakeup() {
        if (wakeups.signal()) {
            handler.wakeup();
        }
    }

    @Override
    public StreamHandle connect(SocketAddress remote) throws IOException {
        return NettyStreamHandle.connect(this, remote, null);
    }

    @Override
    public StreamHandle connect(SocketAddress remote, SocketAddress local) throws IOException {
        NativeAddresses.check(transport, local);
        return NettyStreamHandle.connect(this, remote, local);
    }

    @Override
    public ListenHandle listen(SocketAddress local, ListenOptions options) throws IOException {
        return NettyListenHandle.listen(this, local, options);
    }

    @Override
    public DatagramHandle bind(SocketAddress local, DatagramOptions options) throws IOException {
        return NettyDatagramHandle.bind(this, local, options);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        due.clear();
        executor.enter();
        try {
            handler.prepareToDestroy();
            handler.destroy();
        } finally {
            executor.exit();
        }
    }

    IoRegistration register(FileDescriptor descriptor, Interest interest, EdgeListener listener) throws IOException {
        if (closed) {
            throw new IOException("the backend is closed");
        }
        executor.enter();
        try {
            return transport.register(handler, descriptor, interest, listener);
        } finally {
            executor.exit();
        }
    }

    void deregister(IoRegistration registration) {
        if (closed) {
            return;
        }
        executor.enter();
        try {
            transport.deregister(registration);
        } finally {
            executor.exit();
        }
    }

    void addDue(EdgeRegistration registration) {
        due.add(registration);
    }

    void removeDue(EdgeRegistration registration) {
        due.remove(registration);
    }

    /**
     * A direct buffer for reads into, and writes from, a buffer that is not direct. Its content is lost by the next
     * use.
     */
    ByteBuffer scratch() {
        ByteBuffer buffer = scratch;
        if (buffer == null) {
            buffer = newScratch(SCRATCH_BYTES);
            scratch = buffer;
        }
        return buffer.clear();
    }

    static ByteBuffer newScratch(int bytes) {
        return ByteBuffer.allocateDirect(Math.min(bytes, SCRATCH_BYTES));
    }

    @Override
    public String toString() {
        return transport.name() + " backend";
    }

    /** A poll that waits. */
    private final class Sleep implements IoHandlerContext {

        private long timeout;

        @Override
        public boolean canBlock() {
            return !wakeups.isSignalled();
        }

        @Override
        public long delayNanos(long now) {
            return timeout;
        }

        @Override
        public long deadlineNanos() {
            if (timeout == FOREVER) {
                return -1;
            }
            // Half the clock's range at most, for Netty compares; and never the mark for "no deadline".
            long deadline = System.nanoTime() + Math.min(timeout, Long.MAX_VALUE >> 1);
            return deadline == -1 ? 0 : deadline;
        }
    }

    /** A poll that does not. */
    private static final class NoSleep implements IoHandlerContext {

        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long now) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }
}
