package io.miou.fiber;

import io.miou.support.Threads;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What makes several threads one domain: exactly one of them has the baton, and only that one touches the domain. A fiber that
 * gives up control hands it directly to the fiber that is next.
 *
 * <p>Threads: {@link #passOn}, {@link #passOnFrom}, {@link #takeBack} and {@link #keep} are for whoever has it; {@link #holder},
 * {@link #passes} and {@link #runningFiber} for any thread, and may be out of date. {@link Seat} says why what one holder did is
 * seen by the next.
 */
final class Baton {

    /*
     * Three kinds of threads hand it round:
     *
     *   who        is                      does
     *   fiber      a virtual thread        its task's code; hands over to the next fiber that is ready
     *   steward    a virtual thread        what else is due, short of sleeping: messages, timers, hooks, a poll; so none of
     *                                      that runs on a fiber's stack, with its thread locals and locks
     *   keeper     the domain's platform   sleeps in the poller, which would pin a virtual thread to a thread of the JDK's
     *              thread                  scheduler; begins and ends the domain
     */

    /** Fibers that hand over among themselves starve all other virtual threads; a short sleep lets those have their turn. */
    private static final long BUSY_NANOS = 2_000_000;

    private final FiberHost host;
    private final Seat keeper;
    private final Seat steward;
    private volatile Seat holder;
    private volatile long passes;

    @Nullable
    private volatile PortableFiber runningFiber;

    private boolean ending;
    private long busySince;

    /** A baton that the calling thread has, as the keeper. */
    Baton(FiberHost host) {
        this.host = host;
        this.keeper = Seat.of(Thread.currentThread());
        this.holder = keeper;
        this.steward = Seat.startedByCall(Thread.ofVirtual().name("miou-steward")
                .inheritInheritableThreadLocals(false).unstarted(this::serve));
    }

    /** The thread that has it now. */
    Seat holder() {
        return holder;
    }

    /** How often it was handed over. */
    long passes() {
        return passes;
    }

    /** The fiber that has it now; null if it is none. */
    @Nullable
    PortableFiber runningFiber() {
        PortableFiber fiber = runningFiber;
        return fiber != null && fiber.seat() == holder ? fiber : null;
    }

    /** Hands it to whoever is next. By a fiber that ends. */
    void passOn() {
        pass((PortableFiber) host.nextAtOnce(), null);
    }

    /**
     * Hands it to whoever is next, who gets it when the caller waits in its seat.
     *
     * @param caller a fiber that suspends
     * @return who that is; null if it is the caller, who keeps it
     */
    @Nullable
    Seat passOnFrom(PortableFiber caller) {
        PortableFiber next = (PortableFiber) host.nextAtOnce();
        return next == caller ? null : pass(next, caller);
    }

    /**
     * Takes it back from a receiver.
     *
     * @param receiver as {@link #passOnFrom} gave it
     * @param caller who could not leave
     * @return false if it is too late
     */
    boolean takeBack(Seat receiver, PortableFiber caller) {
        if (!receiver.takeBack(caller.seat())) {
            return false;
        }
        PortableFiber skipped = runningFiber;
        if (skipped != null && skipped.seat() == receiver) {
            host.readyAgain(skipped);
        }
        runningFiber = caller;
        hasNow(caller.seat());
        return true;
    }

    private Seat pass(@Nullable PortableFiber next, @Nullable PortableFiber caller) {
        for (PortableFiber fiber = next; fiber != null; fiber = (PortableFiber) host.nextAtOnce()) {
            fiber.receive(this);
            runningFiber = fiber;
            if (passTo(fiber.seat(), caller)) {
                return fiber.seat();
            }
        }
        if (passTo(steward, caller)) {
            return steward;
        }
        passTo(keeper, caller);
        return keeper;
    }

    /** Returns false if the thread cannot be started, for want of memory; the caller still has the baton then. */
    private boolean passTo(Seat receiver, @Nullable PortableFiber caller) {
        boolean started = receiver.isStarted();
        hasNow(receiver);
        try {
            if (caller == null) {
                receiver.call();
            } else {
                receiver.callWhenAway(caller.seat());
            }
            return true;
        } catch (Throwable e) {
            if (started) {
                throw e;
            }
            host.running(Thread.currentThread(), null);
            host.failed(e);
            return false;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the holder only
    private void hasNow(Seat receiver) {
        PortableFiber fiber = runningFiber;
        host.running(receiver == keeper ? null : receiver.thread(),
                fiber != null && fiber.seat() == receiver ? fiber : null);
        passes++;
        holder = receiver;
    }

    /** Takes it from a fiber that was given up. By the keeper. */
    void takeFromGivenUp() {
        hasNow(keeper);
    }

    /** The keeper's work: runs the domain to its end. */
    void keep(Watch watch) {
        try {
            for (Fiber next = host.next(); next != null; next = host.next()) {
                busySince = System.nanoTime();
                pass((PortableFiber) next, null);
                watch.until(keeper, this);
            }
        } finally {
            endSteward();
        }
    }

    private void endSteward() {
        ending = true;
        if (!steward.isStarted()) {
            return;
        }
        steward.call();
        Threads.joinUninterruptibly(steward.thread());
    }

    private void serve() {
        steward.awaitCall();
        while (!ending) {
            PortableFiber next = null;
            try {
                giveOthersTheirTurn();
                next = (PortableFiber) host.nextWithoutSleeping();
            } catch (Throwable e) {
                host.failed(e);
            }
            if (next == null) {
                passTo(keeper, null);
            } else {
                pass(next, null);
            }
            steward.awaitCall();
        }
    }

    private void giveOthersTheirTurn() {
        if (System.nanoTime() - busySince > BUSY_NANOS) {
            LockSupport.parkNanos(this, 1);
            busySince = System.nanoTime();
        }
    }
}
