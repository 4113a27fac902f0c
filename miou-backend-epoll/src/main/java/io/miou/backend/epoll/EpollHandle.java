package io.miou.backend.epoll;

import io.miou.backend.netty.EdgeListener;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/** A descriptor in an epoll set: translates its events. Confined to its domain. */
final class EpollHandle implements EpollIoHandle {

    private static final int READ = EpollIoOps.EPOLLIN.value();
    private static final int WRITE = EpollIoOps.EPOLLOUT.value();

    /** {@code EPOLLHUP}: both sides are closed. It always comes, unasked, and Netty has no constant for it. */
    private static final int HANG_UP = 0x10;

    /** {@code EPOLLPRI}: the mark of urgent data is in the stream. Netty has no constant for it either. */
    static final int URGENT = 0x2;

    private static final int BROKEN = EpollIoOps.EPOLLERR.value() | HANG_UP;
    private static final int ENDED = BROKEN | EpollIoOps.EPOLLRDHUP.value();

    private final FileDescriptor descriptor;
    private final EdgeListener listener;

    EpollHandle(FileDescriptor descriptor, EdgeListener listener) {
        this.descriptor = descriptor;
        this.listener = listener;
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int bits = ((EpollIoEvent) event).ops().value();
        if ((bits & ENDED) != 0) {
            listener.ended();
        }
        if ((bits & URGENT) != 0) {
            listener.urgent();
        }
        if ((bits & (READ | ENDED)) != 0) {
            listener.readable();
        }
        if ((bits & (WRITE | BROKEN)) != 0) {
            listener.writable();
        }
    }

    @Override
    public void close() {
        listener.pollerClosed();
    }
}
