package io.miou.domain;

import io.miou.Hook;

/** A hook and its domain. Confined to the domain. */
public final class RegisteredHook implements Hook {

    private final Runnable action;
    private final DomainLoop domain;

    RegisteredHook(Runnable action, DomainLoop domain) {
        this.action = action;
        this.domain = domain;
    }

    Runnable action() {
        return action;
    }

    DomainLoop domain() {
        return domain;
    }

    @Override
    public void remove() {
        if (!domain.isCurrent()) {
            throw new IllegalStateException("a hook of domain " + domain.id()
                    + " was to be removed elsewhere; remove it on its own domain");
        }
        domain.hooks().remove(this);
    }
}
