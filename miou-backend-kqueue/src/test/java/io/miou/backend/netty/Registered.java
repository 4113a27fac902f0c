package io.miou.backend.netty;

import io.miou.spi.Backend;
import io.miou.spi.Direction;
import io.miou.spi.Readiness;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A handle as its poller sees it, without a socket. The tests of each transport share it. */
public final class Registered {

    private final EdgeRegistration registration;

    public Registered(FileDescriptor descriptor, Interest interest, Backend backend) {
        registration = new EdgeRegistration(descriptor, interest, (NettyBackend) backend);
    }

    public void watch(Direction direction, Readiness readiness) throws IOException {
        registration.watch(direction, readiness);
    }

    public void unwatch(Direction direction) {
        registration.unwatch(direction);
    }

    /** A read that found nothing. */
    public void drained() {
        registration.drained();
    }

    /** A read that gave less than it asked for. */
    public void readShort() {
        registration.readShort();
    }

    /** A write that found no room. */
    public void filled() {
        registration.filled();
    }

    public boolean mayRead() {
        return registration.mayRead();
    }

    public void detach() throws IOException {
        registration.detach();
    }

    public void attach(Backend backend) {
        registration.attach(backend);
    }

    public void close() throws IOException {
        registration.close();
    }
}
