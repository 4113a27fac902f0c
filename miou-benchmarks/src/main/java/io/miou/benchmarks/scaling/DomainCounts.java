package io.miou.benchmarks.scaling;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The counts of one domain. Any thread may count wakeups and read; the domain counts the rest.
 *
 * @param polls of its backend
 * @param wakeups by other threads
 * @param work that its fibers have done: messages, tasks or calls
 * @param meetings at a variable that all domains share
 * @param connections that it has accepted
 */
record DomainCounts(AtomicLong polls, AtomicLong wakeups, AtomicLong work, AtomicLong meetings,
        AtomicLong connections) {

    DomainCounts() {
        this(new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong());
    }

    /** Forgets what was counted, but not the connections. */
    void clear() {
        polls.set(0);
        wakeups.set(0);
        work.set(0);
        meetings.set(0);
    }

    /** {@return the same counts, which do not change any more} */
    DomainCounts copy() {
        return new DomainCounts(new AtomicLong(polls.get()), new AtomicLong(wakeups.get()), new AtomicLong(work.get()),
                new AtomicLong(meetings.get()), new AtomicLong(connections.get()));
    }
}
