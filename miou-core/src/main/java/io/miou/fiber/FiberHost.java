package io.miou.fiber;

import io.miou.inbox.Message;
import org.jspecify.annotations.Nullable;

/** The view that fibers and their engine have of their domain. */
public interface FiberHost {

    /** {@return the number of this domain} Any thread. */
    int id();

    /**
     * {@return whether this domain has work: a ready fiber, a message or a due timer} Any thread; the answer may be out
     * of date.
     */
    boolean isWaitedFor();

    /** {@return the time at the begin of this turn of the loop, on the clock of the backend} This domain only. */
    long clock();

    /** {@return whether the calling thread is this domain: its loop, or the fiber that it runs} Any thread. */
    boolean isCurrent();

    /**
     * Puts a fiber at the end of the ready queue, unless it is there already. This domain only.
     *
     * @param fiber the fiber to resume
     */
    void ready(Fiber fiber);

    /**
     * Removes a fiber from the ready queue; does nothing if it is not there. This domain only.
     *
     * @param fiber a fiber that could not suspend, or has ended
     */
    void notReady(Fiber fiber);

    /**
     * Sends a message to this domain and wakes it if it sleeps. Any thread; never blocks, allocates or throws.
     *
     * @param message the message to deliver
     */
    void post(Message message);

    /**
     * Takes the next fiber to resume. Polls the operating system, and sleeps until a fiber is ready. On the thread that
     * drives the domain only, because a sleeping poller would pin a virtual thread.
     *
     * @return the fiber; null when the domain ends
     */
    @Nullable
    Fiber next();

    /**
     * Takes the next fiber to resume. Polls the operating system, but does not sleep. This domain only.
     *
     * @return the fiber; null if there is none, and {@link #next} has to sleep or to end the domain
     */
    @Nullable
    Fiber nextWithoutSleeping();

    /**
     * Takes the next fiber to resume, if one is ready and nothing else comes first. Calls no foreign code and needs
     * little stack. This domain only.
     *
     * @return the fiber; null if other work is due, for {@link #nextWithoutSleeping}
     */
    @Nullable
    Fiber nextAtOnce();

    /**
     * Puts a fiber back at the head of the ready queue. {@link #nextAtOnce} returned it, and it was not resumed. This
     * domain only.
     *
     * @param fiber the fiber to resume next
     */
    void readyAgain(Fiber fiber);

    /**
     * Notes an interrupt of the thread that drives the domain, found outside {@link #next}. The interrupt status is
     * cleared.
     */
    void interrupted();

    /**
     * Notes what the domain runs from now on: a fiber, or the work between two fibers.
     *
     * @param thread a thread on which {@link #isCurrent} is true, besides the one that drives the domain
     * @param fiber the fiber of that thread; null if it is not a fiber's
     */
    void running(@Nullable Thread thread, @Nullable Fiber fiber);

    /** {@return the grace of the run for fibers that do not come back} Any thread. */
    EndGrace endGrace();

    /** {@return the fibers that wait in a call of the JDK without blocking this domain} This domain only. */
    BlockedFibers blockedFibers();

    /** Notes the end of a fiber of this domain, after its last step. */
    void fiberEnded();

    /**
     * Notes that a step of a fiber could not run, because memory is exhausted or by a bug of the engine.
     *
     * @param problem the exception
     */
    void failed(Throwable problem);
}
