package io.miou.backend.epoll;

import io.miou.backend.netty.EdgeListener;
import io.miou.backend.netty.Interest;
import io.miou.backend.netty.NativeTransport;
import io.miou.backend.netty.SystemNumbers;
import io.netty.channel.IoHandler;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Netty's transport over epoll; see the manual page epoll(7) for what is edge-triggered. Stateless. */
final class EpollTransport implements NativeTransport {

    static final EpollTransport INSTANCE = new EpollTransport();

    /**
     * The numbers of Linux's asm-generic/errno.h, linux/un.h and linux/tcp.h; a buffer size is doubled by socket(7).
     */
    private static final SystemNumbers NUMBERS = new SystemNumbers(98, 99, 103, 110, 71, 107, 2,
            Map.of("TCP_KEEPIDLE", 4, "TCP_KEEPINTERVAL", 5, "TCP_KEEPCOUNT", 6, "TCP_QUICKACK", 12));

    private EpollTransport() {
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public SystemNumbers numbers() {
        return NUMBERS;
    }

    @Override
    public IoHandler newHandler(ThreadAwareExecutor domain) {
        return EpollIoHandler.newFactory().newHandler(domain);
    }

    @Override
    public IoRegistration register(IoHandler handler, FileDescriptor descriptor, Interest interest,
            EdgeListener listener) throws IOException {
        IoRegistration registration;
        try {
            registration = handler.register(new EpollHandle(descriptor, listener));
        } catch (Exception e) {
            throw new IOException("epoll refuses " + descriptor, e);
        }
        try {
            registration.submit(ops(interest));
        } catch (UncheckedIOException e) {
            registration.cancel();
            throw e.getCause();
        }
        return registration;
    }

    private static EpollIoOps ops(Interest interest) {
        return switch (interest) {
            case ACCEPT -> EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLIN);
            case READ_AND_WRITE -> EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLIN).with(EpollIoOps.EPOLLOUT)
                    .with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.valueOf(EpollHandle.URGENT));
        };
    }

    /** Deregisters a descriptor. A closed one has left epoll already, and Netty makes no system call for it. */
    @Override
    public void deregister(IoRegistration registration) {
        registration.cancel();
    }
}
