package io.miou.fiber;

import java.util.function.BooleanSupplier;

/**
 * Interrupts a cancelled fiber that blocks its domain in a call of the JDK (ADR 47). The interrupt comes early, before
 * the domain can deliver the cancellation: the blocked domain cannot drain its inbox until the wait ends.
 *
 * <p>Threads: {@link #interrupt} is for one other thread, everything else for the fiber.
 */
final class EarlyInterrupt {

    /*
     * The fiber may leave its wait at any moment, enter a shield and wait there. A wait in a shield must not be
     * interrupted:
     *
     *   other thread   interrupted = true;  epoch unchanged, still waiting?  then interrupt, else interrupted = false
     *   fiber          epoch++;  interrupted?  then wait until the other thread has left the lock, and clear the flag
     *
     * `interrupted` and `epoch` are volatile: either the other thread sees the new epoch, or the fiber sees the
     * interrupt.
     */
    private final Object lock = new Object();

    /** Incremented when the fiber leaves the wait that an interrupt may target. */
    private volatile int epoch;

    /** Whether {@link #interrupt} may have set the interrupt status of the fiber. */
    private volatile boolean interrupted;

    /** Whether the domain has not yet delivered the cancellation that caused the interrupt. */
    private volatile boolean unexplained;

    int epoch() {
        return epoch;
    }

    /**
     * Interrupts the fiber, if it is still in the same wait.
     *
     * @param thread the thread of the fiber
     * @param epochSeen {@link #epoch} before the caller decided to interrupt
     * @param stillWaits whether the fiber is still in the wait to interrupt
     */
    void interrupt(Thread thread, int epochSeen, BooleanSupplier stillWaits) {
        synchronized (lock) {
            unexplained = true;
            interrupted = true;
            if (epoch == epochSeen && stillWaits.getAsBoolean()) {
                thread.interrupt();
            } else {
                interrupted = false;
                unexplained = false;
            }
        }
    }

    /**
     * Begins a new epoch: clears the interrupt status of the calling thread if {@link #interrupt} has set it.
     *
     * @return whether {@link #interrupt} has interrupted the fiber since the last call
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the fiber only
    boolean nextEpoch() {
        epoch++;
        if (interrupted) {
            synchronized (lock) {
                if (interrupted) {
                    interrupted = false;
                    boolean _ = Thread.interrupted();
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns whether the fiber was interrupted before its domain delivered the cancellation; the next call returns
     * false.
     */
    boolean takeUnexplained() {
        if (!unexplained) {
            return false;
        }
        synchronized (lock) {
            boolean was = unexplained;
            unexplained = false;
            return was;
        }
    }
}
