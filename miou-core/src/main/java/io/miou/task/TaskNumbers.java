package io.miou.task;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers the tasks that one domain starts. It takes many numbers at a time from the counter of the run, so that
 * domains that start many tasks seldom meet at that counter. A domain that has started few tasks takes few, so that the
 * tasks of a small program are numbered in the order of their start (ADR 146).
 *
 * <p>Threads: confined to its domain, except the counter, which is atomic and shared by the domains of the run. The
 * thread that opens a run numbers its main task before it starts the domain.
 */
final class TaskNumbers {

    /** The most numbers that a domain takes at a time. */
    static final int LARGEST_BLOCK = 1_024;

    private final AtomicLong taken;
    private long next;
    private long end;

    /** As many numbers as the domain has taken so far, up to the most. */
    private int block;

    /**
     * Creates an empty supply.
     *
     * @param taken the numbers that the domains of the run have taken
     */
    TaskNumbers(AtomicLong taken) {
        this.taken = taken;
    }

    /** {@return a number that no other task of the run has} */
    long next() {
        if (next == end) {
            int size = Math.max(1, block);
            block = Math.min(LARGEST_BLOCK, block + size);
            next = taken.getAndAdd(size);
            end = next + size;
        }
        return next++;
    }
}
