package io.miou;

/**
 * A value that a task owns: {@link Resource#own}.
 *
 * @param <T> the value
 */
public interface Owned<T> extends Resource {

    /**
     * {@return the value, after a check that the calling task owns it or has borrowed it} In the body of {@link Miou#blocking} that is
     * the task that waits for the body.
     *
     * @throws NotOwnerError if it neither owns it nor has borrowed it
     * @throws IllegalStateException if it was the last owner and has closed it; on any other thread
     */
    T get();

    @Override
    Owned<T> adopt();

    @Override
    Owned<T> transfer();
}
