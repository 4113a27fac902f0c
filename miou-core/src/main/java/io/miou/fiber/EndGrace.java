package io.miou.fiber;

/**
 * Measures the grace of a run: how long the run waits at its end for fibers that do not come back from a call of the
 * JDK (rule 32).
 *
 * <p>Threads: any thread may call any method. {@code startedAt} is written before the volatile {@code started}.
 */
public final class EndGrace {

    /**
     * The grace after a first fiber was given up. It is shorter, because fibers that wait for the same lock come back
     * one after the other.
     */
    private static final long NEXT_NANOS = 1_000_000_000;

    private final long nanos;
    private long startedAt;
    private volatile boolean started;
    private volatile boolean shortened;

    /**
     * Creates a grace without end, until {@link #start}.
     *
     * @param nanos the grace from then on
     */
    public EndGrace(long nanos) {
        this.nanos = nanos;
    }

    /**
     * Starts the grace: the run is about to end.
     *
     * @return false if it was started before
     */
    public synchronized boolean start() {
        if (started) {
            return false;
        }
        startedAt = System.nanoTime();
        started = true;
        return true;
    }

    /** Shortens the grace, after a fiber was given up. */
    public void shorten() {
        shortened = true;
    }

    /** {@return whether the grace is over for a fiber that has not come back since {@link #start}} */
    public boolean isOver() {
        return started && isOver(startedAt);
    }

    /**
     * {@return whether the grace is over for a fiber}
     *
     * @param awaySince the time since which the fiber has not come back, as of {@link System#nanoTime}
     */
    public boolean isOver(long awaySince) {
        if (!started) {
            return false;
        }
        long since = awaySince - startedAt > 0 ? awaySince : startedAt;
        return System.nanoTime() - since >= (shortened ? Math.min(nanos, NEXT_NANOS) : nanos);
    }
}
