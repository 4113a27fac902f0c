package io.miou.fiber;

import java.util.function.Supplier;
import java.util.stream.Stream;
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
     * Begins a run: thread dumps of the JDK list its fibers under its name, where the engine can arrange that. Called
     * before the first fiber starts.
     *
     * @param run the name of the run
     * @param threads returns the threads of the fibers that live; called by the thread that takes a dump
     */
    void beginRun(String run, Supplier<Stream<Thread>> threads);

    /** Ends the run: all its fibers have ended, or were given up. */
    void endRun();

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

    /** {@return whether a fiber that waits in a call of the JDK lets the other fibers of its domain run} */
    boolean jdkWaitsSuspend();
}
