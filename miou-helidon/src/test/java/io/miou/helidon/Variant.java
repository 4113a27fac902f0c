package io.miou.helidon;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Engines;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.spi.BackendProvider;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * An engine and a backend that servers run on.
 *
 * @param engine the name of the engine
 * @param backend the name of the backend
 */
record Variant(String engine, String backend) {

    static final Variant STANDARD = new Variant("carried", "nio");

    /** Each engine once, and each backend once, if the machine has both. */
    static Stream<Variant> all() {
        return Stream.of(new Variant("carried", has("epoll") ? "epoll" : "nio"), new Variant("portable", "nio"));
    }

    private static boolean has(String backend) {
        return ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .anyMatch(one -> one.name().equals(backend) && one.unavailable().isEmpty());
    }

    Launcher launcher() {
        return Engines.on(engine, Miou.launcher().backend(backend));
    }

    boolean hasHttp2() {
        return engine.equals("carried");
    }

    /** Ends the test here if waits in the JDK keep the domain, as Helidon's HTTP/2 cannot bear. */
    void requireHttp2() {
        assumeTrue(hasHttp2(), "HTTP/2 is off on the portable engine: see PortableEngineTest");
    }

    @Override
    public String toString() {
        return engine + " " + backend;
    }
}
