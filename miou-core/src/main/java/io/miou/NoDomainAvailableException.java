package io.miou;

/**
 * A task was to run on another domain, and there is none: the run has no pool domains, or the caller is on the only one
 * (rule 13). Ask for more with {@link Launcher#domains}, or use {@code async}.
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
