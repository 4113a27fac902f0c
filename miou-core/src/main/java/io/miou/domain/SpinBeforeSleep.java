package io.miou.domain;

/**
 * Decides whether a domain that has run out of work looks again for a moment before it sleeps. Waking a sleeping thread
 * costs tens of microseconds, so a domain that has just had a message from another domain looks for
 * {@value #LOOK_NANOS} ns; after a look in vain it skips 1, 2, 4, ... {@value #MOST_SKIPPED} sleeps. A domain that has
 * had no message since it last slept never looks: an idle one uses no processor. Confined to the domain.
 */
final class SpinBeforeSleep {

    static final long LOOK_NANOS = 15_000;
    static final int MOST_SKIPPED = 64;

    private final boolean worthwhile;
    private boolean hadMessage;
    private int penalty;
    private int toSkip;

    /**
     * @param processors how many there are; with one, looking only keeps the other thread from running
     */
    SpinBeforeSleep(int processors) {
        this.worthwhile = processors > 1;
    }

    /** A message has come from another thread. */
    void messageCame() {
        hadMessage = true;
    }

    /** Whether to look again now, before sleeping. */
    boolean shouldLook() {
        if (!worthwhile || !hadMessage) {
            return false;
        }
        hadMessage = false;
        if (toSkip > 0) {
            toSkip--;
            return false;
        }
        return true;
    }

    /** How the look ended. */
    void looked(boolean somethingCame) {
        if (somethingCame) {
            penalty = 0;
        } else {
            penalty = penalty == 0 ? 1 : Math.min(penalty * 2, MOST_SKIPPED);
            toSkip = penalty;
        }
    }
}
