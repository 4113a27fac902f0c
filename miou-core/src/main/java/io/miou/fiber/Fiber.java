package io.miou.fiber;

import io.miou.inbox.Message;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One task's code, suspended or running. It is a node of its domain's ready queue and a message to its domain, so that
 * making it ready allocates nothing, on its domain or from another thread.
 *
 * <p>Threads: {@link #wake} and {@link #thread} are for any thread; {@link #suspend} and {@link #suspendForOneTurn} for
 * the fiber itself; {@link #giveUpRunning} for one other thread; the rest for its domain. {@code nextReady} and
 * {@code inReadyQueue} are confined to the domain, {@code suspensions} to the fiber.
 */
public abstract sealed class Fiber extends Message permits CarriedFiber, PortableFiber {

    @Nullable
    Fiber nextReady;

    boolean inReadyQueue;

    private int suspensions;

    /** It may be given up: whether it is, is known to who has the monitor. */
    private volatile boolean doubted;

    static {
        StackDepth.prepare();
    }

    /** For engines only. */
    Fiber() {
    }

    /**
     * It is about to suspend; nothing was done for that yet. By the fiber itself.
     *
     * @throws StackOverflowError now and then, if it recurses without end: see {@link StackDepth}
     */
    final void countSuspension() {
        if ((++suspensions & (StackDepth.SUSPENSIONS_A_LOOK - 1)) == 0) {
            StackDepth.requireSane();
        }
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

    /**
     * Clears the interrupt flag if the scheduler had set it.
     *
     * @return whether the scheduler has interrupted the fiber since the last call, whatever has become of the flag; by the fiber itself
     */
    public abstract boolean clearOwnInterrupt();

    /**
     * Gives it up although it has its domain, which goes on without it: see {@link FiberEngine#takesDomainsBack}. By one other
     * thread, which has the domain afterwards if the answer is true. Does nothing if the fiber is about to use the domain.
     *
     * @param stillThere whether it has not come back; asked when it cannot do so unnoticed any more
     * @param stackBefore its stack some time ago: if that has not changed, even a call of this library's own is given up
     * @return its stack, and whether it was given up
     */
    public final GivingUp giveUpRunning(BooleanSupplier stillThere, StackTraceElement @Nullable [] stackBefore) {
        FiberBody life = body();
        if (life == null) {
            return new GivingUp(false, new StackTraceElement[0]);
        }
        synchronized (this) {
            doubt(life, true);
            // Taken at a safepoint: what the fiber does afterwards sees the doubt.
            StackTraceElement[] stack = thread().getStackTrace();
            if (OwnFrames.areInnermost(stack) && !Arrays.equals(stack, stackBefore) || !stillThere.getAsBoolean()) {
                doubt(life, false);
                return new GivingUp(false, stack);
            }
            abandon();
            life.givenUp(stack);
            return new GivingUp(true, stack);
        }
    }

    /**
     * How an attempt went.
     *
     * @param succeeded whether the fiber was given up
     * @param stack of the fiber
     */
    @SuppressWarnings("ArrayRecordComponent") // compared with the next by the caller
    public record GivingUp(boolean succeeded, StackTraceElement[] stack) {
    }

    /** {@return what it runs, for messages} Any thread. */
    public final String describe() {
        FiberBody life = body();
        return life == null ? "a fiber" : life.toString();
    }

    /** See {@link FiberBody#doubt}. With the monitor held. */
    final void doubt(FiberBody life, boolean doubts) {
        doubted = doubts;
        life.doubt(doubts);
    }

    /** {@return whether it was given up, after a decision that is being taken} Any thread; quick as a rule. */
    public final boolean isGivenUp() {
        return doubted && isGivenUpForSure();
    }

    private synchronized boolean isGivenUpForSure() {
        return doubted;
    }

    /** {@return what it runs; null when it has ended} */
    @Nullable
    abstract FiberBody body();

    /** Cuts it off from its domain, which it never touches again. By the thread that has the domain. */
    abstract void abandon();

    /**
     * {@return whether it was interrupted on account of a cancellation of which its domain is still to be told; not again until
     * the next time} By the fiber itself.
     */
    public abstract boolean wasInterruptedAhead();
}
