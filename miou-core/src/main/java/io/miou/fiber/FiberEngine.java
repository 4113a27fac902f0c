package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/** A way to run fibers on a domain. Any thread may make fibers; each domain is driven by a platform thread of its own. */
public interface FiberEngine {

    /** {@return its name, as in the property {@code miou.fibers}} */
    String name();

    /**
     * Makes a fiber that has not started. It starts when its host resumes it for the first time. The calling thread is
     * the one whose inheritable thread locals and context class loader it gets.
     *
     * @param host its domain
     * @param name of its thread; null for none
     * @param body what it runs
     * @return the fiber
     */
    Fiber newFiber(FiberHost host, @Nullable String name, FiberBody body);

    /** Prepares what must exist before the first fiber of the process runs; called on a platform thread. */
    void prepare();

    /**
     * Runs a domain until {@link FiberHost#next} gives no fiber.
     *
     * @param host the domain that the calling platform thread is
     * @return false if the fiber that had the domain was given up, and another thread is to drive it
     */
    boolean drive(FiberHost host);

    /**
     * {@return whether the thread that drives a domain takes it from a fiber that does not come back (rule 32)} If not, another
     * thread must do so, by {@link Fiber#giveUpRunning}, and drive the domain from then on.
     */
    boolean takesDomainsBack();
}
