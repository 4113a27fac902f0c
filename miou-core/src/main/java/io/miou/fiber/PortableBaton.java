package io.miou.fiber;

import io.miou.support.Threads;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes several threads one domain: exactly one thread has the baton, and only that one touches the domain (ADR 45). A
 * fiber that suspends hands the baton directly to the next fiber.
 *
 * <p>Threads: {@link #passOn}, {@link #passOnFrom}, {@link #takeBack} and {@link #drive} are for the thread that has
 * the baton. {@link #holder}, {@link #passes} and {@link #runningFiber} are for any thread, and may be out of date.
 * {@link PortableHandoff} says why the next holder sees what the last one did.
 */
final class PortableBaton {

    /*
     * Three kinds of threads pass the baton:
     *
     *   thread           is                      does
     *   fiber            a virtual thread        runs its task's code; passes the baton to the next ready fiber
     *   service thread   a virtual thread        drains the inbox, fires timers, runs hooks, polls without sleeping.
     *                                            None of that runs on the stack of a fiber, which has thread locals
     *                                            and locks
     *   poller thread    the domain's platform   sleeps in the poller, which would pin a virtual thread to a thread of
     *                    thread                  the JDK's scheduler; begins and ends the domain
     */

    /**
     * The time after which busy fibers sleep briefly. Fibers that pass the baton among themselves starve all other
     * virtual threads; the sleep lets those run (ADR 46).
     */
    private static final long BUSY_NANOS = 2_000_000;

    private final FiberHost host;
    private final PortableHandoff poller;
    private final PortableHandoff service;
    private volatile PortableHandoff holder;
    private volatile long passes;

    @Nullable
    private volatile PortableFiber runningFiber;

    private boolean ending;
    private long busySince;

    /** Creates a baton. The calling thread has it, as the poller thread. */
    PortableBaton(FiberHost host) {
        this.host = host;
        this.poller = PortableHandoff.of(Thread.currentThread());
        this.holder = poller;
        this.service = PortableHandoff.startedByCall(Thread.ofVirtual().name("miou-service")
                .inheritInheritableThreadLocals(false).unstarted(this::serve));
    }

    /** Returns the handoff of the thread that has the baton now. */
    PortableHandoff holder() {
        return holder;
    }

    /** Returns how often the baton was passed. */
    long passes() {
        return passes;
    }

    /** Returns the fiber that has the baton now; null if no fiber has it. */
    @Nullable
    PortableFiber runningFiber() {
        PortableFiber fiber = runningFiber;
        return fiber != null && fiber.handoff() == holder ? fiber : null;
    }

    /** Passes the baton to the next thread. By a fiber that ends. */
    void passOn() {
        pass((PortableFiber) host.nextAtOnce(), null);
    }

    /**
     * Passes the baton to the next thread, which gets it when the caller waits at its handoff.
     *
     * @param caller a fiber that suspends
     * @return the handoff of the next thread; null if the caller is next and keeps the baton
     */
    @Nullable
    PortableHandoff passOnFrom(PortableFiber caller) {
        PortableFiber next = (PortableFiber) host.nextAtOnce();
        return next == caller ? null : pass(next, caller);
    }

    /**
     * Takes the baton back from a receiver.
     *
     * @param receiver as {@link #passOnFrom} returned it
     * @param caller the fiber that could not park
     * @return false if it is too late
     */
    boolean takeBack(PortableHandoff receiver, PortableFiber caller) {
        if (!receiver.takeBack(caller.handoff())) {
            return false;
        }
        PortableFiber skipped = runningFiber;
        if (skipped != null && skipped.handoff() == receiver) {
            host.readyAgain(skipped);
        }
        runningFiber = caller;
        hasNow(caller.handoff());
        return true;
    }

    private PortableHandoff pass(@Nullable PortableFiber next, @Nullable PortableFiber caller) {
        for (PortableFiber fiber = next; fiber != null; fiber = (PortableFiber) host.nextAtOnce()) {
            fiber.receive(this);
            runningFiber = fiber;
            if (passTo(fiber.handoff(), caller)) {
                return fiber.handoff();
            }
        }
        if (passTo(service, caller)) {
            return service;
        }
        passTo(poller, caller);
        return poller;
    }

    /**
     * Returns false if the thread cannot be started because memory is exhausted; the caller then still has the baton.
     */
    private boolean passTo(PortableHandoff receiver, @Nullable PortableFiber caller) {
        boolean started = receiver.isStarted();
        hasNow(receiver);
        try {
            if (caller == null) {
                receiver.call();
            } else {
                receiver.callWhenAway(caller.handoff());
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
    private void hasNow(PortableHandoff receiver) {
        PortableFiber fiber = runningFiber;
        host.running(receiver == poller ? null : receiver.thread(),
                fiber != null && fiber.handoff() == receiver ? fiber : null);
        passes++;
        holder = receiver;
    }

    /** Takes the baton from a fiber that was given up. By the poller thread. */
    void takeFromGivenUp() {
        hasNow(poller);
    }

    /** Drives the domain to its end. By the poller thread. */
    void drive(PortableWatchdog watchdog) {
        try {
            for (Fiber next = host.next(); next != null; next = host.next()) {
                busySince = System.nanoTime();
                pass((PortableFiber) next, null);
                watchdog.watchUntil(poller, this);
            }
        } finally {
            endService();
        }
    }

    private void endService() {
        ending = true;
        if (!service.isStarted()) {
            return;
        }
        service.call();
        Threads.joinUninterruptibly(service.thread());
    }

    private void serve() {
        service.awaitCall();
        while (!ending) {
            PortableFiber next = null;
            try {
                letOthersRun();
                next = (PortableFiber) host.nextWithoutSleeping();
            } catch (Throwable e) {
                host.failed(e);
            }
            if (next == null) {
                passTo(poller, null);
            } else {
                pass(next, null);
            }
            service.awaitCall();
        }
    }

    private void letOthersRun() {
        if (System.nanoTime() - busySince > BUSY_NANOS) {
            LockSupport.parkNanos(this, 1);
            busySince = System.nanoTime();
        }
    }
}
