package io.miou.backend.nio;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handshake between a poll and its wakeups. {@link #signal()} is for any thread, the rest for the domain's.
 *
 * <pre>
 * state      meaning                                  beginSleep      endPoll   signal
 * AWAKE      no signal since the last poll returned   -&gt; POLLING      -&gt; AWAKE  -&gt; SIGNALLED
 * POLLING    in the selector, or about to be          (not called)    -&gt; AWAKE  -&gt; SIGNALLED, wake selector
 * SIGNALLED  the poll has to return at once           stays: refused  -&gt; AWAKE  stays
 * </pre>
 *
 * How each signal is caught:
 * <ul>
 * <li>before {@code beginSleep}: the state is SIGNALLED, so the poll does not sleep;</li>
 * <li>after {@code beginSleep} and before {@code endPoll}: the signaller finds POLLING and wakes the selector, whose
 * wakeup is sticky itself, so it does not matter whether the domain is asleep yet;</li>
 * <li>after {@code endPoll}: it is a signal to the next poll.</li>
 * </ul>
 * A signaller that found POLLING may be so slow that it wakes the selector when its poll has long returned. Then a
 * later poll returns early, which is allowed; or a {@code selectNow} swallows it, which is no loss, because the poll
 * that the signal was for is over.
 *
 * <p>Happens-before: every transition is an atomic read-and-write of one variable. What a thread did before
 * {@code signal} is therefore seen by the domain after the next {@code endPoll}, also if another signal came first.
 */
final class WakeupState {
    private static final int AWAKE = 0;
    private static final int POLLING = 1;
    private static final int SIGNALLED = 2;

    private final AtomicInteger state = new AtomicInteger(AWAKE);

    /** {@return whether the poll may sleep; false if it was signalled} */
    boolean beginSleep() {
        return state.compareAndSet(AWAKE, POLLING);
    }

    /** Takes note that a poll is over; the signals that came before count as delivered. */
    void endPoll() {
        // Not set(): it would not read, and a signal that is overwritten must still be seen (happens-before).
        state.getAndSet(AWAKE);
    }

    /** {@return whether the selector has to be woken} */
    boolean signal() {
        return state.getAndSet(SIGNALLED) == POLLING;
    }
}
