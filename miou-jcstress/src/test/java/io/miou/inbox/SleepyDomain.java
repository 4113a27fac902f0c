package io.miou.inbox;

import io.miou.spi.WakeupState;

/**
 * A domain that goes to sleep and is woken as {@code DomainLoop} and the backends do it, by an inbox and a {@link
 * WakeupState}. Only the poller is another: instead of sleeping it takes note that it would, and a wakeup stays in it.
 *
 * <p>Threads: {@link #send} is for the sender, {@link #goToSleep} and {@link #endPollAndGoToSleep} for the domain,
 * {@link #judge} for a third caller, after both have finished.
 */
final class SleepyDomain {

    private final Box inbox;
    private final WakeupState wakeups = new WakeupState();
    private final Parcel parcel = new Parcel();
    private boolean pollerWoken;
    private boolean asleep;
    private Message taken;
    private int content;

    SleepyDomain(Box inbox) {
        this.inbox = inbox;
    }

    /** Returns a domain that sleeps already. Its poll is about to end because its time is up. */
    static SleepyDomain asleep(Box inbox) {
        SleepyDomain domain = new SleepyDomain(inbox);
        boolean _ = inbox.fallAsleep() && domain.wakeups.beginSleep();
        return domain;
    }

    void send() {
        parcel.content = 1;
        if (inbox.push(parcel) && wakeups.signal()) {
            pollerWoken = true;
        }
    }

    void goToSleep() {
        take();
        if (taken == null && inbox.fallAsleep()) {
            if (wakeups.beginSleep()) {
                asleep = true;
            } else {
                endPoll();
            }
        }
    }

    void endPollAndGoToSleep() {
        endPoll();
        goToSleep();
    }

    private void endPoll() {
        wakeups.endPoll();
        inbox.awake();
    }

    private void take() {
        taken = inbox.takeAll();
        if (taken != null) {
            content = ((Parcel) taken).content;
        }
    }

    String judge() {
        if (asleep && !pollerWoken) {
            return "lost";
        }
        String when = asleep ? "woken" : taken != null ? "taken" : "awake";
        if (taken == null) {
            endPoll();
            take();
        }
        return content == 1 ? when : "missing";
    }
}
