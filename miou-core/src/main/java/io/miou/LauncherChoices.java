package io.miou;

import io.miou.spi.BackendProvider;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings chosen for a {@link Launcher}; null for the others. Any thread: written only by {@link #with}, before
 * another thread sees the object, and published by the launcher's final field.
 */
final class LauncherChoices {

    @Nullable
    Integer domains;

    @Nullable
    String backend;

    @Nullable
    BackendProvider provider;

    @Nullable
    Long seed;

    @Nullable
    String fibers;

    @Nullable
    Duration exitGrace;

    int eventInterval = Launcher.DEFAULT_EVENT_INTERVAL;
    Violations violations = Violations.FATAL;
    List<ScopedValue<?>> inherited = List.of();
    long stackSize;

    LauncherChoices() {
    }

    private LauncherChoices(LauncherChoices other) {
        domains = other.domains;
        backend = other.backend;
        provider = other.provider;
        seed = other.seed;
        fibers = other.fibers;
        exitGrace = other.exitGrace;
        eventInterval = other.eventInterval;
        violations = other.violations;
        inherited = other.inherited;
        stackSize = other.stackSize;
    }

    /** The same with a change. */
    LauncherChoices with(Consumer<LauncherChoices> change) {
        LauncherChoices changed = new LauncherChoices(this);
        change.accept(changed);
        return changed;
    }
}
