/**
 * The native backend for macOS: kqueue, through Netty's native transport. Put it on the path and it is used; the native
 * library comes with it.
 */
module io.miou.backend.kqueue {
    requires io.miou.backend.netty;
    requires io.netty.transport.classes.kqueue;
    // The native libraries: the one for the processor suffices. Nothing resolves it: see NativeModule.
    requires static io.netty.transport.kqueue.osx.x86_64;
    requires static io.netty.transport.kqueue.osx.aarch_64;
    requires static org.jspecify;

    provides io.miou.spi.BackendProvider with io.miou.backend.kqueue.KQueueBackendProvider;
}
