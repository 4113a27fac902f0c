package io.miou.spi;

import io.miou.jcstress.Moment;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A poll that begins while another thread signals it. */
@Outcome(id = "REFUSED", expect = Expect.ACCEPTABLE, desc = "the signal came first: the poll does not sleep")
@Outcome(id = "WOKEN", expect = Expect.ACCEPTABLE, desc = "the poll sleeps, and the signaller wakes the poller")
@Outcome(id = "LOST", expect = Expect.FORBIDDEN, desc = "the poll sleeps, and nobody wakes the poller")
public final class WakeupStateJcstress {

    private WakeupStateJcstress() {
    }

    private static String outcome(boolean asleep, boolean wakes) {
        if (!asleep) {
            return "REFUSED";
        }
        return wakes ? "WOKEN" : "LOST";
    }

    /** The handshake that ships. */
    @JCStressTest
    @JCStressMeta(WakeupStateJcstress.class)
    @State
    public static class Shipped {

        private final WakeupState wakeups = new WakeupState();
        private boolean asleep;
        private boolean wakes;

        @Actor
        public void domain() {
            asleep = wakeups.beginSleep();
        }

        @Actor
        public void sender() {
            wakes = wakeups.signal();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = outcome(asleep, wakes);
        }
    }

    /** Looks whether the domain polls and, later, signals. */
    @JCStressTest
    @JCStressMeta(WakeupStateJcstress.class)
    @State
    public static class BrokenSignalThatLooksThenWrites {

        private static final int AWAKE = 0;
        private static final int POLLING = 1;
        private static final int SIGNALLED = 2;

        private final AtomicInteger state = new AtomicInteger(AWAKE);
        private boolean asleep;
        private boolean wakes;

        @Actor
        public void domain() {
            asleep = state.compareAndSet(AWAKE, POLLING);
        }

        @Actor
        public void sender() {
            wakes = state.get() == POLLING;
            Moment.passes();
            state.set(SIGNALLED);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = outcome(asleep, wakes);
        }
    }
}
