package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/** The fibers of a domain that can run, first in first out. Confined to the domain. */
public final class ReadyQueue {

    @Nullable
    private Fiber oldest;

    @Nullable
    private Fiber newest;

    /** Creates an empty queue. */
    public ReadyQueue() {
    }

    /** {@return whether no fiber can run} */
    public boolean isEmpty() {
        return oldest == null;
    }

    /**
     * Adds a fiber at the end; does nothing if it is in the queue.
     *
     * @param fiber to be resumed
     */
    public void add(Fiber fiber) {
        if (fiber.inReadyQueue) {
            return;
        }
        fiber.inReadyQueue = true;
        Fiber last = newest;
        if (last == null) {
            oldest = fiber;
        } else {
            last.nextReady = fiber;
        }
        newest = fiber;
    }

    /**
     * Puts a fiber back at the head.
     *
     * @param fiber that {@link #poll} has just given
     */
    public void addFirst(Fiber fiber) {
        fiber.inReadyQueue = true;
        fiber.nextReady = oldest;
        oldest = fiber;
        if (newest == null) {
            newest = fiber;
        }
    }

    /**
     * Takes a fiber out, wherever it stands; does nothing if it is not in the queue. O(n), for what is rare.
     *
     * @param fiber that is not to be resumed
     */
    public void remove(Fiber fiber) {
        if (!fiber.inReadyQueue) {
            return;
        }
        Fiber before = null;
        for (Fiber one = oldest; one != null && one != fiber; one = one.nextReady) {
            before = one;
        }
        Fiber after = fiber.nextReady;
        if (before == null) {
            oldest = after;
        } else {
            before.nextReady = after;
        }
        if (after == null) {
            newest = before;
        }
        fiber.nextReady = null;
        fiber.inReadyQueue = false;
    }

    /** {@return the fiber that has waited longest, taken from the queue; null if there is none} */
    @Nullable
    public Fiber poll() {
        Fiber fiber = oldest;
        if (fiber != null) {
            oldest = fiber.nextReady;
            if (oldest == null) {
                newest = null;
            }
            fiber.nextReady = null;
            fiber.inReadyQueue = false;
        }
        return fiber;
    }
}
