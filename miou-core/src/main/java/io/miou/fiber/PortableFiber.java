package io.miou.fiber;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary virtual thread that runs only while it has its domain's baton.
 *
 * <p>Threads: {@link #wake} and {@link #isBlockedInJdk} are for any thread, {@link #interruptIfCancelled} is for the keeper
 * of its domain. Every field that is not volatile is confined to the domain, that is to whoever has its baton, which
 * {@link Seat} publishes.
 */
final class PortableFiber extends Fiber {

    /*
     * A fiber suspends by handing on the baton and waiting for it in its seat, where neither an interrupt nor a stray unpark
     * ends its wait. Between threads no wake is lost: a waker writes `due` and then reads `posted`, the domain writes `posted`
     * (false) and then reads `due`; all four are volatile, so one of them sees the other.
     */
    private static final VarHandle POSTED = VarHandles.field(MethodHandles.lookup(), "posted", boolean.class);

    private final FiberHost host;
    private final Seat seat;
    private final InterruptAhead interrupts = new InterruptAhead();

    /** Null when it has ended. */
    @Nullable
    private volatile FiberBody body;

    @Nullable
    private volatile Baton baton;

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
        this.seat = Seat.startedByCall(builder.unstarted(this::live));
    }

    Seat seat() {
        return seat;
    }

    /** The baton of its domain is about to be handed to it. */
    void receive(Baton given) {
        if (baton != given) {
            baton = given;
        }
    }

    private void live() {
        seat.awaitCall();
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

    private Baton domain() {
        Baton own = baton;
        if (own == null) {
            throw new IllegalStateException("a fiber runs that no domain has resumed");
        }
        return own;
    }

    @Override
    public Thread thread() {
        return seat.thread();
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
        // A wake may have come before its suspend(), which then did not suspend.
        if (suspended && (due || recalled)) {
            host.ready(this);
        }
    }

    @Override
    public boolean suspend() {
        // More than once if it was put into the ready queue for a turn and could not leave then.
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
            // A later suspension, or the end of the fiber, must not find this one's entry.
            host.notReady(this);
            throw e;
        }
        return true;
    }

    private void switchAway() {
        suspended = true;
        Baton given = domain();
        Seat receiver = given.passOnFrom(this);
        if (receiver != null) {
            try {
                seat.awaitCall();
            } catch (Throwable e) {
                // The stack is too full to be put away, or the heap is.
                if (!given.takeBack(receiver, this)) {
                    comeBack();
                }
                suspended = false;
                throw e;
            }
        }
        suspended = false;
    }

    /** It had left, and could not do so again after a stray unpark: asks for the baton. */
    private void comeBack() {
        recalled = true;
        post();
        seat.awaitCallAwake();
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
        Baton own = baton;
        return own != null && own.holder() == seat && switch (seat.thread().getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }

    @Override
    public void interruptJdkWait() {
        // It has the domain while it waits in the JDK: nobody there can call this. See interruptIfCancelled.
    }

    /**
     * Interrupts it if it waits in a call of the JDK and is cancelled, or would be if its domain were told. By the keeper, which
     * does not have the baton.
     */
    void interruptIfCancelled(Baton own) {
        FiberBody life = body;
        int moves = interrupts.moves();
        long passes = own.passes();
        if (life != null && isBlockedInJdk() && !thread().isInterrupted() && life.isCancellationAhead()) {
            interrupts.interrupt(thread(), moves, () -> own.passes() == passes && isBlockedInJdk());
        }
    }

    @Override
    public boolean clearOwnInterrupt() {
        return interrupts.move();
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
