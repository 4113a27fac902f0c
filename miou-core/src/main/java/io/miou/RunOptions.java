package io.miou;

import io.miou.spi.BackendProvider;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options that a program has chosen with a {@link Launcher}. Null stands for an option that is left to its system
 * property or its default. Immutable.
 *
 * @param domains besides domain 0
 * @param backendName the name of a forced backend
 * @param backend the provider of a given backend
 * @param seed of every random choice
 * @param engine the name of a forced engine for fibers
 * @param exitGrace how long the exit of the JVM waits for the run, which it cancels; null: it does neither
 * @param eventInterval the number of resumptions after which the operating system is polled at the latest; 0: not
 *        chosen
 * @param violations the reaction to a forgotten child or resource
 * @param inherited scoped values whose bindings a child sees as of its spawn
 * @param stackSize of domain threads in bytes; 0: the standard
 */
record RunOptions(@Nullable Integer domains, @Nullable String backendName, @Nullable BackendProvider backend,
        @Nullable Long seed, @Nullable String engine, @Nullable Duration exitGrace, int eventInterval,
        Violations violations, List<ScopedValue<?>> inherited, long stackSize) {

    static final RunOptions NONE = new RunOptions(null, null, null, null, null, null, Launcher.NO_EVENT_INTERVAL,
            Violations.FATAL, List.of(), 0);

    RunOptions withDomains(int chosen) {
        return new RunOptions(chosen, backendName, backend, seed, engine, exitGrace, eventInterval, violations,
                inherited, stackSize);
    }

    /** A name takes the place of a provider. */
    RunOptions withBackend(String name) {
        return new RunOptions(domains, name, null, seed, engine, exitGrace, eventInterval, violations, inherited,
                stackSize);
    }

    /** A provider takes the place of a name. */
    RunOptions withBackend(BackendProvider provider) {
        return new RunOptions(domains, null, provider, seed, engine, exitGrace, eventInterval, violations, inherited,
                stackSize);
    }

    RunOptions withSeed(long chosen) {
        return new RunOptions(domains, backendName, backend, chosen, engine, exitGrace, eventInterval, violations,
                inherited, stackSize);
    }

    RunOptions withEngine(String name) {
        return new RunOptions(domains, backendName, backend, seed, name, exitGrace, eventInterval, violations,
                inherited, stackSize);
    }

    RunOptions withExitGrace(Duration grace) {
        return new RunOptions(domains, backendName, backend, seed, engine, grace, eventInterval, violations, inherited,
                stackSize);
    }

    RunOptions withEventInterval(int resumptions) {
        return new RunOptions(domains, backendName, backend, seed, engine, exitGrace, resumptions, violations,
                inherited, stackSize);
    }

    RunOptions withViolations(Violations policy) {
        return new RunOptions(domains, backendName, backend, seed, engine, exitGrace, eventInterval, policy, inherited,
                stackSize);
    }

    RunOptions withInherited(List<ScopedValue<?>> more) {
        List<ScopedValue<?>> all = Stream.concat(inherited.stream(), more.stream()).distinct().toList();
        return new RunOptions(domains, backendName, backend, seed, engine, exitGrace, eventInterval, violations, all,
                stackSize);
    }

    RunOptions withStackSize(long bytes) {
        return new RunOptions(domains, backendName, backend, seed, engine, exitGrace, eventInterval, violations,
                inherited, bytes);
    }
}
