/**
 * What a Miou scheduler asks of the operating system: backends that poll for readiness, and the handles they
 * open. Programs use {@code io.miou.core}; this module is for those who write a backend.
 */
module io.miou.spi {
    requires static org.jspecify;

    exports io.miou.spi;
}
