package io.miou.domain;

import io.miou.support.Log;
import java.util.ArrayList;
import java.util.List;

/** The hooks of a domain, which its loop runs at each poll turn. Confined to the domain. */
public final class HookList {

    private final DomainLoop domain;
    private List<LoopHook> hooks = List.of();

    HookList(DomainLoop domain) {
        this.domain = domain;
    }

    /**
     * Registers a hook.
     *
     * @param action runs at each poll turn
     * @return the handle of the hook
     */
    public LoopHook add(Runnable action) {
        LoopHook hook = new LoopHook(action, domain);
        List<LoopHook> more = new ArrayList<>(hooks);
        more.add(hook);
        hooks = List.copyOf(more);
        return hook;
    }

    void remove(LoopHook hook) {
        List<LoopHook> fewer = new ArrayList<>(hooks);
        fewer.removeIf(other -> other == hook);
        hooks = List.copyOf(fewer);
    }

    /** {@return whether there is none} Any thread; may be out of date. */
    public boolean isEmpty() {
        return hooks.isEmpty();
    }

    void runAll() {
        // The list is replaced, never changed, so that a hook may add and remove hooks.
        for (LoopHook hook : hooks) {
            if (!hooks.contains(hook)) {
                continue;
            }
            try {
                hook.action().run();
            } catch (Throwable e) {
                remove(hook);
                Log.error("a hook of domain " + domain.id()
                        + " has thrown and was removed; catch what it throws", e);
            }
        }
    }
}
