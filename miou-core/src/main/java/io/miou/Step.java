package io.miou;

/**
 * Code without a result that runs inside a scope of the calling task: a {@link Body} for void.
 *
 * @param <X> the code's exception; inferred as {@link RuntimeException} if it throws no checked one
 * @since 0.1.0
 */
@FunctionalInterface
public interface Step<X extends Exception> {

    /**
     * Runs the code.
     *
     * @throws X if it fails
     */
    void run() throws X;
}
