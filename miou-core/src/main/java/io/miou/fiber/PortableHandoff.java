package io.miou.fiber;

import io.miou.support.VarHandles;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands a domain to one thread: the thread waits here until another thread hands it the domain.
 *
 * <p>Threads: {@link #call} and {@link #takeBack} are for the thread that has the domain, {@link #awaitCall} for the
 * thread of this handoff. What the caller did to the domain happens before what the called thread does: the caller
 * writes the volatile {@code call}, and a compare-and-set takes it. No call is lost: it is written before the unpark,
 * and an unpark before the park makes that return.
 */
final class PortableHandoff {

    /*
     * To park a virtual thread the JVM needs as much stack again as the thread uses. A caller deep in its stack may
     * therefore get a StackOverflowError when it parks, after its call. It then has to go on with the domain (ADR 45).
     * So a call takes effect only when its caller is parked:
     *
     *   call             meaning                       called thread                 caller that cannot park
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

    private PortableHandoff(Thread thread, boolean started) {
        this.thread = thread;
        this.started = started;
    }

    /** Returns the handoff of a thread that runs already. */
    static PortableHandoff of(Thread running) {
        return new PortableHandoff(running, true);
    }

    /** Returns the handoff of a thread that the first call starts. The thread begins with {@link #awaitCall}. */
    static PortableHandoff startedByCall(Thread unstarted) {
        return new PortableHandoff(unstarted, false);
    }

    Thread thread() {
        return thread;
    }

    /** {@return whether there has been a call} By the thread that has the domain. */
    boolean isStarted() {
        return started;
    }

    /** Hands the domain to the thread. By the thread that has the domain, and loses it. */
    void call() {
        callFrom(UNCONDITIONAL);
    }

    /**
     * Hands the domain to the thread as soon as the caller waits at its own handoff. By the thread that has the domain.
     */
    void callWhenAway(PortableHandoff caller) {
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
     * Takes back the call of a caller that could not park. By that caller.
     *
     * @return false if the call has been taken: the caller no longer has the domain
     */
    boolean takeBack(PortableHandoff caller) {
        return CALL.compareAndSet(this, caller, null);
    }

    /** Waits for the call. The interrupt status of the thread and unparks that its own code expects are kept. */
    void awaitCall() {
        boolean interrupted = false;
        int returns = 0;
        while (!take()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            returns++;
        }
        if (returns > 1) {
            // One of the unparks may have been meant for the thread's own code, which would otherwise wait for it
            // without end.
            LockSupport.unpark(thread);
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    /**
     * Waits for the call, with a timeout.
     *
     * @return false if no call came; the interrupt status is left as it is
     */
    boolean awaitCall(long nanos) {
        if (take()) {
            return true;
        }
        LockSupport.parkNanos(this, nanos);
        return take();
    }

    /** Waits for the call by spinning, for a thread that cannot park because its stack is too full. */
    void awaitCallAwake() {
        while (!take()) {
            Thread.onSpinWait();
        }
    }

    private boolean take() {
        int spins = 0;
        for (Object caller = call; caller != null; caller = call) {
            if ((caller == UNCONDITIONAL || ((PortableHandoff) caller).isParked())
                    && CALL.compareAndSet(this, caller, null)) {
                return true;
            }
            backOff(++spins);
        }
        return false;
    }

    /**
     * Spins first: the caller parks within a microsecond. Then sleeps: the caller may have lost its processor, and
     * needs one.
     */
    private void backOff(int spins) {
        if (spins > SPINS) {
            LockSupport.parkNanos(this, NAP_NANOS);
        } else {
            Thread.onSpinWait();
        }
    }

    private boolean isParked() {
        return thread.getState() == Thread.State.WAITING;
    }
}
