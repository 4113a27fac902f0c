package io.miou.spi;

/**
 * The domain that a backend is opened for.
 *
 * @param domain its number: 0 for the domain of the main task
 * @param poolDomains how many domains the run has besides domain 0
 * @since 0.1.0
 */
public record BackendContext(int domain, int poolDomains) {
}
