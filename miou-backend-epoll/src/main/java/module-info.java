/**
 * The native backend for Linux: epoll, through Netty's native transport. Put it on the path and it is used; the native
 * library comes with it.
 */
module io.miou.backend.epoll {
    requires io.miou.backend.netty;
    requires io.netty.transport.classes.epoll;
    // The native libraries: the one for the processor suffices. Nothing resolves it: see NativeModule.
    requires static io.netty.transport.epoll.linux.x86_64;
    requires static io.netty.transport.epoll.linux.aarch_64;
    requires static org.jspecify;

    provides io.miou.spi.BackendProvider with io.miou.backend.epoll.EpollBackendProvider;
}
