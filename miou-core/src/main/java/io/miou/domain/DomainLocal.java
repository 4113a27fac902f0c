package io.miou.domain;

import java.util.function.Supplier;

/**
 * A value that each domain has for itself, made at its first use. It is garbage when its domain is.
 *
 * <p>Threads: created on any thread; the value is confined to its domain.
 *
 * @param <T> the value
 */
public final class DomainLocal<T> {

    private final Supplier<? extends T> maker;

    /**
     * Creates a key without values.
     *
     * @param maker makes the value of a domain; called on the domain
     */
    public DomainLocal(Supplier<? extends T> maker) {
        this.maker = maker;
    }

    /**
     * {@return the value of a domain} On that domain.
     *
     * @param loop of the domain
     */
    @SuppressWarnings("unchecked") // only this method puts a value for this key
    public T get(DomainLoop loop) {
        return (T) loop.locals().computeIfAbsent(this, _ -> maker.get());
    }
}
