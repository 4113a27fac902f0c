package io.miou;

import java.util.Objects;

/**
 * The work of a domain so far, for tools: see {@link MiouMXBean#getDomains}. A value: it does not change. Times are
 * in seconds. Any thread may call every method.
 *
 * @param run the number of its run in this process
 * @param id its number in the run
 * @param tasks the number of its tasks that have not ended
 * @param ready the number of tasks that wait for their turn
 * @param timers the number of running timers
 * @param polls the number of times that it has asked the system for events
 * @param wakeups the number of times that it has slept and woken
 * @param oldestWait the time that the next ready task has waited for its turn
 * @param asleep the time that it has slept in its poller
 * @param up the time since it was opened; the time that it was busy is the rest of it
 * @param turns the sum of the durations of all turns of its loop, from one poll to the next
 * @param running the name of the task that runs just now; empty if none does
 * @since 0.1.0
 */
public record DomainStatus(long run, int id, long tasks, int ready, int timers, long polls, long wakeups,
        double oldestWait, double asleep, double up, double turns, String running) {

    /** Checks that nothing is missing. */
    public DomainStatus {
        Objects.requireNonNull(running, "running");
    }
}
