package io.miou.testkit.chaos;

import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.testkit.faults.Dice;
import io.miou.testkit.faults.Faults;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Provides a real backend with faults. Reads and writes are short, or would block without need. Connections are refused
 * or reset. Datagrams are lost or come twice. Descriptors run out.
 *
 * {@snippet :
 * Miou.launcher().backend(Chaos.around("epoll", Faults.hostile(), 42)).run(() -> {
 *     // a program that must not mind
 * });
 * }
 *
 * <p>The seed decides what happens to the n-th operation of a domain. The time of that operation depends on the
 * operating system. Delays apply to readiness that is held back, not to bytes. Any thread; one instance is for one run
 * at a time, because its limit of descriptors counts for all domains together.
 *
 * @since 0.1.0
 */
public final class Chaos implements BackendProvider {

    private final BackendProvider real;
    private final Faults faults;
    private final long seed;
    private final AtomicInteger open = new AtomicInteger();

    private Chaos(BackendProvider real, Faults faults, long seed) {
        this.real = real;
        this.faults = faults;
        this.seed = seed;
    }

    /**
     * {@return a provider of a backend with faults}
     *
     * @param real provides the backend
     * @param faults what may go wrong
     * @param seed of the choices
     */
    public static Chaos around(BackendProvider real, Faults faults, long seed) {
        return new Chaos(real, faults, seed);
    }

    /**
     * {@return a provider of a backend with faults}
     *
     * @param name of the backend, as in {@code miou.backend}
     * @param faults what may go wrong
     * @param seed of the choices
     * @throws IllegalArgumentException if there is none of that name, or it cannot be used here
     */
    public static Chaos around(String name, Faults faults, long seed) {
        List<BackendProvider> found = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get).toList();
        BackendProvider real = found.stream().filter(provider -> provider.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no backend '" + name + "'; found: "
                        + found.stream().map(BackendProvider::name).toList() + ". Add its artifact to the class path"));
        real.unavailable().ifPresent(reason -> {
            throw new IllegalArgumentException("backend '" + name + "' cannot be used here: " + reason);
        });
        return around(real, faults, seed);
    }

    @Override
    public String name() {
        return real.name() + "-with-faults";
    }

    @Override
    public int priority() {
        return real.priority();
    }

    @Override
    public Optional<String> unavailable() {
        return real.unavailable();
    }

    @Override
    public Backend open(BackendContext context) throws IOException {
        SplittableRandom random = new SplittableRandom(seed + context.domain() * 0x9E3779B97F4A7C15L);
        return new ChaosBackend(real.open(context), new Dice(random, faults), open);
    }
}
