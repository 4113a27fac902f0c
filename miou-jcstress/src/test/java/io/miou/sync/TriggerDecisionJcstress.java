package io.miou.sync;

import io.miou.jcstress.Moment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Exactly one of two signals wins, and exactly one of a signal and the cancellation of the waiter. */
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first has won")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second has won")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both have won, or none")
public final class TriggerDecisionJcstress {

    private TriggerDecisionJcstress() {
    }

    /** The trigger that ships. */
    @JCStressTest
    @JCStressMeta(TriggerDecisionJcstress.class)
    @State
    public static class ShippedWithTwoSignals {

        private final Trigger trigger = new Trigger();

        @Actor
        public void signal(ZZ_Result result) {
            result.r1 = trigger.signal();
        }

        @Actor
        public void otherSignal(ZZ_Result result) {
            result.r2 = trigger.signal();
        }
    }

    /** The trigger that ships. */
    @JCStressTest
    @JCStressMeta(TriggerDecisionJcstress.class)
    @State
    public static class ShippedWithCancellation {

        private final Trigger trigger = new Trigger();
        private final Trigger.FiberWait waiter = trigger.new FiberWait(EndedTask.TASK);

        public ShippedWithCancellation() {
            trigger.attach(waiter);
        }

        @Actor
        public void signal(ZZ_Result result) {
            result.r1 = trigger.signal();
        }

        @Actor
        public void cancellation(ZZ_Result result) {
            result.r2 = waiter.withdraw();
        }
    }

    /** Looks whether it was signalled and, later, signals. */
    @JCStressTest
    @JCStressMeta(TriggerDecisionJcstress.class)
    @State
    public static class BrokenSignalThatLooksThenWrites {

        private final CopyOfTrigger trigger = new CopyOfTrigger() {
            @Override
            boolean signal() {
                if (state.get() == SIGNALLED) {
                    return false;
                }
                Moment.passes();
                state.set(SIGNALLED);
                return true;
            }
        };

        @Actor
        public void signal(ZZ_Result result) {
            result.r1 = trigger.signal();
        }

        @Actor
        public void otherSignal(ZZ_Result result) {
            result.r2 = trigger.signal();
        }
    }

    /** Looks whether it was signalled and, later, withdraws the waiter. */
    @JCStressTest
    @JCStressMeta(TriggerDecisionJcstress.class)
    @State
    public static class BrokenCancellationThatLooksThenWrites {

        private final CopyOfTrigger trigger = new CopyOfTrigger() {
            @Override
            boolean withdraw() {
                if (state.get() != WAITER) {
                    return false;
                }
                state.set(WITHDRAWN);
                return true;
            }
        };

        public BrokenCancellationThatLooksThenWrites() {
            trigger.state.set(CopyOfTrigger.WAITER);
        }

        @Actor
        public void signal(ZZ_Result result) {
            result.r1 = trigger.signal();
        }

        @Actor
        public void cancellation(ZZ_Result result) {
            result.r2 = trigger.withdraw();
        }
    }
}
