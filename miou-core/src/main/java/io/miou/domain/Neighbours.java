package io.miou.domain;

import io.miou.inbox.Inbox;

/**
 * The domains of a run, for the question whether they need all processors now.
 *
 * <p>Threads: any domain may ask; the answer may be out of date. The domains are added before the first of them starts.
 */
public final class Neighbours {

    private final Inbox[] inboxes;
    private final int processors;

    /**
     * Creates the view of a run whose domains are not there yet.
     *
     * @param domains the number of them
     * @param processors of the machine
     */
    public Neighbours(int domains, int processors) {
        this.inboxes = new Inbox[domains];
        this.processors = processors;
    }

    void add(int domain, Inbox inbox) {
        inboxes[domain] = inbox;
    }

    int processors() {
        return processors;
    }

    /**
     * {@return whether more domains are awake than there are processors} A domain with a message counts as awake. A run
     * with no more domains than processors looks at none of them.
     */
    boolean needAllProcessors() {
        if (inboxes.length <= processors) {
            return false;
        }
        int awake = 0;
        for (Inbox inbox : inboxes) {
            if (!inbox.isAsleep() && ++awake > processors) {
                return true;
            }
        }
        return false;
    }
}
