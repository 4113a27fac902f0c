package io.miou.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miou.Action;
import io.miou.Engines;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.fiber.CarriedEngine;
import io.miou.fiber.PortableEngine;
import io.miou.spi.BackendProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInfo;

/**
 * A way to run the scheduler: a fiber engine and a backend that this machine has.
 *
 * @param engine its name
 * @param backend its name
 */
public record Variant(String engine, String backend) {

    /** The choice of variants that a test runs on: all, or one in the quick loop. */
    private static final String VARIANTS = System.getProperty("miou.test.variants", "all");

    /** A property in which engines may differ. Everything else is the same on all of them. */
    public enum Trait {
        /** A fiber that waits in a call of the JDK lets the other fibers of its domain run. */
        JDK_WAITS_FREE_THE_DOMAIN(
                "a fiber that waits in a call of the JDK keeps its domain: see JdkWaitsOnPortableTest"),
        /** {@code Thread.yield} lets the other fibers of its domain run. */
        JDK_YIELDS_FREE_THE_DOMAIN("Thread.yield is for the JDK's scheduler only: see JdkWaitsOnPortableTest"),
        /** A fiber that is pinned is refused a suspension. */
        PINNED_FIBERS_ARE_REFUSED(
                "a pinned fiber suspends, with a thread of the JDK's scheduler: see JdkWaitsOnPortableTest"),
        /** Fibers have the stack of their domain's thread. */
        STACK_IS_THE_DOMAINS("fibers have the stack of the JDK's threads: see StackOnPortableTest"),
        /** Thread dumps list the fibers of a run under the name of the run. */
        FIBERS_ARE_DUMPED_BY_RUN("thread dumps list fibers among the other virtual threads");

        private final String otherwise;

        Trait(String otherwise) {
            this.otherwise = otherwise;
        }
    }

    /** Every engine that this process can use, with every backend on the class path that can be used here. */
    public static Stream<Variant> all() {
        List<String> backends = ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailable().isEmpty()).map(BackendProvider::name).toList();
        return engines().stream()
                .flatMap(engine -> backends.stream().map(backend -> new Variant(engine, backend)));
    }

    /** Every engine that this process can use, with one backend each, not the same for all if there are several. */
    public static Stream<Variant> oneForEachEngine() {
        List<String> engines = engines();
        List<Variant> all = all().toList();
        int backends = all.size() / engines.size();
        return IntStream.range(0, engines.size()).mapToObj(i -> all.get(i * backends + i % backends));
    }

    /**
     * Returns the variants that a test runs on: {@link #all()}; in the quick loop one, unless the test is
     * {@link AboutVariants}.
     */
    static Stream<Variant> of(TestInfo test) {
        return inTheLoop(all(), test);
    }

    /** Returns the same as {@link #of}, chosen from {@link #oneForEachEngine}. */
    static Stream<Variant> ofEngines(TestInfo test) {
        return inTheLoop(oneForEachEngine(), test);
    }

    private static Stream<Variant> inTheLoop(Stream<Variant> variants, TestInfo test) {
        if (test.getTestClass().orElseThrow().isAnnotationPresent(AboutVariants.class)) {
            return variants;
        }
        return VARIANTS.equals("one") ? variants.limit(1) : variants;
    }

    private static List<String> engines() {
        List<String> engines = new ArrayList<>();
        if (CarriedEngine.unavailable().isEmpty()) {
            engines.add(CarriedEngine.NAME);
        }
        engines.add(PortableEngine.NAME);
        return engines;
    }

    /** Returns whether it has a trait. */
    public boolean has(Trait trait) {
        return switch (trait) {
            case JDK_WAITS_FREE_THE_DOMAIN, JDK_YIELDS_FREE_THE_DOMAIN, PINNED_FIBERS_ARE_REFUSED,
                    STACK_IS_THE_DOMAINS, FIBERS_ARE_DUMPED_BY_RUN ->
                engine.equals(CarriedEngine.NAME);
        };
    }

    /** Ends the test here, reported as skipped with the reason, if this variant lacks a trait. */
    public void require(Trait trait) {
        assumeTrue(has(trait), () -> "on the " + engine + " engine " + trait.otherwise);
    }

    /** Returns the provider of the backend, for tests that put something of their own around it. */
    public BackendProvider provider() {
        return ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(backend)).findFirst().orElseThrow();
    }

    /** A launcher that uses it, to be changed further. */
    public Launcher launcher() {
        return Engines.on(engine, Miou.launcher().backend(backend));
    }

    /** Runs a program on it. */
    public <T> T run(Callable<? extends T> main) {
        return launcher().run(main);
    }

    /** Runs a program on it. */
    public void run(Action main) {
        launcher().run(main);
    }

    @Override
    public String toString() {
        return engine + " " + backend;
    }
}
