package io.miou.task;

import io.miou.Body;
import io.miou.Step;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns steps, which return nothing, into bodies. Any thread. */
public final class Bodies {

    private Bodies() {
    }

    /**
     * {@return a step as a body that returns null}
     *
     * @param <X> the step's exception
     * @param step the code
     */
    @SuppressWarnings("NullAway")
    public static <X extends Exception> Body<@Nullable Object, X> of(Step<? extends X> step) {
        Objects.requireNonNull(step, "body");
        return () -> {
            step.run();
            return null;
        };
    }

    /**
     * {@return a step as a body that returns true}
     *
     * @param <X> the step's exception
     * @param step the code
     */
    public static <X extends Exception> Body<Boolean, X> returningTrue(Step<? extends X> step) {
        Objects.requireNonNull(step, "body");
        return () -> {
            step.run();
            return true;
        };
    }
}
