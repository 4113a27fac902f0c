package io.miou.fiber;

import org.jspecify.annotations.Nullable;

/**
 * Holds the fibers of a domain that can run, first in first out. Confined to the domain, except {@link #size} and
 * {@link #oldest}.
 *
 * <p>The order of fibers (rule 15) is the order of this queue. A fiber that becomes ready is added at the end, and the
 * oldest one runs next. These places take part in the rule, and a change of it has to look at each:
 *
 * <ul>
 * <li>{@code DomainLoop} in {@code io.miou.domain} owns the queue. {@code takeNext} decides when it drains the inbox
 * before the next fiber is taken, {@code mayGoOn} lets a fiber that yields alone go on, and the event interval limits
 * the fibers between two polls.
 * <li>{@link CarriedFiber} and {@link PortableFiber} call {@code FiberHost.ready} once for each wake: {@code wake} on
 * the domain itself, {@code deliver} for a wake from another thread.
 * <li>{@code PortableBaton.takeBack} puts a fiber that was taken but not resumed back at the head ({@link #addFirst}).
 * </ul>
 *
 * <p>{@code Rule15FirstInFirstOutTest} and {@code Rule15ReadyOrderTest} test the rule, {@code ReadyQueueTest} the
 * queue.
 */
public final class ReadyQueue {

    @Nullable
    private Fiber oldest;

    @Nullable
    private Fiber newest;

    /** Observers on other threads read a value that may be old. */
    private int size;

    /** Creates an empty queue. */
    public ReadyQueue() {
    }

    /** {@return whether no fiber can run} */
    public boolean isEmpty() {
        return oldest == null;
    }

    /** {@return the number of fibers that can run} Any thread; may be out of date. */
    public int size() {
        return size;
    }

    /** {@return the fiber that runs next; null if none can run} Any thread; may be out of date. */
    @Nullable
    public Fiber oldest() {
        return oldest;
    }

    /**
     * Adds a fiber at the end; does nothing if it is in the queue.
     *
     * @param fiber the fiber to resume
     * @param clock the coarse time of its domain
     */
    public void add(Fiber fiber, long clock) {
        if (fiber.inReadyQueue) {
            return;
        }
        fiber.inReadyQueue = true;
        fiber.changed(clock);
        size++;
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
     * @param fiber the fiber that {@link #poll} has just returned
     */
    public void addFirst(Fiber fiber) {
        fiber.inReadyQueue = true;
        size++;
        fiber.nextReady = oldest;
        oldest = fiber;
        if (newest == null) {
            newest = fiber;
        }
    }

    /**
     * Removes a fiber at any place; does nothing if it is not in the queue. O(n): only rare cases need it.
     *
     * @param fiber the fiber not to resume
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
        size--;
    }

    /** Removes the oldest fiber. {@return that fiber; null if the queue is empty} */
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
            size--;
        }
        return fiber;
    }
}
