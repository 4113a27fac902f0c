package io.miou.fiber;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread's place in a domain: where it waits until the domain is given to it.
 *
 * <p>Threads: {@link #call} and {@link #takeBack} are for whoever has the domain, {@link #awaitCall} for the seat's own thread.
 * What the caller has done to the domain happens before what the called thread does: the write of the volatile {@code call} and
 * the compare-and-set that takes it. A call is not lost: it is written before the unpark, and an unpark that comes before the park
 * makes that return at once.
 */
final class Seat {

    /*
     * A thread that calls another from far down its stack may find afterwards that it cannot be parked: to put its frames away the
     * JVM needs as much stack again, and throws StackOverflowError. It has to go on then, and with the domain. So its call counts
     * only when it has left:
     *
     *   call             meaning                       called thread                 caller that cannot leave
     *   null             none                          parks                         too late: it was taken
     *   the caller       takes effect when that one    caller is parked? then null,  null: it has the domain again
     *                    is parked                     and it has the domain
     *   UNCONDITIONAL    takes effect                  null, and it has the domain   -
     */
    private static final Object UNCONDITIONAL = new Object();

    private static final int SPINS = 200;
    private static final long NAP_NANOS = 20_000;

    private static final VarHandle CALL = VarHandles.field(MethodHandles.lookup(), "call", Object.class);

    private final Thread thread;

    /** Confined to the domain. */
    private boolean started;

    @Nullable
    private volatile Object call;

    private Seat(Thread thread, boolean started) {
        this.thread = thread;
        this.started = started;
    }

    /** The seat of a thread that runs already. */
    static Seat of(Thread running) {
        return new Seat(running, true);
    }

    /** The seat of a thread that its first call starts; it begins with {@link #awaitCall}. */
    static Seat startedByCall(Thread unstarted) {
        return new Seat(unstarted, false);
    }

    Thread thread() {
        return thread;
    }

    /** {@return whether it has been called once} By whoever has the domain. */
    boolean isStarted() {
        return started;
    }

    /** Lets its thread go on. By whoever has the domain, and has it no more. */
    void call() {
        callFrom(UNCONDITIONAL);
    }

    /** Lets its thread go on as soon as the caller waits in its own seat. By whoever has the domain. */
    void callWhenAway(Seat caller) {
        callFrom(caller);
    }

    private void callFrom(Object caller) {
        call = caller;
        if (started) {
            LockSupport.unpark(thread);
        } else {
            started = true;
            thread.start();
        }
    }

    /**
     * Takes a call back whose caller could not leave. By that caller.
     *
     * @return false if the call has been taken: the caller does not have the domain any more
     */
    boolean takeBack(Seat caller) {
        return CALL.compareAndSet(this, caller, null);
    }

    /** Waits for the call. It is no suspension point of the thread's own code: its interrupt flag and unparks are kept. */
    void awaitCall() {
        boolean interrupted = false;
        int returns = 0;
        while (!take()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            returns++;
        }
        if (returns > 1) {
            // One of the unparks may have been meant for the thread's own code, which would wait for it for ever.
            LockSupport.unpark(thread);
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    /**
     * Waits for the call for a while.
     *
     * @return false if it has not come; the interrupt flag is left as it is
     */
    boolean awaitCall(long nanos) {
        if (take()) {
            return true;
        }
        LockSupport.parkNanos(this, nanos);
        return take();
    }

    /** Waits for the call without parking, for a thread whose stack is too full to be put away. */
    void awaitCallAwake() {
        while (!take()) {
            Thread.onSpinWait();
        }
    }

    private boolean take() {
        int spins = 0;
        for (Object caller = call; caller != null; caller = call) {
            if ((caller == UNCONDITIONAL || ((Seat) caller).isAway()) && CALL.compareAndSet(this, caller, null)) {
                return true;
            }
            giveWay(++spins);
        }
        return false;
    }

    /** The caller parks within a microsecond, unless its processor is taken from it: then this one would only be in its way. */
    private void giveWay(int spins) {
        if (spins > SPINS) {
            LockSupport.parkNanos(this, NAP_NANOS);
        } else {
            Thread.onSpinWait();
        }
    }

    private boolean isAway() {
        return thread.getState() == Thread.State.WAITING;
    }
}
