/**
 * The common code of the native backends: Netty's pollers and sockets, driven from a domain's own loop. Programs use
 * {@code io.miou.backend.epoll} or {@code io.miou.backend.kqueue}.
 */
module io.miou.backend.netty {
    requires transitive io.miou.spi;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires transitive io.netty.transport.unix.common;
    requires static org.jspecify;

    exports io.miou.backend.netty to io.miou.backend.epoll, io.miou.backend.kqueue;
}
