package io.miou.backend.kqueue;

import io.miou.backend.netty.EdgeListener;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoEvent;
import io.netty.channel.kqueue.KQueueIoHandle;
import io.netty.channel.unix.FileDescriptor;

/**
 * A descriptor in a kqueue: translates its events. Confined to its domain. Netty reuses one event object, so no
 * reference to it is kept.
 */
final class KQueueHandle implements KQueueIoHandle {

    private final FileDescriptor descriptor;
    private final EdgeListener listener;
    private boolean reported;

    KQueueHandle(FileDescriptor descriptor, EdgeListener listener) {
        this.descriptor = descriptor;
        this.listener = listener;
    }

    @Override
    public int ident() {
        return descriptor.intValue();
    }

    /**
     * Whether filters of this handle are in the kqueue, or are still to be handed over. They are not if the descriptor
     * was closed, which takes its filters along, and something was reported of it, so that they had been handed over.
     */
    boolean mayHaveFilters() {
        return descriptor.isOpen() || !reported;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent happened) {
        reported = true;
        KQueueIoEvent event = (KQueueIoEvent) happened;
        boolean end = (event.flags() & KEvent.END_OF_FILE) != 0;
        boolean reading = event.filter() == KEvent.READ;
        boolean writing = event.filter() == KEvent.WRITE;
        // The end of what the peer sends concerns the reader. The end of the peer's reading, or an error, concerns
        // both.
        boolean broken = end && (writing || event.fflags() != 0);
        if (end) {
            listener.ended();
        }
        if (reading || broken) {
            listener.readable();
        }
        if (writing || broken) {
            listener.writable();
        }
    }

    @Override
    public void close() {
        listener.pollerClosed();
    }
}
