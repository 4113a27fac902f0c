package io.miou.fiber;

/**
 * How long a run that is to end waits for fibers that do not come back from a call of the JDK (rule 32). One for each run.
 *
 * <p>Threads: any thread may call any method. {@code startedAt} is written before the volatile {@code started}.
 */
public final class Patience {

    /** When one fiber was given up, those that wait for the same lock are not waited for as long, one after the other. */
    private static final long NEXT_NANOS = 1_000_000_000;

    private final long nanos;
    private long startedAt;
    private volatile boolean started;
    private volatile boolean shortened;

    /**
     * Creates one that is without end until it is started.
     *
     * @param nanos how long it lasts then
     */
    public Patience(long nanos) {
        this.nanos = nanos;
    }

    /**
     * The run is to end: from now on time counts.
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

    /** A fiber was given up. */
    public void shorten() {
        shortened = true;
    }

    /** {@return whether a fiber is not waited for any longer that has not come back since the run was asked to end} */
    public boolean isOver() {
        return started && isOver(startedAt);
    }

    /**
     * {@return whether a fiber is not waited for any longer}
     *
     * @param awaySince when it was last seen to come back, as of {@link System#nanoTime}
     */
    public boolean isOver(long awaySince) {
        if (!started) {
            return false;
        }
        long since = awaySince - startedAt > 0 ? awaySince : startedAt;
        return System.nanoTime() - since >= (shortened ? Math.min(nanos, NEXT_NANOS) : nanos);
    }
}
