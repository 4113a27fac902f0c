package io.miou.task;

import io.miou.Domain;
import io.miou.TaskCancelled;
import io.miou.domain.DomainLoop;
import org.jspecify.annotations.Nullable;

/** What only the package {@code io.miou} can make, for the scheduler: its classes without public constructors. */
public interface Language {

    /**
     * {@return a new handle}
     *
     * @param loop what it stands for
     */
    Domain newDomain(DomainLoop loop);

    /**
     * {@return a new error}
     *
     * @param message who is cancelled
     */
    TaskCancelled newCancelled(String message);

    /** {@return a new one that does not know where it was thrown} */
    TaskCancelled newCancelledWithoutTrace(String message);

    /**
     * Sets the one instance; called by the launcher's class initialiser, so before any task exists.
     *
     * @param language the instance
     */
    static void install(Language language) {
        Holder.instance = language;
    }

    /** {@return the instance} */
    static Language get() {
        Language language = Holder.instance;
        if (language == null) {
            throw new IllegalStateException("no run was launched in this process");
        }
        return language;
    }

    /** Where it is kept. */
    final class Holder {

        @Nullable
        private static volatile Language instance;

        private Holder() {
        }
    }
}
