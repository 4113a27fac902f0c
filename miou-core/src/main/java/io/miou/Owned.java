package io.miou;

/**
 * A value that a task owns: see {@link Resource#own}.
 *
 * @param <T> the value
 * @since 0.1.0
 */
public interface Owned<T> extends Resource {

    /**
     * {@return the value, if the calling task owns or has borrowed it} In the body of {@link Miou#blocking}, the
     * calling task is the one that waits for the body. Never suspends.
     *
     * @throws NotOwnerError if the calling task neither owns it nor has borrowed it (rule 27)
     * @throws IllegalStateException if the calling task was the last owner and has closed it (rule 26); on any other
     *        thread
     */
    T get();

    @Override
    Owned<T> adopt();

    @Override
    Owned<T> transfer();
}
