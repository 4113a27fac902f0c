package io.miou.testkit.turns;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A world's clock, and the actions of the world with their times. Actions that are due at the same time happen in a
 * random order, unless one has put the other on the agenda.
 *
 * <p>Confined to the domain that has the turn, except {@link #now}, which any thread may read: the time is volatile.
 */
public final class Agenda {

    private record Entry(long time, long order, long number, Runnable action) {
    }

    /**
     * A clock that begins at 0 would hide mistakes with deadlines that are relative; one near the overflow shows them.
     */
    private static final long BEGINNING = Long.MAX_VALUE - 3_600_000_000_000L;

    private static final Comparator<Entry> BY_TIME = (one, other) -> {
        int byTime = Long.compare(one.time - other.time, 0);
        int byOrder = byTime != 0 ? byTime : Long.compare(one.order, other.order);
        return byOrder != 0 ? byOrder : Long.compare(one.number, other.number);
    };

    private final PriorityQueue<Entry> entries = new PriorityQueue<>(BY_TIME);
    private final SplittableRandom random;
    private volatile long now = BEGINNING;
    private long count;

    /**
     * Creates an empty agenda.
     *
     * @param random decides the order of actions that are due at one moment
     */
    public Agenda(SplittableRandom random) {
        this.random = random;
    }

    /** {@return the time in nanoseconds; only differences mean something} Any thread. */
    public long now() {
        return now;
    }

    /** {@return the nanoseconds since the world began} Any thread. */
    public long elapsed() {
        return now - BEGINNING;
    }

    /**
     * Puts something on the agenda.
     *
     * @param nanos from now; not negative
     * @param action runs then; must not throw
     */
    public void in(long nanos, Runnable action) {
        entries.add(new Entry(now + nanos, random.nextLong(), count++, action));
    }

    /** {@return the time until the next action is due; {@link Long#MAX_VALUE} if there is none} */
    long untilNext() {
        Entry next = entries.peek();
        return next == null ? Long.MAX_VALUE : Math.max(0, next.time - now);
    }

    void moveBy(long nanos) {
        setNow(now + nanos);
    }

    private void setNow(long time) {
        now = time;
    }

    void runDue() {
        for (Entry next = entries.peek(); next != null && next.time - now <= 0; next = entries.peek()) {
            entries.remove();
            next.action.run();
        }
    }
}
