package io.miou.task;

import io.miou.TaskCancelled;
import io.miou.TraceEvent.Reason;
import io.miou.domain.DomainLoop;
import io.miou.fiber.Fiber;
import io.miou.fiber.FiberBody;
import io.miou.support.Tracing;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a task that a cancellation reaches: its fiber, and the cancellation that the code on that fiber sees
 * (rules 8, 10 and 22). A class of its own for that; its fields are part of the task's object.
 *
 * <p>Threads: {@link #run}, {@link #parent}, {@link #loop} and {@link #askToCancel} are for any thread, the rest for
 * the task's domain.
 */
public abstract sealed class CancellableTask extends TaskNode implements FiberBody permits SuspendableTask {

    final RunContext run;

    @Nullable
    final Task<?> parent;

    private final DomainLoop loop;

    /**
     * Set by the constructor of {@link Task}; replaced after it was given up, on its domain, or while nothing there
     * runs.
     */
    Fiber fiber;

    /**
     * True if the task's fiber was given up, or may have been: then code that runs for the task first checks whether it
     * still may.
     */
    private volatile boolean doubted;

    /**
     * True if a rule that this task or a descendant breaks never ends the run (rule 24). Written before the task
     * starts.
     */
    boolean contained;

    /** True once a {@link CancelMessage} is posted, before it is delivered. */
    private volatile boolean askedToCancel;

    /**
     * The shared empty instance while nothing is cancelled and no scope entered; replaced by {@link #ownCancellation}.
     */
    Cancellation cancellation = Cancellation.NONE;

    @SuppressWarnings("NullAway.Init") // the fiber needs the whole task
    CancellableTask(RunContext run, @Nullable Task<?> parent, DomainLoop loop) {
        super(parent == null ? 0 : parent.ownChildren().nextOrdinal());
        this.run = run;
        this.parent = parent;
        this.loop = loop;
    }

    final Task<?> asTask() {
        return (Task<?>) this;
    }

    /** {@return its run} */
    public RunContext run() {
        return run;
    }

    /** {@return the loop of its domain} Any thread. */
    public DomainLoop loop() {
        return loop;
    }

    public Fiber fiber() {
        return fiber;
    }

    /** {@return its parent; null for the main task} Any thread. */
    @Nullable
    public Task<?> parent() {
        return parent;
    }

    /**
     * {@return whether it is one of some children of a task, or below one} Any thread.
     *
     * @param ancestor the task
     * @param children those that count
     */
    public boolean isBelow(Task<?> ancestor, Set<Task<?>> children) {
        for (CancellableTask task = this; task.parent != null; task = task.parent) {
            if (task.parent == ancestor) {
                return children.contains(task.asTask());
            }
        }
        return false;
    }

    /**
     * {@return whether a rule that this task breaks is contained in a task above it, whatever the run's policy is} Any
     * thread.
     */
    public boolean isContained() {
        for (CancellableTask task = this; task != null; task = task.parent) {
            if (task.contained) {
                return true;
            }
        }
        return false;
    }

    // Its fiber may be given up (rule 32)

    @Override
    public final void doubt(boolean isDoubted) {
        doubted = isDoubted;
    }

    final boolean isDoubted() {
        return doubted;
    }

    /** {@return whether the calling thread is a fiber that was given up} By a fiber that runs for this task. */
    boolean isOnOtherFiber() {
        if (!doubted) {
            return false;
        }
        // While that is being decided, this waits; then the fiber may be another.
        boolean _ = fiber.isGivenUp();
        return fiber.thread() != Thread.currentThread();
    }

    /**
     * Checks that the calling fiber may act for this task. Called before each of its operations.
     *
     * @throws TaskCancelled if the calling fiber was given up
     */
    void requireOwnFiber() {
        if (doubted && isOnOtherFiber()) {
            throw ApiAccess.get().newCancelled(
                    Failures.describe(asTask())
                            + " was given up by its run because it did not come back from a call of the JDK;"
                            + " its thread can only end");
        }
    }

    // What cancels it

    /** {@return its own cancellation, to be changed} On its domain, or before it is sent there. */
    Cancellation ownCancellation() {
        Cancellation own = cancellation;
        if (own == Cancellation.NONE) {
            own = new Cancellation(asTask());
            cancellation = own;
        }
        return own;
    }

    /** Marks the task as cancelled; a message to its domain follows. Any thread. */
    public void askToCancel() {
        askedToCancel = true;
    }

    boolean isAskedToCancel() {
        return askedToCancel;
    }

    /**
     * Polls the domain if an interrupt of a wait in the JDK came before the domain handled its cause. On the task's
     * fiber.
     */
    void deliverPendingInterrupt() {
        requireOwnFiber();
        if (fiber.wasInterruptedAhead()) {
            loop.pollNext();
            boolean _ = takeTurn();
            if (cancellation.cause() != null) {
                cancellation.noteCut();
            }
        }
    }

    /**
     * Lets every ready fiber of the domain run once. On its fiber.
     *
     * @return false if the fiber is pinned; nothing has happened then
     */
    final boolean takeTurn() {
        return Tracing.isOn() ? takeTracedTurn() : fiber.suspendForOneTurn();
    }

    private boolean takeTracedTurn() {
        Object span = TaskReports.suspended(asTask(), null);
        try {
            return fiber.suspendForOneTurn();
        } finally {
            TaskReports.resumed(asTask(), span, Reason.YIELD, false);
        }
    }

    /**
     * Returns the exception that replaces one of a user's code if the task, or a scope it is in, is cancelled: the code
     * may have been cut. On the task's fiber.
     *
     * @param thrown suppressed in the result, or the result
     * @return null if neither the task nor a scope it is in is cancelled, or a shield hides that
     */
    @Nullable
    public TaskCancelled asCancelled(Throwable thrown) {
        if (thrown instanceof TaskCancelled cancelled) {
            return cancelled;
        }
        deliverPendingInterrupt();
        if (cancellation.cause() == null) {
            return null;
        }
        TaskCancelled cancelled = cancellation.newError();
        cancelled.addSuppressed(thrown);
        return cancelled;
    }

    /**
     * {@return whether suspension points throw now: the task or a scope is cancelled, and no shield hides that} On its
     * fiber.
     */
    public boolean seesCancellation() {
        deliverPendingInterrupt();
        return cancellation.cause() != null;
    }

    /** {@return the same as {@link #seesCancellation}, without a look for one that has come since} On its domain. */
    public boolean isCut() {
        return cancellation.cause() != null;
    }

    /** {@return whether the task is in a shield, so that its cancellation cannot end its wait} On its fiber. */
    public boolean isShielded() {
        return cancellation.isShielded();
    }

    /** {@return the exception that suspension points throw now} Only if {@link #isCut}. On its fiber. */
    public TaskCancelled newCancelled() {
        return cancellation.newError();
    }

    /** Notes that a cancellation, if there is one, has reached the task's wait. On its domain. */
    public void noteCut() {
        if (isCut()) {
            cancellation.noteCut();
        }
    }

    /** Cancels it. On its domain. */
    public void cancelOnItsDomain() {
        ownCancellation().cancelTask(false);
    }

    /** {@return the number of times that a cancellation has cut an operation of the task} On its fiber. */
    public long cuts() {
        return cancellation.cuts();
    }

    /**
     * Returns the exception that replaces the value of a user's code if a cancellation has cut the code and the code
     * did not let it pass. The value may be incomplete. On the task's fiber.
     *
     * @param cuts {@link #cuts} before the code
     * @return null if the code was not cut, or the cancellation that has cut it is over
     */
    @Nullable
    public TaskCancelled cutSince(long cuts) {
        deliverPendingInterrupt();
        return cancellation.cause() != null && cancellation.cuts() != cuts ? cancellation.newError() : null;
    }

    @Override
    public void leftToJdk() {
        TaskReports.leftToJdk(asTask());
    }

    @Override
    public void backFromJdk() {
        TaskReports.backFromJdk(asTask());
    }

    @Override
    public void blockedInJdk() {
        cancellation.blockedInJdk();
    }
}
