package io.miou.testing;

import io.miou.Action;
import io.miou.Launcher;
import io.miou.Miou;
import io.miou.spi.BackendProvider;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * One way to run the scheduler: a backend that this machine has.
 *
 * @param backend its name
 */
public record Variant(String backend) {

    /** Every backend on the class path that can be used here. */
    public static Stream<Variant> all() {
        return ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.unavailable().isEmpty())
                .map(provider -> new Variant(provider.name()));
    }

    /** What provides it, for tests that put something of their own around it. */
    public BackendProvider provider() {
        return ServiceLoader.load(BackendProvider.class).stream().map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(backend)).findFirst().orElseThrow();
    }

    /** A launcher that uses it, to be changed further. */
    public Launcher launcher() {
        return Miou.launcher().backend(backend);
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
        return backend;
    }
}
