package io.miou.sync;

import io.miou.fiber.StackReserve;
import io.miou.support.VarHandles;
import io.miou.task.Task;
import io.miou.task.Wait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The smallest object to wait for: it has at most one waiter, and any thread signals it, once. Larger primitives queue
 * a trigger for each waiter.
 *
 * {@snippet :
 * Trigger ready = new Trigger();
 * Thread.ofPlatform().start(() -> { load(); ready.signal(); });
 * ready.await();
 * }
 *
 * <p>Threads: {@link #signal}, {@link #isSignalled} and {@link #onSignal} are for any thread, {@link #await} is for a
 * fiber. What a thread did before its signal is seen after the await (compare-and-set of {@code state} and the wake
 * that follows). The idea is that of Miou's and Picos' triggers.
 *
 * @since 0.1.0
 */
public final class Trigger {

    /*
     *   state        meaning                      signal()               await()              waiter cancelled
     *   null         no waiter                    SIGNALLED, true        FiberWait            -
     *   FiberWait    a fiber waits                SIGNALLED, true, wake  IllegalState         WITHDRAWN
     *   Action       an action is attached        SIGNALLED, true, run   IllegalState         -
     *   SIGNALLED    final                        false                  returns              -
     *   WITHDRAWN    final: the waiter was        false: it lost         IllegalState         -
     *                cancelled first
     */
    private static final Object SIGNALLED = new Object();
    private static final Object WITHDRAWN = new Object();

    /** The result of {@link #claim} for a caller that is too late. Not a state. */
    static final Object LOST = new Object();

    private static final VarHandle STATE = VarHandles.field(MethodHandles.lookup(), "state", Object.class);

    @Nullable
    private volatile Object state;

    /** Creates a trigger that is not signalled. Any thread. */
    public Trigger() {
    }

    /**
     * Signals the trigger: its waiter, now or later, goes on. Any thread; never blocks.
     *
     * @return true if this call has signalled it; false if it was signalled before, or its waiter was cancelled first:
     *        then serve the next waiter
     */
    public boolean signal() {
        StackReserve.require();
        Object served = claim();
        if (served == LOST) {
            return false;
        }
        serve(served);
        return true;
    }

    /**
     * Marks the trigger signalled without serving its waiter. Any thread.
     *
     * @return the waiter, which the caller serves; null if there is none; {@link #LOST} if the caller is too late
     */
    @Nullable
    Object claim() {
        for (;;) {
            Object seen = state;
            if (seen == SIGNALLED || seen == WITHDRAWN) {
                return LOST;
            }
            if (STATE.compareAndSet(this, seen, SIGNALLED)) {
                return seen;
            }
        }
    }

    /** Serves a waiter that {@link #claim} has returned. */
    static void serve(@Nullable Object claimed) {
        if (claimed instanceof FiberWait wait) {
            wait.task.wake();
        } else if (claimed instanceof Action attached) {
            attached.action().run();
        }
    }

    /** {@return whether the trigger was signalled} Any thread. */
    public boolean isSignalled() {
        return state == SIGNALLED;
    }

    /** Returns whether the trigger was signalled, or its waiter was cancelled. */
    boolean isOver() {
        Object seen = state;
        return seen == SIGNALLED || seen == WITHDRAWN;
    }

    /**
     * Suspends the calling fiber until the trigger is signalled. Returns at once if it was.
     *
     * @throws io.miou.TaskCancelled if the caller is cancelled first; the trigger can never be signalled then
     * @throws IllegalStateException if it has or had another waiter; outside a fiber
     */
    public void await() {
        Task<?> task = Task.current();
        task.beginOperation();
        if (state == SIGNALLED) {
            return;
        }
        FiberWait wait = new FiberWait(task);
        if (attach(wait)) {
            task.suspend(wait);
        }
    }

    /**
     * Attaches an action as the trigger's one waiter. The signalling thread runs it; if the trigger was signalled
     * already, the caller runs it now. What the action throws reaches the code that signals. Any thread.
     *
     * @param action quick, never blocking
     * @throws IllegalStateException if it has or had another waiter
     */
    public void onSignal(Runnable action) {
        if (!attach(new Action(Objects.requireNonNull(action, "action")))) {
            action.run();
        }
    }

    /**
     * Removes an action that {@link #onSignal} has attached; the trigger has no waiter then. Does nothing if it was
     * signalled meanwhile. Any thread.
     *
     * @param action the attached action
     */
    public void forget(Runnable action) {
        Objects.requireNonNull(action, "action");
        Object seen = state;
        if (seen instanceof Action attached && attached.action() == action) {
            STATE.compareAndSet(this, seen, null);
        }
    }

    /** Attaches a waiter; returns false if the trigger was signalled already. */
    boolean attach(Object waiter) {
        while (!STATE.compareAndSet(this, null, waiter)) {
            Object seen = state;
            if (seen == SIGNALLED) {
                return false;
            }
            if (seen != null) {
                throw new IllegalStateException(seen == WITHDRAWN
                        ? "the waiter of this trigger was cancelled; make a new trigger for each wait"
                        : "this trigger has a waiter already; make one for each, or attach them to a Computation");
            }
        }
        return true;
    }

    @Override
    public String toString() {
        Object seen = state;
        return "trigger (" + (seen == null
                ? "initial"
                : seen == SIGNALLED
                        ? "signalled"
                        : seen == WITHDRAWN ? "cancelled" : "awaited")
                + ")";
    }

    /** An attached action. */
    record Action(Runnable action) {
    }

    /** A waiting fiber. A compare-and-set decides between signal and cancellation. */
    final class FiberWait implements Wait {

        private final Task<?> task;

        FiberWait(Task<?> task) {
            this.task = task;
        }

        @Override
        public boolean withdraw() {
            return STATE.compareAndSet(Trigger.this, this, WITHDRAWN);
        }

        @Override
        public String describe() {
            return "a trigger";
        }
    }
}
