package io.miou;

/**
 * What runs inside a scope of the calling task, without a result: a {@link Body} for void.
 *
 * @param <X> what it may throw; inferred as {@link RuntimeException} if it throws nothing checked
 */
@FunctionalInterface
public interface Step<X extends Exception> {

    /**
     * Runs it.
     *
     * @throws X if it fails
     */
    void run() throws X;
}
