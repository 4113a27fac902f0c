package io.miou.fiber;

import io.miou.inbox.Message;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the code of one task, which it can suspend and resume. A fiber is itself a node of the ready queue and a message
 * to its domain. So to make it ready allocates nothing, on its domain or from another thread.
 *
 * <p>Threads: {@link #wake}, {@link #thread}, {@link #describe} and {@link #isGivenUp} are for any thread; {@link
 * #suspend} and {@link #suspendForOneTurn} for the fiber itself; {@link #giveUpRunning} for one other thread; the rest
 * for its domain. {@code nextReady} and {@code inReadyQueue} are confined to the domain, {@code suspensions} to the
 * fiber.
 */
public abstract sealed class Fiber extends Message permits CarriedFiber, PortableFiber {

    @Nullable
    Fiber nextReady;

    boolean inReadyQueue;

    private int suspensions;

    /** The time at which it was last suspended, blocked or made ready, on the coarse clock of its domain; 0: never. */
    private long since;

    /** Whether a thread decides, or has decided, to give this fiber up. The monitor guards the decision. */
    private volatile boolean doubted;

    static {
        StackDepth.prepare();
    }

    /** Creates a fiber; for engines only. */
    Fiber() {
    }

    /**
     * Counts a suspension that is about to begin. By the fiber itself.
     *
     * @throws StackOverflowError if this call looks at the stack and finds endless recursion: see {@link StackDepth}
     */
    final void countSuspension() {
        if ((++suspensions & (StackDepth.SUSPENSIONS_A_LOOK - 1)) == 0) {
            StackDepth.requireSane();
        }
    }

    /**
     * Notes the time of a change: the fiber waits from now on, or is ready. On its domain.
     *
     * @param clock of the domain
     */
    public final void changed(long clock) {
        since = clock;
    }

    /** {@return the time of the last change, as the domain's coarse clock had it; 0: none yet} Any thread. */
    public final long since() {
        return since;
    }

    /** {@return whether it waits for its turn in the ready queue} Any thread; may be out of date. */
    public final boolean isReady() {
        return inReadyQueue;
    }

    /** {@return the thread of this fiber, for stack traces} */
    public abstract Thread thread();

    /**
     * Suspends the calling fiber until {@link #wake}. Returns at once if the wake has come already.
     *
     * @return false if the fiber cannot be suspended here, because a native frame or a class initialiser is on its
     *         stack; the wake has not come then, and may come later: see {@link #awaitWakeWhilePinned}
     */
    public abstract boolean suspend();

    /**
     * Suspends the calling fiber for one turn: every ready fiber runs once.
     *
     * @return false if the fiber cannot be suspended here; nothing has happened then
     */
    public abstract boolean suspendForOneTurn();

    /** Blocks the domain until a wake that is certain to come. */
    public abstract void awaitWakeWhilePinned();

    /** Ends the current or next {@link #suspend}. Called exactly once for each. Any thread. */
    public abstract void wake();

    /** {@return whether this fiber waits in a call of the JDK} */
    public abstract boolean isBlockedInJdk();

    /** Interrupts the fiber if it still waits in a call of the JDK. On the domain's loop, between two fibers. */
    public abstract void interruptJdkWait();

    /**
     * Clears the interrupt status if the scheduler has set it. By the fiber itself.
     *
     * @return whether the scheduler has interrupted this fiber since the last call, also if its code has cleared the
     *         status since
     */
    public abstract boolean clearOwnInterrupt();

    /**
     * Gives this fiber up although it has its domain, which goes on without it: see {@link
     * FiberEngine#canReclaimDomains}. By one other thread, which has the domain afterwards if the attempt succeeds.
     * Does nothing if the fiber is about to use the domain.
     *
     * @param stillThere returns whether the fiber still has the domain; called when the fiber can no longer return
     *         unnoticed
     * @param stackBefore an earlier stack of the fiber; if it is unchanged, a fiber inside a call of this library is
     *         given up too
     * @return the stack of the fiber, and whether the fiber was given up
     */
    public final GivingUp giveUpRunning(BooleanSupplier stillThere, StackTraceElement @Nullable [] stackBefore) {
        FiberBody life = body();
        if (life == null) {
            return new GivingUp(false, new StackTraceElement[0]);
        }
        synchronized (this) {
            doubt(life, true);
            // The stack is taken at a safepoint: all later code of the fiber sees the doubt.
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
     * The result of an attempt to give a fiber up.
     *
     * @param succeeded whether the fiber was given up
     * @param stack of the fiber
     */
    @SuppressWarnings("ArrayRecordComponent") // compared with the next by the caller
    public record GivingUp(boolean succeeded, StackTraceElement[] stack) {
    }

    /** {@return the name of the fiber's body, for messages} Any thread. */
    public final String describe() {
        FiberBody life = body();
        return life == null ? "a fiber" : life.toString();
    }

    /** See {@link FiberBody#doubt}. With the monitor held. */
    final void doubt(FiberBody life, boolean doubts) {
        doubted = doubts;
        life.doubt(doubts);
    }

    /** {@return whether this fiber was given up} Waits for a decision that another thread is taking. Any thread. */
    public final boolean isGivenUp() {
        return doubted && isGivenUpForSure();
    }

    private synchronized boolean isGivenUpForSure() {
        return doubted;
    }

    /** {@return the body of this fiber; null when the fiber has ended} */
    @Nullable
    abstract FiberBody body();

    /** Detaches this fiber from its domain, which it never touches again. By the thread that has the domain. */
    abstract void abandon();

    /**
     * {@return whether this fiber was interrupted for a cancellation that its domain has not delivered yet} Returns
     * true once for each such interrupt. By the fiber itself.
     */
    public abstract boolean wasInterruptedAhead();
}
