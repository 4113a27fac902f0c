package io.miou;

/**
 * A task needs another domain and the run has none: the pool is empty, or the caller is on its only domain (rule 13).
 * Ask for more domains with {@link Launcher#domains}, or use {@code async}.
 *
 * @since 0.1.0
 */
public final class NoDomainAvailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    // Only the scheduler creates them.
    NoDomainAvailableException(String message) {
        super(message);
    }
}
