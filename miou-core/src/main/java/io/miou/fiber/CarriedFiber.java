package io.miou.fiber;

import io.miou.support.Tracing;
import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A fiber of the carried engine: a virtual thread, and the executor that is its scheduler (ADR 10, ADR 13).
 *
 * <p>Threads: {@link #execute} and {@link #wake} are called by any thread. {@code due} and {@code posted} are volatile.
 * All other fields are confined to the domain, except {@code host} and {@code continuation}. Another thread reads those
 * after it has read the volatile state of the virtual thread, which the domain writes later than these fields, or it
 * reads null.
 */
final class CarriedFiber extends Fiber implements Executor, Runnable {

    /*
     * A fiber suspends by Thread.yield() while `suspended` is set: the JDK gives its continuation back to execute(),
     * which withholds it. So neither an interrupt nor a spurious unpark can resume the fiber, and a pinned fiber gets
     * control back at once.
     *
     *   where the fiber is          suspended  due    what execute(own) does          what resume() does
     *   running                     false      false  (Thread.yield by its code)      -
     *                                                 to the ready queue
     *   suspended                   true       false  withholds                       nothing: a stale entry
     *   suspended, woken            true       true   makes it ready (again)          runs it
     *   blocked in a JDK call       false      false  makes it ready: it was          runs it
     *                                                 unparked
     *
     * Two hazards, both from a thread dump, which holds a continuation for a moment:
     * - "void run": continuation.run() does nothing while a dump holds the continuation. `resumed` shows that (the
     *   fiber clears it when it suspends, so it is still set only if the fiber did not run). `due` stays true. The dump
     *   submits the continuation again when it releases it, and execute() then makes the fiber ready.
     * - "extra submission": execute() for a fiber that must not run. It ends as a stale entry, or as a
     *   continuation.run() that the state of the virtual thread turns into a no-op.
     *
     * No wake is lost between threads: a waker writes `due` and then reads `posted`; the domain writes `posted` (false)
     * and then reads `due`. Both are volatile, so one thread sees the write of the other.
     */
    private static final VarHandle POSTED = VarHandles.field(MethodHandles.lookup(), "posted", boolean.class);
    private static final VarHandle DUE = VarHandles.field(MethodHandles.lookup(), "due", boolean.class);

    private final Thread thread;

    @Nullable
    private FiberHost host;

    /** Null when the fiber has ended. */
    @Nullable
    private FiberBody body;

    @Nullable
    private Runnable continuation;

    private boolean started;
    private boolean suspended;
    private boolean resumed;
    private boolean blockedInJdk;
    private boolean interruptedByUs;

    /** The time at which the fiber began to wait in the JDK; 0 if Miou has suspended it since. */
    private long awaySince;

    @Nullable
    CarriedFiber olderBlocked;

    @Nullable
    CarriedFiber youngerBlocked;

    /**
     * Whether the fiber was given up. Written before the domain goes on, read after the thread of the fiber became
     * runnable.
     */
    private volatile boolean abandoned;

    private volatile boolean due;

    @SuppressWarnings("unused")
    private volatile boolean posted;

    CarriedFiber(FiberHost host, @Nullable String name, FiberBody body) {
        this.host = host;
        this.body = body;
        this.thread = CarriedEngine.newThread(this, name, this);
    }

    /** Runs the body. Called by the virtual thread of this fiber only. */
    @Override
    public void run() {
        FiberBody life = body;
        if (life != null) {
            life.live();
        }
        body = null;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    @Override
    @Nullable
    FiberBody body() {
        return body;
    }

    @Override
    public void execute(Runnable step) {
        if (!started) {
            // resume() calls Thread.start() on the domain: the first step is that of this fiber.
            continuation = step;
            return;
        }
        if (step != continuation || abandoned) {
            // The step is that of a virtual thread that code inside the fiber started, which inherits this scheduler.
            // Or the fiber has ended, or was given up and goes on as an ordinary virtual thread.
            CarriedEngine.runElsewhere(step);
            return;
        }
        FiberHost domain = host;
        if (domain == null) {
            return;
        }
        if (domain.isCurrent()) {
            if (!suspended || due) {
                domain.ready(this);
            }
        } else {
            post(domain);
        }
    }

    private void post(FiberHost domain) {
        if (POSTED.compareAndSet(this, false, true)) {
            domain.post(this);
        }
    }

    @Override
    public void deliver() {
        POSTED.setVolatile(this, false);
        FiberHost domain = host;
        // The wake may have come before the call of suspend(), which then did not suspend. A stale entry would give the
        // fiber a wrong place in the queue at its next wake.
        if (domain != null && (!suspended || due)) {
            domain.ready(this);
        }
    }

    @Override
    public void wake() {
        FiberHost domain = host;
        if (domain == null) {
            return;
        }
        if (Thread.currentThread() == thread) {
            // The event has come before the fiber waits for it: suspend() will not suspend.
            DUE.setRelease(this, true);
        } else if (domain.isCurrent()) {
            DUE.setRelease(this, true);
            domain.ready(this);
        } else {
            due = true;
            post(domain);
        }
    }

    @Override
    public boolean suspend() {
        if (!due) {
            countSuspension();
            switchAway();
            if (!resumed && !due) {
                return false;
            }
        }
        DUE.setRelease(this, false);
        return true;
    }

    @Override
    public boolean suspendForOneTurn() {
        FiberHost domain = host;
        if (domain == null) {
            return false;
        }
        countSuspension();
        boolean left = false;
        try {
            DUE.setRelease(this, true);
            domain.ready(this);
            switchAway();
            left = resumed;
        } finally {
            DUE.setRelease(this, false);
            if (!left) {
                // The fiber is pinned, or the stack overflowed. A later suspension must not find the entry of this one.
                domain.notReady(this);
            }
        }
        return left;
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void switchAway() {
        suspended = true;
        resumed = false;
        awaySince = 0;
        try {
            Thread.yield();
        } finally {
            // Also after a stack overflow in there: execute() must not withhold the fiber after its next wait in the
            // JDK.
            suspended = false;
        }
    }

    @Override
    public void awaitWakeWhilePinned() {
        while (!due) {
            Thread.onSpinWait();
        }
        DUE.setRelease(this, false);
    }

    @Override
    public boolean isBlockedInJdk() {
        return blockedInJdk;
    }

    @Override
    public void interruptJdkWait() {
        // A ready fiber has been unparked; if it waits again, the engine calls FiberBody.blockedInJdk again.
        if (blockedInJdk && !inReadyQueue && body != null) {
            interruptedByUs = true;
            thread.interrupt();
        }
    }

    @Override
    public boolean clearOwnInterrupt() {
        boolean was = interruptedByUs;
        if (was) {
            interruptedByUs = false;
            Thread.interrupted();
        }
        return was;
    }

    @Override
    public boolean wasInterruptedAhead() {
        return false;
    }

    /** Returns when the fiber began to wait in the JDK. On its domain, while the fiber is blocked. */
    long awaySince() {
        return awaySince;
    }

    /** Gives the fiber up while it waits in the JDK. On the loop, between two fibers. */
    void giveUpBlocked() {
        FiberBody life = body;
        if (life == null || inReadyQueue) {
            return;
        }
        synchronized (this) {
            doubt(life, true);
            StackTraceElement[] stack = thread.getStackTrace();
            abandon();
            life.givenUp(stack);
        }
    }

    @Override
    void abandon() {
        FiberHost domain = host;
        Runnable step = continuation;
        if (domain == null || step == null) {
            return;
        }
        abandoned = true;
        if (blockedInJdk) {
            blockedInJdk = false;
            domain.blockedFibers().remove(this);
        }
        domain.running(null, null);
        host = null;
        continuation = null;
        domain.notReady(this);
        domain.fiberEnded();
        // Needed if the fiber has just been unparked: only its domain was asked to run it. Otherwise this does nothing.
        CarriedEngine.runElsewhere(step);
    }

    /**
     * Runs the fiber until it suspends, blocks or ends. For the engine, on the domain's loop.
     *
     * @param container of the run, in which the fiber starts; null if the JDK has none
     * @return false if the fiber was given up meanwhile: the calling thread no longer is the domain
     */
    boolean resume(@Nullable Object container) {
        FiberHost domain = host;
        if (domain == null) {
            return true;
        }
        boolean fromJdk = started && !suspended;
        if (!started) {
            FiberContainers.start(thread, container);
            started = true;
        } else if (suspended && !due) {
            return true;
        }
        Runnable step = continuation;
        if (step == null) {
            throw new IllegalStateException("the virtual thread of a fiber was started without its scheduler");
        }
        if (blockedInJdk) {
            blockedInJdk = false;
            domain.blockedFibers().remove(this);
        }
        if (fromJdk && Tracing.isOn() && body != null) {
            body.backFromJdk();
        }
        resumed = true;
        domain.running(thread, this);
        step.run();
        FiberBody life = body;
        if (isGivenUp()) {
            return false;
        }
        domain.running(null, null);
        if (life == null) {
            host = null;
            continuation = null;
            domain.notReady(this);
            domain.fiberEnded();
        } else if (!suspended) {
            leftToJdk(domain, life);
        }
        return true;
    }

    /** Handles that the fiber has left the domain in a call of the JDK: it waits there, or called Thread.yield. */
    private void leftToJdk(FiberHost domain, FiberBody life) {
        if (Tracing.isOn()) {
            life.leftToJdk();
        }
        if (!inReadyQueue) {
            blockedInJdk = true;
            changed(domain.clock());
            domain.blockedFibers().add(this);
            if (awaySince == 0) {
                awaySince = System.nanoTime();
            }
            life.blockedInJdk();
        }
    }
}
