package io.miou.domain;

/**
 * Counts the work of a domain, and has a coarse clock for the ages in the task tree (ADR 130). The loop reads the time
 * once for each turn; suspensions and wakes only copy that value, so they cost no system call.
 *
 * <p>Threads: the domain writes. Any thread may read; a value may be out of date by a turn.
 */
public final class DomainMeter {

    /** The number of classes of turns, by duration: below 16 us, below 32 us, and so on; the last has no bound. */
    public static final int LAG_CLASSES = 22;

    private static final int SHORTEST_LAG_BITS = 14;

    private long clock;
    private long turnBegan;
    private long polls;
    private long sleeps;
    private long asleepSince;
    private long asleepNanos;
    private boolean asleep;
    private final long began;
    private final long[] lag = new long[LAG_CLASSES];
    private long lagNanos;

    private long started;
    private long succeeded;
    private long failed;
    private long cancelled;
    private long orphans;

    DomainMeter(long now) {
        began = now;
        clock = now;
        turnBegan = now;
    }

    /** {@return the time at the begin of this turn of the loop, on the clock of the backend} */
    public long clock() {
        return clock;
    }

    /** Notes the time between two fibers. */
    void tick(long now) {
        clock = now;
    }

    /** Notes a poll that does not sleep: a turn has ended, and the next one begins. */
    void polled(long now) {
        endTurn(now);
        turnBegan = now;
    }

    /** Notes that a poll begins that sleeps. */
    void fallsAsleep(long now) {
        endTurn(now);
        asleepSince = now;
        asleep = true;
    }

    /** Notes that a poll has returned that has slept. */
    void wakes(long now) {
        asleep = false;
        asleepNanos += now - asleepSince;
        sleeps++;
        clock = now;
        turnBegan = now;
    }

    private void endTurn(long now) {
        long nanos = Math.max(0, now - turnBegan);
        polls++;
        lagNanos += nanos;
        lag[lagClass(nanos)]++;
    }

    private static int lagClass(long nanos) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(nanos >> SHORTEST_LAG_BITS);
        return Math.min(bits, LAG_CLASSES - 1);
    }

    /**
     * {@return the upper bound of a class of turns, in nanoseconds}
     *
     * @param lagClass below {@link #LAG_CLASSES} - 1; the last has no bound
     */
    public static long lagBoundNanos(int lagClass) {
        return 1L << lagClass + SHORTEST_LAG_BITS;
    }

    // What tasks report, on their domain

    /** Notes that a task of this domain starts another, here or elsewhere. */
    public void taskStarted() {
        started++;
    }

    /** Notes a task that has returned. */
    public void taskSucceeded() {
        succeeded++;
    }

    /** Notes a task that has thrown. */
    public void taskFailed() {
        failed++;
    }

    /** Notes a task that was cancelled. */
    public void taskCancelled() {
        cancelled++;
    }

    /** Notes a child that became an orphan. */
    public void orphanAdded() {
        orphans++;
    }

    /** Notes a child that is no orphan any more. */
    public void orphanRemoved() {
        orphans--;
    }

    // For observers

    /** {@return the number of tasks that tasks of this domain have started} */
    public long started() {
        return started;
    }

    /** {@return the number of tasks of this domain that have returned} */
    public long succeeded() {
        return succeeded;
    }

    /** {@return the number of tasks of this domain that have thrown} */
    public long failed() {
        return failed;
    }

    /** {@return the number of tasks of this domain that were cancelled} */
    public long cancelled() {
        return cancelled;
    }

    /** {@return the number of tasks of this domain that have ended} */
    public long ended() {
        return succeeded + failed + cancelled;
    }

    /** {@return the number of children that are orphans of a task of this domain} */
    public long orphans() {
        return orphans;
    }

    /** {@return the number of polls, sleeping or not} */
    public long polls() {
        return polls;
    }

    /** {@return the number of polls that slept} */
    public long sleeps() {
        return sleeps;
    }

    /**
     * {@return the nanoseconds that the domain has slept in its poller}
     *
     * @param now on the clock of the backend
     */
    public long asleepNanos(long now) {
        long since = asleepSince;
        return asleep ? asleepNanos + Math.max(0, now - since) : asleepNanos;
    }

    /**
     * {@return the nanoseconds since the domain was opened}
     *
     * @param now on the clock of the backend
     */
    public long upNanos(long now) {
        return now - began;
    }

    /** {@return the sum of the durations of all turns, from one poll to the next} */
    public long lagNanos() {
        return lagNanos;
    }

    /**
     * {@return how many turns had a duration of a class}
     *
     * @param lagClass below {@link #LAG_CLASSES}
     */
    public long turns(int lagClass) {
        return lag[lagClass];
    }
}
