package io.miou.domain;

import io.miou.inbox.Inbox;

/**
 * Lets a domain without work spin on its inbox for a moment before it sleeps. Waking a sleeping thread costs tens of
 * microseconds, so a domain that has had a message since its last sleep spins for {@value #LOOK_NANOS} ns. After a spin
 * that found nothing it skips 1, 2, 4, ... {@value #MOST_SKIPPED} spins. Without such a message it never spins: an idle
 * domain uses no processor (rule 20). Nor does it spin while more domains are awake than there are processors: the one
 * that it waits for may need its own (ADR 148). Confined to the domain.
 */
final class SpinBeforeSleep {

    static final long LOOK_NANOS = 15_000;
    static final int MOST_SKIPPED = 64;

    private final boolean worthwhile;
    private final Neighbours neighbours;
    private boolean hadMessage;
    private int penalty;
    private int toSkip;

    /**
     * @param neighbours the domains of the run; on a single processor, spinning only keeps them from running
     */
    SpinBeforeSleep(Neighbours neighbours) {
        this.worthwhile = neighbours.processors() > 1;
        this.neighbours = neighbours;
    }

    /** Notes that a message came from another thread. */
    void messageCame() {
        hadMessage = true;
    }

    /** Spins, if that is worthwhile now. {@return whether a message came meanwhile} */
    boolean findsMessage(Inbox inbox) {
        if (!shouldLook()) {
            return false;
        }
        long end = System.nanoTime() + LOOK_NANOS;
        while (inbox.isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                looked(false);
                return false;
            }
            Thread.onSpinWait();
        }
        looked(true);
        return true;
    }

    /** Returns whether to spin now, before sleeping. */
    boolean shouldLook() {
        if (!worthwhile || !hadMessage) {
            return false;
        }
        hadMessage = false;
        if (toSkip > 0) {
            toSkip--;
            return false;
        }
        return !neighbours.needAllProcessors();
    }

    /** Notes how the spin ended. */
    void looked(boolean somethingCame) {
        if (somethingCame) {
            penalty = 0;
        } else {
            penalty = penalty == 0 ? 1 : Math.min(penalty * 2, MOST_SKIPPED);
            toSkip = penalty;
        }
    }
}
