package io.miou;

import io.miou.task.Task;

/**
 * Something that is run at each turn of a domain's loop: before each poll of the operating system, so at least once
 * every {@linkplain Launcher#eventInterval event interval} while fibers run, and not at all while the domain sleeps.
 *
 * <p>A hook runs outside Miou, on a thread of the domain that is no fiber: it must be quick, and cannot suspend, start or own
 * (rule 23). One that throws is logged and removed.
 */
public sealed interface Hook permits AddedHook {

    /**
     * Adds a hook to the current domain. From a fiber.
     *
     * @param hook to be run at each turn
     * @return its handle
     * @throws IllegalStateException outside a fiber
     */
    static Hook add(Runnable hook) {
        java.util.Objects.requireNonNull(hook, "hook");
        return new AddedHook(Task.current().loop().hooks().add(hook));
    }

    /**
     * Removes the hook. On its own domain: from a fiber or a hook. Doing so again does nothing.
     *
     * @throws IllegalStateException on another domain or thread
     */
    void remove();
}
