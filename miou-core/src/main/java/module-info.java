/**
 * The scheduler: tasks as resources, on fibers that are virtual threads carried by domains. Start at
 * {@code io.miou.Miou}; put a backend ({@code io.miou.backend.nio}, or a native one) beside it to have sockets.
 */
module io.miou.core {
    requires transitive io.miou.spi;
    requires static java.management;
    requires static org.jspecify;
    requires static jdk.jfr;
    requires static jdk.unsupported;

    uses io.miou.ContextCapture;
    uses io.miou.spi.BackendProvider;

    exports io.miou;
    exports io.miou.net;
    exports io.miou.os;
    exports io.miou.sync;
    exports io.miou.support to io.miou.codec;
    exports io.miou.task to io.miou.codec;
}
