package io.miou.domain;

import io.miou.spi.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the backend of a run. Any thread. */
public final class BackendChooser {

    private static final System.Logger LOG = System.getLogger("io.miou");

    private BackendChooser() {
    }

    /**
     * Chooses the available provider with the highest priority, or the one that is forced.
     *
     * @param forced a name, or null
     * @return the choice; without any, one that has no sockets
     * @throws IllegalArgumentException if the forced one is unknown or unavailable; says what was found
     */
    public static BackendProvider choose(@Nullable String forced) {
        List<BackendProvider> found = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        find(found, unusable);
        return choose(forced, found, unusable);
    }

    static BackendProvider choose(@Nullable String forced, List<BackendProvider> found, List<String> unusable) {
        List<BackendProvider> byPriority = new ArrayList<>(found);
        byPriority.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
        byPriority.add(SleepingBackend.provider());
        List<String> remarks = new ArrayList<>(unusable);
        BackendProvider chosen = null;
        for (BackendProvider provider : byPriority) {
            Optional<String> why = unavailable(provider);
            boolean named = forced == null || provider.name().equals(forced);
            if (why.isEmpty() && named && chosen == null) {
                chosen = provider;
            } else if (provider.priority() != Integer.MIN_VALUE) {
                remarks.add(provider.name() + " (" + why.map(reason -> "unavailable: " + reason)
                        .orElse("available, priority " + provider.priority()) + ")");
            }
        }
        if (chosen == null) {
            throw new IllegalArgumentException("backend '" + forced + "' cannot be used; found: "
                    + (remarks.isEmpty() ? "none" : String.join("; ", remarks))
                    + ". Name one that is available, or add its artifact (io.miou:miou-backend-" + forced
                    + ") to the class path or module path");
        }
        LOG.log(System.Logger.Level.DEBUG, "backend {0} chosen{1}; others: {2}", chosen.name(),
                forced == null ? "" : " by name", remarks.isEmpty() ? "none" : String.join("; ", remarks));
        return chosen;
    }

    /** One whose check itself fails, for want of a native library for example, must not hide the others. */
    private static Optional<String> unavailable(BackendProvider provider) {
        try {
            return provider.unavailable();
        } catch (RuntimeException | LinkageError e) {
            return Optional.of("its check has thrown " + e);
        }
    }

    private static void find(List<BackendProvider> found, List<String> unusable) {
        ClassLoader own = BackendChooser.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        find(ServiceLoader.load(BackendProvider.class, own).iterator(), found, unusable);
        if (context != null && context != own) {
            find(ServiceLoader.load(BackendProvider.class, context).iterator(), found, unusable);
        }
    }

    private static void find(Iterator<BackendProvider> providers, List<BackendProvider> found,
            List<String> unusable) {
        for (;;) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                BackendProvider provider = providers.next();
                if (found.stream().noneMatch(other -> other.getClass() == provider.getClass())) {
                    found.add(provider);
                }
            } catch (ServiceConfigurationError e) {
                // One that is broken must not hide the others.
                unusable.add("a provider that cannot be loaded: " + e.getMessage());
            }
        }
    }
}
