package io.miou.task;

import io.miou.TaskCancelled;
import io.miou.TraceEvent.Reason;
import io.miou.domain.DomainLoop;
import io.miou.spi.Backend;
import io.miou.support.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * A task as it suspends: its wait, its turns on the domain, and the checks at each suspension point. A class of its own
 * for that; its fields are part of the task's object.
 *
 * <p>Threads: {@link #wake}, {@link #isSuspended} and {@link #waitsOn} are for any thread, {@link #interruptWait} for
 * the task's domain, the rest for its fiber.
 */
public abstract sealed class SuspendableTask extends CancellableTask permits EndingTask {

    private static final byte OPERATIONS_WITHOUT_SUSPENDING = 32;
    private static final int BYTES_FOR_AN_OPERATION = 1 << 15;
    private static final byte MOVED_MUCH = -2;

    /** An operation that throws costs more than one that does not. */
    private static final byte OPERATIONS_A_REFUSAL = 4;

    @Nullable
    private Wait wait;

    private boolean withdrawn;
    private byte operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;

    SuspendableTask(RunContext run, @Nullable Task<?> parent, DomainLoop loop) {
        super(run, parent, loop);
    }

    /**
     * Starts an operation that may suspend.
     *
     * @throws TaskCancelled if the task, or a scope it is in, is cancelled
     */
    public void checkCancelled() {
        deliverPendingInterrupt();
        if (cancellation.takeSignalled()) {
            takeInCancellations();
        }
        throwIfCancelled();
    }

    private void throwIfCancelled() {
        if (cancellation.cause() != null) {
            cancellation.clearInterrupt();
            refused();
            throw cancellation.newError();
        }
    }

    /**
     * Notes that an operation which may suspend is about to throw and has not suspended. A task may catch the exception
     * and try again in a loop. So one in a few of these calls lets the other fibers of the domain run, or the domain
     * poll.
     */
    public void refused() {
        if (!loop().mayGoOn()) {
            operationsLeft -= OPERATIONS_A_REFUSAL;
            if (operationsLeft < 0) {
                operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;
                // A pinned fiber cannot leave: it throws without.
                boolean _ = takeTurn();
            }
        }
    }

    /** Lets the domain handle its messages and fire its timers before the task goes on. */
    private void takeInCancellations() {
        loop().pollNext();
        boolean _ = takeTurn();
    }

    /**
     * Finds out whether an outer scope must end too, after an inner scope has just ended the code inside it. An outer
     * scope must end if its trigger was signalled or its limit expired before this moment. On the task's fiber.
     */
    void lookForOuterCancellation() {
        if (cancellation.cause() == null && (loop().hasCancellations() || loop().timers().hasOverdue())) {
            takeInCancellations();
        }
    }

    /**
     * Starts an operation that suspends only if it must, such as a read. After {@value #OPERATIONS_WITHOUT_SUSPENDING}
     * operations that did not suspend, this also lets the other fibers of the domain run. So one busy connection does
     * not starve the rest.
     *
     * @throws TaskCancelled if the task, or a scope it is in, is cancelled
     */
    public void beginOperation() {
        checkCancelled();
        if (--operationsLeft < 0) {
            boolean movedMuch = operationsLeft < -1;
            operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;
            if (movedMuch) {
                loop().pollNext();
            }
            yieldNow();
        }
    }

    /**
     * Notes that an operation has moved many bytes, which takes time: {@value #BYTES_FOR_AN_OPERATION} bytes count as
     * one operation more. When they have used up the operations without suspending, {@link #beginOperation} has the
     * domain look at timers, messages and sockets too. A large transfer is slow enough for that.
     *
     * @param bytes moved just now
     */
    public void moved(long bytes) {
        long left = operationsLeft - bytes / BYTES_FOR_AN_OPERATION;
        operationsLeft = (byte) (left < 0 ? MOVED_MUCH : left);
    }

    /**
     * Suspends the calling task until the wait is decided. The thread that completes the wait calls {@link #wake}.
     *
     * @param on the wait, registered already
     * @throws TaskCancelled if the wait was withdrawn
     * @throws IllegalStateException if the fiber cannot be suspended here
     * @throws StackOverflowError if there is not enough stack to do it
     */
    public void suspend(Wait on) {
        if (isOnOtherFiber()) {
            on.withdraw();
            requireOwnFiber();
        }
        if (cancellation.cause() != null && on.withdraw()) {
            // The cancellation came while the task was between two waits: nothing would end this one.
            throw cancellation.newError();
        }
        operationsLeft = OPERATIONS_WITHOUT_SUSPENDING;
        if (parent == null) {
            loop().backend().mainWaits(longest(on));
        }
        wait = on;
        fiber.changed(loop().clock());
        Object span = Tracing.isOn() ? TaskReports.suspended(asTask(), on) : null;
        boolean suspended = false;
        Error refusal = null;
        try {
            suspended = fiber.suspend();
        } catch (Error e) {
            // Deep in a recursion, the JVM needs as much stack again to put the frames away, and heap. It is refused as
            // if pinned.
            refusal = e;
        }
        if (!suspended) {
            wait = null;
            if (on.withdraw()) {
                reportResumed(span);
                if (refusal != null) {
                    throw refusal;
                }
                throw pinned();
            }
            fiber.awaitWakeWhilePinned();
        }
        wait = null;
        reportResumed(span);
        if (withdrawn) {
            withdrawn = false;
            throw cancellation.newError();
        }
    }

    private void reportResumed(@Nullable Object span) {
        if (Tracing.isOn()) {
            TaskReports.resumed(asTask(), span, Reason.WAIT, withdrawn);
        }
    }

    /** The longest time that a wait of this task may take. */
    private long longest(Wait on) {
        long own = on instanceof SleepWait sleep ? sleep.nanos() : Backend.FOREVER;
        return cancellation.innermost() == null ? own : Math.min(own, Scopes.remaining().orElse(Backend.FOREVER));
    }

    /** Lets every ready fiber of the domain run once. */
    void suspendForOneTurn() {
        requireOwnFiber();
        if (!takeTurn()) {
            throw pinned();
        }
    }

    /** Gives way to others, as {@code Miou.yield}. */
    public void yieldNow() {
        deliverPendingInterrupt();
        throwIfCancelled();
        if (loop().hasCancellations() || isInScope() && loop().timers().hasOverdue()) {
            loop().pollNext();
            suspendForOneTurn();
            throwIfCancelled();
        } else if (!loop().mayGoOn()) {
            suspendForOneTurn();
        }
    }

    /** Whether a limit may hold for the task: its own, or one that its parent was in when it started the task. */
    private boolean isInScope() {
        return cancellation.innermost() != null || asTask().startedIn != null;
    }

    public IllegalStateException pinned() {
        return new IllegalStateException(Failures.describe(asTask())
                + " cannot suspend here: a class initialiser or a native frame is on its stack;"
                + " do it before or after, or in a task started outside");
    }

    /** Ends its wait, which has completed. Any thread, once for each wait. */
    public void wake() {
        if (!withdrawn) {
            TaskReports.woken(asTask());
        }
        fiber.wake();
    }

    /** Ends the task's wait, of Miou or of the JDK, because a cancellation has become visible. On its domain. */
    void interruptWait() {
        Wait on = wait;
        if (on != null) {
            if (!withdrawn && on.withdraw()) {
                TaskReports.woken(asTask());
                withdrawn = true;
                fiber.wake();
            }
        } else if (fiber.isBlockedInJdk()) {
            cancellation.noteCut();
            loop().scheduleInterrupt(fiber);
        }
    }

    /** {@return whether it waits for something of Miou} Any thread; may be out of date. */
    public boolean isSuspended() {
        return wait != null;
    }

    /** {@return the wait that it is suspended on} As {@link #isSuspended}. */
    @Nullable
    public Wait waitsOn() {
        return wait;
    }
}
