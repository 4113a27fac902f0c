/** The portable backend: polls with {@link java.nio.channels.Selector}, on every operating system that Java runs on. */
module io.miou.backend.nio {
    requires io.miou.spi;
    requires static org.jspecify;

    provides io.miou.spi.BackendProvider with io.miou.backend.nio.NioBackendProvider;
}
