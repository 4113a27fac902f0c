package io.miou;

/**
 * A task needs another domain and the run has none: the pool is empty, or the caller is on its only domain (rule 13).
 * Ask for more domains with {@link Launcher#domains}, or use {@code async}.
 */
public final class NoDomainAvailableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was wanted, and what to do
     */
    public NoDomainAvailableException(String message) {
        super(message);
    }
}
