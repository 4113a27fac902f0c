package io.miou.fiber;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A fiber of the portable engine: a virtual thread that runs only while it has the baton of its domain (ADR 45).
 *
 * <p>Threads: {@link #wake} and {@link #isBlockedInJdk} are for any thread, {@link #interruptIfCancelled} is for the
 * poller thread of the domain. Fields that are not volatile are confined to the domain, which is the thread that has
 * the baton; {@link PortableHandoff} publishes them.
 */
final class PortableFiber extends Fiber {

    /*
     * A fiber suspends by passing the baton and waiting at its handoff. Neither an interrupt nor a spurious unpark ends
     * that wait. No wake between threads is lost: a waker writes `due` and then reads `posted`; the domain writes
     * `posted` (false) and then reads `due`. Both are volatile, so one thread sees the write of the other.
     */
    private static final VarHandle POSTED = VarHandles.field(MethodHandles.lookup(), "posted", boolean.class);

    private final FiberHost host;
    private final PortableHandoff handoff;
    private final EarlyInterrupt interrupts = new EarlyInterrupt();

    /** Null when it has ended. */
    @Nullable
    private volatile FiberBody body;

    @Nullable
    private volatile PortableBaton baton;

    private boolean suspended;
    private boolean recalled;
    private volatile boolean due;

    @SuppressWarnings("unused")
    private volatile boolean posted;

    PortableFiber(FiberHost host, @Nullable String name, FiberBody body) {
        this.host = host;
        this.body = body;
        Thread.Builder builder = Thread.ofVirtual();
        if (name != null) {
            builder.name(name);
        }
        this.handoff = PortableHandoff.startedByCall(builder.unstarted(this::live));
    }

    PortableHandoff handoff() {
        return handoff;
    }

    /** Notes the baton of the domain, which is about to be passed to this fiber. */
    void receive(PortableBaton given) {
        if (baton != given) {
            baton = given;
        }
    }

    private void live() {
        handoff.awaitCall();
        FiberBody life = body;
        try {
            if (life != null) {
                CurrentFiber.runs(life);
                life.live();
            }
        } catch (Throwable e) {
            host.failed(e);
        } finally {
            if (!isGivenUp()) {
                body = null;
                host.notReady(this);
                host.fiberEnded();
                domain().passOn();
            }
        }
    }

    private PortableBaton domain() {
        PortableBaton own = baton;
        if (own == null) {
            throw new IllegalStateException("a fiber runs that no domain has resumed");
        }
        return own;
    }

    @Override
    public Thread thread() {
        return handoff.thread();
    }

    @Override
    public void wake() {
        due = true;
        if (!host.isCurrent()) {
            post();
        } else if (suspended) {
            host.ready(this);
        }
    }

    private void post() {
        if (POSTED.compareAndSet(this, false, true)) {
            host.post(this);
        }
    }

    @Override
    public void deliver() {
        POSTED.setVolatile(this, false);
        // The wake may have come before the call of suspend(), which then did not suspend.
        if (suspended && (due || recalled)) {
            host.ready(this);
        }
    }

    @Override
    public boolean suspend() {
        // Repeats if the fiber was in the ready queue for one turn and could not park then.
        while (!due) {
            StackReserve.requireMuch();
            countSuspension();
            switchAway();
        }
        due = false;
        return true;
    }

    @Override
    public boolean suspendForOneTurn() {
        StackReserve.requireMuch();
        countSuspension();
        try {
            host.ready(this);
            switchAway();
        } catch (Throwable e) {
            // A later suspension, or the end of the fiber, must not find the entry of this suspension.
            host.notReady(this);
            throw e;
        }
        return true;
    }

    private void switchAway() {
        suspended = true;
        PortableBaton given = domain();
        PortableHandoff receiver = given.passOnFrom(this);
        if (receiver != null) {
            try {
                handoff.awaitCall();
            } catch (Throwable e) {
                // The stack is too full to park, or the heap is full.
                if (!given.takeBack(receiver, this)) {
                    comeBack();
                }
                suspended = false;
                throw e;
            }
        }
        suspended = false;
    }

    /** Asks for the baton: the fiber was parked, got a spurious unpark, and could not park again. */
    private void comeBack() {
        recalled = true;
        post();
        handoff.awaitCallAwake();
        recalled = false;
    }

    @Override
    public void awaitWakeWhilePinned() {
        while (!due) {
            Thread.onSpinWait();
        }
        due = false;
    }

    @Override
    public boolean isBlockedInJdk() {
        PortableBaton own = baton;
        return own != null && own.holder() == handoff && switch (handoff.thread().getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }

    @Override
    public void interruptJdkWait() {
        // While this fiber waits in the JDK it has the domain, so the domain cannot call this. See
        // interruptIfCancelled.
    }

    /**
     * Interrupts this fiber if it waits in a call of the JDK and its cancellation has been delivered or is in the
     * inbox. By the poller thread, which does not have the baton.
     */
    void interruptIfCancelled(PortableBaton own) {
        FiberBody life = body;
        int epoch = interrupts.epoch();
        long passes = own.passes();
        if (life != null && isBlockedInJdk() && !thread().isInterrupted() && life.isCancellationAhead()) {
            interrupts.interrupt(thread(), epoch, () -> own.passes() == passes && isBlockedInJdk());
        }
    }

    @Override
    public boolean clearOwnInterrupt() {
        return interrupts.nextEpoch();
    }

    @Override
    public boolean wasInterruptedAhead() {
        return interrupts.takeUnexplained();
    }

    @Override
    @Nullable
    FiberBody body() {
        return body;
    }

    @Override
    void abandon() {
        host.notReady(this);
        host.fiberEnded();
    }
}
