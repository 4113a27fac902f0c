package io.miou.run;

import io.miou.domain.SleepingBackend;
import io.miou.spi.BackendProvider;
import io.miou.support.Log;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the backend of a run. Any thread. */
public final class BackendChooser {

    /** The backends of this project, by name, with their provider classes. */
    private static final Map<String, String> OURS = Map.of("nio", "io.miou.backend.nio.NioBackendProvider", "epoll",
            "io.miou.backend.epoll.EpollBackendProvider", "kqueue", "io.miou.backend.kqueue.KQueueBackendProvider");

    /** The limit for an iterator that fails again and again at the same place. */
    private static final int MOST_PROVIDERS = 1_000;

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
        if (unusable.isEmpty()) {
            unusable.addAll(lost(found));
        }
        return choose(forced, found, unusable);
    }

    static BackendProvider choose(@Nullable String forced, List<BackendProvider> found, List<String> unusable) {
        List<BackendProvider> byPriority = new ArrayList<>(found);
        byPriority.sort(Comparator.comparing((BackendProvider provider) -> !provider.name().equals(forced))
                .thenComparing(BackendProvider::priority, Comparator.reverseOrder()));
        List<String> others = new ArrayList<>(unusable);
        List<String> whyNotForced = new ArrayList<>();
        BackendProvider chosen = null;
        for (BackendProvider provider : byPriority) {
            boolean named = provider.name().equals(forced);
            if (chosen != null && forced != null) {
                // Asking loads a native library: if a backend is named, no library of another is loaded.
                others.add(provider.name() + " (not asked, priority " + provider.priority() + ")");
                continue;
            }
            Optional<String> why = unavailable(provider);
            if (named && why.isPresent()) {
                whyNotForced.add(why.get());
            } else if (why.isEmpty() && (named || forced == null) && chosen == null) {
                chosen = provider;
            } else {
                others.add(provider.name() + " (" + why.map(reason -> "unavailable: " + reason)
                        .orElse("available, priority " + provider.priority()) + ")");
            }
        }
        String rest = others.isEmpty() ? "none" : String.join("; ", others);
        if (chosen == null) {
            if (forced != null && !forced.equals(SleepingBackend.NAME)) {
                throw new IllegalArgumentException(refusal(forced, whyNotForced, rest));
            }
            chosen = SleepingBackend.provider(others);
        }
        BackendProvider choice = chosen;
        Log.debug(() -> "backend " + choice.name() + " ("
                + (choice.priority() == Integer.MIN_VALUE ? "no sockets" : "priority " + choice.priority()) + ") chosen"
                + (forced == null ? "" : " by name") + "; others: " + rest, null);
        if (forced != null || choice.priority() == Integer.MIN_VALUE) {
            return choice;
        }
        List<BackendProvider> next = byPriority.subList(byPriority.indexOf(choice) + 1, byPriority.size());
        return new FallbackProvider(choice, next, others);
    }

    /**
     * Our backends whose classes are here but that no services file names. Careless merging of jars causes this.
     */
    static List<String> lost(List<BackendProvider> found) {
        List<String> lost = new ArrayList<>();
        OURS.forEach((name, provider) -> {
            if (found.stream().noneMatch(one -> one.getClass().getName().equals(provider)) && isThere(provider)) {
                lost.add(name
                        + " (its classes are here, but no META-INF/services names them: merge the service files when jars"
                        + " are put into one, as shade's ServicesResourceTransformer does)");
            }
        });
        return lost;
    }

    private static boolean isThere(String provider) {
        try {
            Class<?> _ = Class.forName(provider, false, BackendChooser.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static String refusal(String forced, List<String> why, String others) {
        if (!why.isEmpty()) {
            return "backend '" + forced + "' cannot be used here: " + String.join("; ", why) + "; others found: "
                    + others
                    + ". Name one that is available, or leave the name out to have the best of them chosen";
        }
        return "there is no backend '" + forced + "'; found: " + others + ". " + (OURS.containsKey(forced)
                ? "Add io.miou:miou-backend-" + forced
                        + " to the class path or module path, or name one that is available"
                : "Name one that is available, or add the artifact that has it to the class path or module path");
    }

    /**
     * {@return the reason why a provider cannot be used here; empty if it can}
     *
     * @param provider whose check may itself fail
     */
    public static Optional<String> unavailable(BackendProvider provider) {
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
        for (int tries = 0; tries < MOST_PROVIDERS; tries++) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                BackendProvider provider = providers.next();
                if (found.stream().noneMatch(other -> other.getClass() == provider.getClass())) {
                    found.add(provider);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // One that is broken must not hide the others.
                String problem = "a provider that cannot be loaded: "
                        + (e instanceof ServiceConfigurationError ? e.getMessage() : e);
                if (!unusable.contains(problem)) {
                    unusable.add(problem);
                }
            }
        }
    }
}
