package io.miou.testkit.turns;

import java.util.ArrayDeque;
import java.util.List;

/**
 * Records the events of a world in order: all of them as a hash, and the last ones word for word.
 *
 * <p>Confined to the domain that has the turn; to be read when the run is over.
 */
public final class Recorder {

    private final int limit;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private long hash = 1;
    private long count;
    private boolean over;

    /**
     * Creates an empty record.
     *
     * @param limit how many events are kept word for word
     */
    public Recorder(int limit) {
        this.limit = limit;
    }

    /**
     * Notes an event.
     *
     * @param nanos when, since the world began
     * @param domain whose it is; -1 for the world's own
     * @param what a short description, the same in every run of the seed
     */
    public void note(long nanos, int domain, String what) {
        if (over) {
            return;
        }
        count++;
        hash = ((hash * 31 + nanos) * 31 + domain) * 31 + what.hashCode();
        hash ^= hash >>> 29;
        if (limit > 0) {
            if (lines.size() == limit) {
                lines.removeFirst();
            }
            lines.add(nanos + " ns, " + (domain < 0 ? "world: " : "domain " + domain + ": ") + what);
        }
    }

    /** Stops the recording: the order of events at the end of a run does not come from the seed. */
    public void end() {
        over = true;
    }

    /** {@return the last events, a line for each} */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** {@return the number of events} */
    public long count() {
        return count;
    }

    /** {@return a number that depends on every event and their order} */
    public long hash() {
        return hash;
    }
}
