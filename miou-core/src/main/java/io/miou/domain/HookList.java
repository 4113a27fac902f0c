package io.miou.domain;

import io.miou.support.Log;
import java.util.ArrayList;
import java.util.List;

/** What is run at each turn of a domain's loop. Confined to the domain. */
final class HookList {

    private List<LoopHook> hooks = List.of();

    LoopHook add(Runnable action, DomainLoop domain) {
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

    boolean isEmpty() {
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
                Log.error("a hook of domain " + hook.domain().id()
                        + " has thrown and was removed; catch what it throws", e);
            }
        }
    }
}
