/**
 * The interface of the Miou scheduler to the operating system: backends that poll for readiness, and the handles they
 * open. Programs use {@code io.miou.core}; this module is for authors of backends.
 */
module io.miou.spi {
    requires static org.jspecify;

    exports io.miou.spi;
}
