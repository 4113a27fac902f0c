package io.miou.task;

import io.miou.Action;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Turns the program's actions into callables. Any thread. */
public final class Callables {

    private Callables() {
    }

    /**
     * {@return an action as a callable that returns null}
     *
     * @param <T> any
     * @param action to be called
     */
    public static <T extends @Nullable Object> Callable<T> of(Action action) {
        return new ActionCode<>(Objects.requireNonNull(action, "task"));
    }

    /** An action as a callable that still gives access to the program's own class. */
    record ActionCode<T extends @Nullable Object>(Action action) implements Callable<T> {

        @Override
        @SuppressWarnings("NullAway")
        public T call() throws Exception {
            action.run();
            return null;
        }
    }
}
