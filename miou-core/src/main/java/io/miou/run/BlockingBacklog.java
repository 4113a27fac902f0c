package io.miou.run;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The work that waits for a thread of a {@link BlockingPool}, in order.
 *
 * <p>Threads: guarded by the lock of the pool.
 */
final class BlockingBacklog {

    private final LinkedHashSet<Runnable> waiting = new LinkedHashSet<>();

    /** The time at which the backlog was last empty. */
    private long waitingSince;

    private boolean warned;

    /** Adds work at the end. {@return whether the backlog was empty, and no warning has been given yet} */
    boolean add(Runnable work) {
        boolean first = waiting.isEmpty();
        if (first) {
            waitingSince = System.nanoTime();
        }
        waiting.add(work);
        return first && !warned;
    }

    void remove(Runnable work) {
        waiting.remove(work);
    }

    /** Takes the oldest work, if there is any. */
    @Nullable
    Runnable poll() {
        return waiting.isEmpty() ? null : waiting.removeFirst();
    }

    int size() {
        return waiting.size();
    }

    boolean hasWarned() {
        return warned;
    }

    /** Notes the only warning of the pool, if the backlog was not empty for this time. {@return whether to warn now} */
    boolean takeWarning(long nanos) {
        warned = System.nanoTime() - waitingSince >= nanos;
        return warned;
    }
}
