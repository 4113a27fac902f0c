package io.miou.fiber;

import io.miou.inbox.Message;
import org.jspecify.annotations.Nullable;

/**
 * One task's code, suspended or running. It is a node of its domain's ready queue and a message to its domain, so that
 * making it ready allocates nothing, on its domain or from another thread.
 *
 * <p>Threads: {@link #wake} and {@link #thread} are for any thread; {@link #suspend} and {@link #suspendForOneTurn} for
 * the fiber itself; the rest for its domain. {@code nextReady} and {@code inReadyQueue} are confined to the domain.
 */
public abstract sealed class Fiber extends Message permits CarriedFiber, PortableFiber {

    @Nullable
    Fiber nextReady;

    boolean inReadyQueue;

    /** For engines only. */
    Fiber() {
    }

    /** {@return its thread, for stack traces} */
    public abstract Thread thread();

    /**
     * Suspends the calling fiber until {@link #wake}, which may have come already.
     *
     * @return false if it cannot be suspended here, because a native frame or a class initialiser is on its stack; it
     *         has not been woken then, and still may be: see {@link #awaitWakeWhilePinned}
     */
    public abstract boolean suspend();

    /**
     * Lets every fiber that is ready run once.
     *
     * @return false if it cannot be suspended here; nothing happened then
     */
    public abstract boolean suspendForOneTurn();

    /** Waits, without giving up the domain, for a wake that is known to be on its way. */
    public abstract void awaitWakeWhilePinned();

    /** Ends the current or next {@link #suspend}; called exactly once for each. Any thread. */
    public abstract void wake();

    /** {@return whether it waits in a call of the JDK} This domain only. */
    public abstract boolean isBlockedInJdk();

    /** Interrupts the fiber if it still waits in a call of the JDK. On the domain's loop, between two fibers. */
    public abstract void interruptJdkWait();

    /** Clears the interrupt flag if {@link #interruptJdkWait} had set it. By the fiber itself. */
    public abstract void clearOwnInterrupt();

    /**
     * {@return whether it was interrupted on account of a cancellation of which its domain is still to be told; not again until
     * the next time} By the fiber itself.
     */
    public abstract boolean wasInterruptedAhead();
}
