package io.miou.run;

import io.miou.domain.SleepingBackend;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.support.Log;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The best of several providers that says it is available. Should its library turn out not to be usable when the first
 * backend of a run is opened, the next one serves.
 *
 * <p>Threads: one object for each run, confined to the thread that opens the run.
 */
final class FallbackProvider implements BackendProvider {

    private final ArrayDeque<BackendProvider> next;
    private final List<String> unusable;
    private BackendProvider current;

    /**
     * Creates one.
     *
     * @param best is tried first
     * @param next are tried in order if they say that they are available; may be empty
     * @param unusable those that were found and passed over, each with the reason
     */
    FallbackProvider(BackendProvider best, List<BackendProvider> next, List<String> unusable) {
        this.current = best;
        this.next = new ArrayDeque<>(next);
        this.unusable = new ArrayList<>(unusable);
    }

    @Override
    public String name() {
        return current.name();
    }

    @Override
    public int priority() {
        return current.priority();
    }

    @Override
    public Backend open(BackendContext context) throws java.io.IOException {
        for (;;) {
            try {
                return current.open(context);
            } catch (LinkageError e) {
                if (context.domain() != 0) {
                    // Domain 0 has one: all domains of a run have the same.
                    throw e;
                }
                String why = current.name() + " (unavailable: to open it has thrown " + e + ")";
                unusable.add(why);
                current = nextAvailable();
                Log.warning("the backend " + why + " cannot be used: " + current.name() + " is used instead", null);
            }
        }
    }

    private BackendProvider nextAvailable() {
        while (!next.isEmpty()) {
            BackendProvider candidate = next.remove();
            if (BackendChooser.unavailable(candidate).isEmpty()) {
                return candidate;
            }
        }
        return SleepingBackend.provider(unusable);
    }
}
