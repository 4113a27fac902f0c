package io.miou.domain;

/**
 * The fibers that a domain may resume between two polls of the operating system (rule 15, ADR 147). Confined to the
 * domain.
 *
 * <p>The program may choose a number, the event interval. Otherwise it is {@value #STANDARD}. With a level-triggered
 * poller it then grows with the crowd: as many fibers as were ready after the last poll, up to
 * {@value #MOST_RESUMPTIONS} and for {@value #MOST_NANOS} ns. An earlier poll would only find again the sockets whose
 * fibers still wait for their turn. A socket that it found anew would wait behind those anyway.
 */
final class PollBudget {

    static final int STANDARD = 64;
    static final int MOST_RESUMPTIONS = 1_024;
    static final long MOST_NANOS = 20_000_000;

    private final int interval;
    private final boolean growsWithCrowd;

    /** The fibers of the crowd that are left for later intervals. */
    private int crowdLeft;

    private long polledAt;

    /**
     * @param chosen by the program; 0: nothing was chosen
     * @param isLevelTriggered whether a poll finds the same sockets again
     */
    PollBudget(int chosen, boolean isLevelTriggered) {
        this.interval = chosen == 0 ? STANDARD : chosen;
        this.growsWithCrowd = chosen == 0 && isLevelTriggered;
    }

    /** {@return the most resumptions until the loop drains its inbox and fires its timers again} */
    int interval() {
        return interval;
    }

    /**
     * Decides after an interval whether another one follows without a poll.
     *
     * @param now the time
     * @return whether the poll is postponed
     */
    boolean isPostponed(long now) {
        if (crowdLeft <= 0 || now - polledAt >= MOST_NANOS) {
            return false;
        }
        crowdLeft -= interval;
        return true;
    }

    /**
     * Notes a poll.
     *
     * @param now the time
     * @param ready the fibers that are ready after it
     */
    void polled(long now, int ready) {
        if (growsWithCrowd) {
            polledAt = now;
            crowdLeft = Math.min(ready, MOST_RESUMPTIONS) - interval;
        }
    }

    /** Has the next turn poll in any case. */
    void pollNext() {
        crowdLeft = 0;
    }
}
