package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/** Runs fibers on domains. Any thread may make fibers. Each domain is driven by a platform thread of its own. */
public interface FiberEngine {

    /** {@return the name of the engine, as in the property {@code miou.fibers}} */
    String name();

    /**
     * Makes a fiber that has not started. It starts when its host resumes it for the first time. It inherits the
     * inheritable thread locals and the context class loader of the calling thread.
     *
     * @param host the domain of the fiber
     * @param name the name of the fiber's thread; null for none
     * @param body the code of the fiber
     * @return the fiber
     */
    Fiber newFiber(FiberHost host, @Nullable String name, FiberBody body);

    /** Prepares the process for its first fiber. Called on a platform thread. */
    void prepare();

    /**
     * Drives a domain until {@link FiberHost#next} returns null.
     *
     * @param host the domain of the calling platform thread
     * @return false if the fiber that had the domain was given up, and another thread has to drive the domain
     */
    boolean drive(FiberHost host);

    /**
     * {@return whether the thread that drives a domain takes the domain from a fiber that does not come back (rule 32)}
     * If not, another thread must call {@link Fiber#giveUpRunning} and drive the domain from then on.
     */
    boolean canReclaimDomains();
}
