package io.miou.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An action that is attached while the trigger is signalled runs once, and sees what came before the signal. */
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "it has run once, after the signal")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "it was lost")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "it has not seen what came before the signal")
@Outcome(id = "2, .", expect = Expect.FORBIDDEN, desc = "it has run twice")
public final class TriggerActionJcstress {

    private TriggerActionJcstress() {
    }

    /** The trigger that ships. */
    @JCStressTest
    @JCStressMeta(TriggerActionJcstress.class)
    @State
    public static class Shipped {

        private final Trigger trigger = new Trigger();
        private int message;
        private int runs;
        private int seen;

        private void act() {
            runs++;
            seen = message;
        }

        @Actor
        public void signaller() {
            message = 1;
            trigger.signal();
        }

        @Actor
        public void attacher() {
            trigger.onSignal(this::act);
        }

        @Arbiter
        public void judge(II_Result result) {
            result.r1 = runs;
            result.r2 = seen;
        }
    }

    /** Looks whether it was signalled and, later, attaches. */
    @JCStressTest
    @JCStressMeta(TriggerActionJcstress.class)
    @State
    public static class BrokenAttachThatLooksThenWrites {

        private final CopyOfTrigger trigger = new CopyOfTrigger() {
            @Override
            void onSignal(Runnable action) {
                if (state.get() == SIGNALLED) {
                    action.run();
                } else {
                    state.set(action);
                }
            }
        };
        private int message;
        private int runs;
        private int seen;

        private void act() {
            runs++;
            seen = message;
        }

        @Actor
        public void signaller() {
            message = 1;
            trigger.signal();
        }

        @Actor
        public void attacher() {
            trigger.onSignal(this::act);
        }

        @Arbiter
        public void judge(II_Result result) {
            result.r1 = runs;
            result.r2 = seen;
        }
    }

    /** Signals without a look at what was attached meanwhile. */
    @JCStressTest
    @JCStressMeta(TriggerActionJcstress.class)
    @State
    public static class BrokenSignalThatRunsWhatItSawFirst {

        private final CopyOfTrigger trigger = new CopyOfTrigger() {
            @Override
            boolean signal() {
                Object seen = state.get();
                state.set(SIGNALLED);
                run(seen);
                return true;
            }
        };
        private int message;
        private int runs;
        private int seen;

        private void act() {
            runs++;
            seen = message;
        }

        @Actor
        public void signaller() {
            message = 1;
            trigger.signal();
        }

        @Actor
        public void attacher() {
            trigger.onSignal(this::act);
        }

        @Arbiter
        public void judge(II_Result result) {
            result.r1 = runs;
            result.r2 = seen;
        }
    }
}
