package io.miou;

import io.miou.task.Task;

/**
 * Code that runs at each turn of a domain's loop, before each poll of the operating system. So it runs at least once
 * every {@linkplain Launcher#eventInterval event interval} while fibers run, and not while the domain sleeps.
 *
 * <p>A hook runs outside Miou, on a thread of the domain that is not a fiber. It must be quick, and cannot suspend,
 * start or own (rule 23). A hook that throws is logged and removed.
 *
 * @since 0.1.0
 */
public sealed interface Hook permits AddedHook {

    /**
     * Adds a hook to the current domain. Never suspends.
     *
     * @param hook runs at each turn
     * @return the hook's handle
     * @throws IllegalStateException outside a fiber
     */
    static Hook add(Runnable hook) {
        java.util.Objects.requireNonNull(hook, "hook");
        return new AddedHook(Task.current().loop().hooks().add(hook));
    }

    /**
     * Removes the hook. Called on the hook's own domain, by a fiber or a hook. Calling it again does nothing.
     *
     * @throws IllegalStateException on another domain or thread
     */
    void remove();
}
