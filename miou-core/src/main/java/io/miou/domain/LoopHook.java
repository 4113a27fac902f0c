package io.miou.domain;

/** A hook of a domain's loop. Confined to the domain. */
public final class LoopHook {

    private final Runnable action;
    private final DomainLoop domain;

    LoopHook(Runnable action, DomainLoop domain) {
        this.action = action;
        this.domain = domain;
    }

    Runnable action() {
        return action;
    }

    /**
     * Removes this hook from its domain. On that domain only: from a fiber or a hook.
     *
     * @throws IllegalStateException on another domain or thread
     */
    public void remove() {
        if (!domain.isCurrent()) {
            throw new IllegalStateException("a hook of domain " + domain.id()
                    + " was to be removed elsewhere; remove it on its own domain");
        }
        domain.hooks().remove(this);
    }
}
