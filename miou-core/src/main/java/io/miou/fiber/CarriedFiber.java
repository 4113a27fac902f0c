package io.miou.fiber;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread, and the executor that is its scheduler.
 *
 * <p>Threads: {@link #execute} and {@link #wake} are called by any thread. {@code due} and {@code posted} are volatile;
 * every other field is confined to the domain, but for {@code host} and {@code continuation}, which others read only
 * after they have read the virtual thread's own volatile state, written later on the domain, or see as absent.
 */
final class CarriedFiber extends Fiber implements Executor, Runnable {

    /*
     * A fiber suspends by Thread.yield() while `suspended` is set: the JDK gives its continuation back to execute(),
     * which withholds it. So neither an interrupt nor a stray unpark can resume it, and a pinned fiber gets control
     * back at once.
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
     * - "void run": continuation.run() does nothing while it is held. `resumed` tells (the fiber clears it when it
     *   suspends, so it is still set only if the fiber did not run); `due` stays, and the dump submits the
     *   continuation again when it lets go, which execute() then makes ready.
     * - "extra submission": execute() for a fiber that is not to run. It ends as a stale entry, or as a
     *   continuation.run() that the virtual thread's own state turns into nothing.
     *
     * No wake is lost between threads: a waker writes `due` and then reads `posted`; the domain writes `posted` (false)
     * and then reads `due`; all four are volatile, so one of them sees the other.
     */
    private static final VarHandle POSTED = VarHandles.field(MethodHandles.lookup(), "posted", boolean.class);
    private static final VarHandle DUE = VarHandles.field(MethodHandles.lookup(), "due", boolean.class);

    private final Thread thread;

    @Nullable
    private FiberHost host;

    /** Null when it has ended. */
    @Nullable
    private FiberBody body;

    @Nullable
    private Runnable continuation;

    private boolean started;
    private boolean suspended;
    private boolean resumed;
    private boolean blockedInJdk;
    private boolean interruptedByUs;

    /** When it began to wait in the JDK, if it has not been suspended by Miou since; 0 if it has. */
    private long awaySince;

    @Nullable
    CarriedFiber olderBlocked;

    @Nullable
    CarriedFiber youngerBlocked;

    /** Written before its domain goes on without it, and read after its thread has become runnable. */
    private volatile boolean abandoned;

    private volatile boolean due;

    @SuppressWarnings("unused")
    private volatile boolean posted;

    CarriedFiber(FiberHost host, @Nullable String name, FiberBody body) {
        this.host = host;
        this.body = body;
        this.thread = CarriedEngine.newThread(this, name, this);
    }

    /** What its virtual thread runs, and nobody else. */
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
            // Thread.start(), called by resume() on the domain: the first step is the fiber's own.
            continuation = step;
            return;
        }
        if (step != continuation || abandoned) {
            // A virtual thread that code inside the fiber started has inherited this scheduler; or the fiber has ended, or
            // was given up and goes on as any other virtual thread.
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
        // A wake may have come before its suspend(), which then did not suspend: a stale entry would keep a place in the
        // queue that is not the fiber's when it is woken next.
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
            // What it is about to wait for has completed already: suspend() will not.
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
                // It is pinned or the stack has overflown. A later suspension must not find this one's entry.
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
            // Also when the stack has overflown in there: its next wait in the JDK must not be withheld.
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
        // One that is ready has been unparked; if it goes on waiting, the engine says so again.
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

    /** When it was last seen to come back to Miou. On its domain, while it is blocked. */
    long awaySince() {
        return awaySince;
    }

    /** Gives it up while it waits in the JDK. On the loop, between two fibers. */
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
        // If it has just been unparked, its domain was asked to run it. Otherwise this does nothing.
        CarriedEngine.runElsewhere(step);
    }

    /**
     * Runs it until it suspends, blocks or ends. For the engine, on the domain's loop.
     *
     * @return false if it was given up meanwhile: the calling thread is not the domain any more
     */
    boolean resume() {
        FiberHost domain = host;
        if (domain == null) {
            return true;
        }
        if (!started) {
            thread.start();
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
        } else if (!suspended && !inReadyQueue) {
            blockedInJdk = true;
            domain.blockedFibers().add(this);
            if (awaySince == 0) {
                awaySince = System.nanoTime();
            }
            life.blockedInJdk();
        }
        return true;
    }
}
