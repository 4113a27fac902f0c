package io.miou.backend.kqueue;

import io.miou.backend.netty.EdgeListener;
import io.miou.backend.netty.Interest;
import io.miou.backend.netty.NativeTransport;
import io.miou.backend.netty.SystemNumbers;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.kqueue.KQueueIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.util.Map;

/** Netty's transport over kqueue. Immutable. */
final class KQueueTransport implements NativeTransport {

    /** The numbers of macOS's sys/errno.h, sys/un.h and netinet/tcp.h. */
    private static final SystemNumbers NUMBERS = new SystemNumbers(48, 49, 53, 60, 100, 103, 1,
            Map.of("TCP_KEEPIDLE", 0x10, "TCP_KEEPINTERVAL", 0x101, "TCP_KEEPCOUNT", 0x102));

    private static final KQueueIoOps ADD_READ = ops(KEvent.READ, KEvent.ADD_EDGE_TRIGGERED);
    private static final KQueueIoOps ADD_WRITE = ops(KEvent.WRITE, KEvent.ADD_EDGE_TRIGGERED);
    private static final KQueueIoOps DELETE_READ = ops(KEvent.READ, KEvent.DELETE);
    private static final KQueueIoOps DELETE_WRITE = ops(KEvent.WRITE, KEvent.DELETE);

    private final IoHandlerFactory handlers;

    /**
     * Creates a transport.
     *
     * @param handlers makes the pollers: Netty's, or simulated ones
     */
    KQueueTransport(IoHandlerFactory handlers) {
        this.handlers = handlers;
    }

    private static KQueueIoOps ops(short filter, short flags) {
        return KQueueIoOps.newOps(filter, flags, 0);
    }

    @Override
    public String name() {
        return "kqueue";
    }

    @Override
    public SystemNumbers numbers() {
        return NUMBERS;
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor domain) {
        return handlers.newHandler(domain);
    }

    @Override
    public IoRegistration register(IoHandler handler, FileDescriptor descriptor, Interest interest,
            EdgeListener listener) throws IOException {
        KQueueHandle handle = new KQueueHandle(descriptor, listener);
        IoRegistration registration;
        try {
            registration = handler.register(handle);
        } catch (Exception e) {
            throw new IOException("kqueue refuses " + descriptor, e);
        }
        registration.submit(ADD_READ);
        if (interest == Interest.READ_AND_WRITE) {
            registration.submit(ADD_WRITE);
        }
        return new KQueueRegistration(registration, handle);
    }

    /**
     * Deletes the filters of a descriptor. Netty hands changes over at the next poll only. If the descriptor is closed
     * before that, its filters are gone, and its number may belong to another descriptor. An added filter that was not
     * yet handed over would then hit the other one. The deletions undo this: they are handed over after that filter and
     * before any change for the new descriptor. On a descriptor without filters they are errors that have no effect.
     * But errors are not free: they make the poll return without looking for events. If there are more errors than
     * Netty's list of events can hold, its poll fails from then on. So nothing is deleted that is known to be gone.
     */
    @Override
    public void deregister(IoRegistration registration) {
        if (((KQueueRegistration) registration).handle().mayHaveFilters()) {
            registration.submit(DELETE_READ);
            registration.submit(DELETE_WRITE);
        }
        registration.cancel();
    }
}
