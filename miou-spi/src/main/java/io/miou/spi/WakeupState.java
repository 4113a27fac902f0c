package io.miou.spi;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handshake between a poll and its wakeups, for backends whose poller has a system call that wakes it.
 * {@link #signal()} is for any thread, the rest for the domain's.
 *
 * <pre>
 * state      meaning                                  beginSleep      endPoll   signal
 * AWAKE      no signal since the last poll returned   -&gt; POLLING      -&gt; AWAKE  -&gt; SIGNALLED
 * POLLING    in the poller, or about to be            (not called)    -&gt; AWAKE  -&gt; SIGNALLED, wake poller
 * SIGNALLED  the poll has to return at once           stays: refused  -&gt; AWAKE  stays
 * </pre>
 *
 * How each signal is caught:
 * <ul>
 * <li>before {@code beginSleep}: the state is SIGNALLED, so the poll does not sleep;</li>
 * <li>after {@code beginSleep} and before {@code endPoll}: the signaller finds POLLING and wakes the poller. That must
 *     work also if the domain is not asleep yet. Either the poller's own wakeup is sticky, or the poller publishes that
 *     it sleeps and asks {@link #isSignalled()} before it goes to sleep;</li>
 * <li>after {@code endPoll}: it is a signal to the next poll.</li>
 * </ul>
 * A signaller that found POLLING may be so slow that it wakes the poller when its poll has long returned. Then a later
 * poll returns early, which is allowed. Or a poll that does not wait consumes the wakeup. That is no loss, because the
 * poll that the signal was for is over.
 *
 * <p>Happens-before: every transition is an atomic read-and-write of one variable. So the domain sees the writes of a
 * thread before {@code signal} after the next {@code endPoll}, also if another signal came first.
 *
 * {@snippet :
 * public void poll(long timeoutNanos) {
 *     if (!wakeups.beginSleep()) {
 *         pollNow();
 *         return;
 *     }
 *     try {
 *         poller.sleep(timeoutNanos);
 *     } finally {
 *         wakeups.endPoll();
 *     }
 * }
 *
 * public void wakeup() {
 *     if (wakeups.signal()) {
 *         poller.wake();
 *     }
 * }
 * }
 *
 * @since 0.1.0
 */
public final class WakeupState {
    private static final int AWAKE = 0;
    private static final int POLLING = 1;
    private static final int SIGNALLED = 2;

    private final AtomicInteger state = new AtomicInteger(AWAKE);

    /** Creates the state of a poller that is not polling and was not signalled. */
    public WakeupState() {
    }

    /** {@return whether the poll may sleep; false if it was signalled} The domain only; {@link #endPoll} follows. */
    public boolean beginSleep() {
        return state.compareAndSet(AWAKE, POLLING);
    }

    /** {@return whether a poll that has begun to sleep has been signalled since, and must not} Any thread. */
    public boolean isSignalled() {
        return state.get() == SIGNALLED;
    }

    /** Takes note that a poll is over; the signals that came before count as delivered. The domain only. */
    public void endPoll() {
        // Not set(): it would not read, and a signal that is overwritten must still be seen (happens-before).
        state.getAndSet(AWAKE);
    }

    /** {@return whether the poller has to be woken} Any thread. */
    public boolean signal() {
        return state.getAndSet(SIGNALLED) == POLLING;
    }
}
