package io.miou.fiber;

import io.miou.inbox.Message;
import org.jspecify.annotations.Nullable;

/** A domain, as its fibers and their engine see it. */
public interface FiberHost {

    /** {@return its number} Any thread. */
    int id();

    /** {@return whether there is something to be done here} Any thread; the answer may be out of date. */
    boolean isWaitedFor();

    /** {@return whether the calling thread is this domain: its loop, or the fiber it is running} Any thread. */
    boolean isCurrent();

    /**
     * Puts a fiber at the end of the ready queue, unless it is there already. This domain only.
     *
     * @param fiber to be resumed
     */
    void ready(Fiber fiber);

    /**
     * Takes a fiber out of the ready queue; does nothing if it is not there. This domain only.
     *
     * @param fiber that could not suspend, or has ended
     */
    void notReady(Fiber fiber);

    /**
     * Sends a message to this domain and wakes it if it sleeps. Any thread; never blocks, allocates or throws.
     *
     * @param message to be delivered
     */
    void post(Message message);

    /**
     * The next fiber to resume. Polls the operating system and sleeps while there is none. On the thread that drives the
     * domain only, because a poller that sleeps would pin a virtual thread.
     *
     * @return null when the domain is to end
     */
    @Nullable
    Fiber next();

    /**
     * The next fiber to resume. Polls the operating system, but does not sleep. This domain only.
     *
     * @return null when there is none: then it is time to sleep or to end, by {@link #next}
     */
    @Nullable
    Fiber nextWithoutSleeping();

    /**
     * The next fiber to resume if one is ready and nothing else comes first. It calls no foreign code and needs little stack.
     * This domain only.
     *
     * @return null when something else is due, and {@link #nextWithoutSleeping} is to be called
     */
    @Nullable
    Fiber nextAtOnce();

    /**
     * Puts a fiber back that {@link #nextAtOnce} has given and that was not resumed, at the head of the ready queue. This domain
     * only.
     *
     * @param fiber to be resumed next
     */
    void readyAgain(Fiber fiber);

    /** The thread that drives the domain was found interrupted, and its flag cleared, while it was not in {@link #next}. */
    void interrupted();

    /**
     * Says who the domain is running from now on: a fiber, or what comes between two fibers.
     *
     * @param thread for which {@link #isCurrent} is to be true, besides the domain's own
     * @param fiber whose thread that is; null if it is none's
     */
    void running(@Nullable Thread thread, @Nullable Fiber fiber);

    /** {@return how long the run waits for fibers that do not come back} Any thread. */
    Patience patience();

    /** {@return those of its fibers that wait in a call of the JDK and let it go on} This domain only. */
    BlockedFibers blockedFibers();

    /** Called when a fiber of this domain has ended, after its last step. */
    void fiberEnded();

    /**
     * Called when a step of a fiber could not be run for want of memory, or by a bug of the engine.
     *
     * @param problem what was thrown
     */
    void failed(Throwable problem);
}
