package io.miou.fiber;

import java.util.function.BooleanSupplier;

/**
 * Interrupts a fiber that keeps its domain while it waits in a call of the JDK, "ahead" of the domain, which cannot be told before
 * the wait ends that the fiber is cancelled.
 *
 * <p>Threads: {@link #interrupt} is for one other thread, everything else for the fiber.
 */
final class InterruptAhead {

    /*
     * The fiber may leave its wait at any moment, enter a shield and wait there. Such a wait must not be interrupted:
     *
     *   other thread   interrupted = true;  moves unchanged, still waiting?  then interrupt, or else take it back
     *   fiber          moves++;  interrupted?  then wait until the other thread is through, and clear the flag
     *
     * `interrupted` and `moves` are volatile: either the other thread sees the move, or the fiber sees the interrupt.
     */
    private final Object lock = new Object();

    /** How often the fiber has said that from now on an interrupt means something else. */
    private volatile int moves;

    /** The interrupt flag may be set, and not by anybody else. */
    private volatile boolean interrupted;

    /** The domain is still to be told why. */
    private volatile boolean unexplained;

    int moves() {
        return moves;
    }

    /**
     * Interrupts the fiber, if that still means what it meant.
     *
     * @param thread its thread
     * @param movesSeen {@link #moves} before the caller has found out that it is to be interrupted
     * @param stillWaits whether it is in the wait that is to be interrupted
     */
    void interrupt(Thread thread, int movesSeen, BooleanSupplier stillWaits) {
        synchronized (lock) {
            unexplained = true;
            interrupted = true;
            if (moves == movesSeen && stillWaits.getAsBoolean()) {
                thread.interrupt();
            } else {
                interrupted = false;
                unexplained = false;
            }
        }
    }

    /**
     * From now on an interrupt would mean something else: clears the calling thread's flag if {@link #interrupt} has set it.
     *
     * @return whether {@link #interrupt} has interrupted it since the last call
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the fiber only
    boolean move() {
        moves++;
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

    /** Whether it was interrupted and the domain is still to be told why; false the next time. */
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
