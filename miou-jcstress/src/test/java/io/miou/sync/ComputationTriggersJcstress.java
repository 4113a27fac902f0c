package io.miou.sync;

import io.miou.jcstress.Moment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A trigger that is attached while the computation is completed, or while another is detached, is signalled. */
@Outcome(id = "signalled", expect = Expect.ACCEPTABLE, desc = "the completion has signalled it")
@Outcome(id = "refused", expect = Expect.ACCEPTABLE, desc = "the computation was complete")
@Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "it is attached and nobody signals it")
public final class ComputationTriggersJcstress {

    private ComputationTriggersJcstress() {
    }

    /** The computation that ships. */
    @JCStressTest
    @JCStressMeta(ComputationTriggersJcstress.class)
    @State
    public static class ShippedWithCompletion {

        private final Computation<Integer> computation = new Computation<>();
        private final Trigger trigger = new Trigger();
        private boolean attached;

        @Actor
        public void completer() {
            computation.tryReturn(1);
        }

        @Actor
        public void attacher() {
            attached = computation.attach(trigger);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = !attached ? "refused" : trigger.isSignalled() ? "signalled" : "lost";
        }
    }

    /** The computation that ships. */
    @JCStressTest
    @JCStressMeta(ComputationTriggersJcstress.class)
    @State
    public static class ShippedWithDetachment {

        private final Computation<Integer> computation = new Computation<>();
        private final Trigger leaving = new Trigger();
        private final Trigger trigger = new Trigger();
        private boolean attached;

        public ShippedWithDetachment() {
            // One that was detached before, so that the next detachment clears the garbage away.
            Trigger garbage = new Trigger();
            computation.attach(garbage);
            computation.attach(leaving);
            computation.detach(garbage);
        }

        @Actor
        public void attacher() {
            attached = computation.attach(trigger);
        }

        @Actor
        public void detacher() {
            computation.detach(leaving);
        }

        @Arbiter
        public void judge(L_Result result) {
            computation.tryReturn(1);
            result.r1 = !attached ? "refused" : trigger.isSignalled() ? "signalled" : "lost";
        }
    }

    /** Looks whether it is complete and, later, attaches. */
    @JCStressTest
    @JCStressMeta(ComputationTriggersJcstress.class)
    @State
    public static class BrokenAttachThatLooksThenWrites {

        private final CopyOfComputation computation = new CopyOfComputation() {
            @Override
            boolean attach(Trigger trigger) {
                State seen = state.get();
                if (seen.done()) {
                    return false;
                }
                Moment.passes();
                state.set(seen.with(trigger));
                return true;
            }
        };
        private final Trigger trigger = new Trigger();
        private boolean attached;

        @Actor
        public void completer() {
            computation.tryReturn();
        }

        @Actor
        public void attacher() {
            attached = computation.attach(trigger);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = !attached ? "refused" : trigger.isSignalled() ? "signalled" : "lost";
        }
    }

    /** Looks who is attached and, later, writes who is left. */
    @JCStressTest
    @JCStressMeta(ComputationTriggersJcstress.class)
    @State
    public static class BrokenDetachThatLooksThenWrites {

        private final CopyOfComputation computation = new CopyOfComputation() {
            @Override
            void detach(Trigger trigger) {
                State seen = state.get();
                if (!seen.done()) {
                    state.set(seen.without(trigger));
                }
            }
        };
        private final Trigger leaving = new Trigger();
        private final Trigger trigger = new Trigger();
        private boolean attached;

        public BrokenDetachThatLooksThenWrites() {
            // One that was detached before, so that the next detachment clears the garbage away.
            Trigger garbage = new Trigger();
            computation.attach(garbage);
            computation.attach(leaving);
            computation.detach(garbage);
        }

        @Actor
        public void attacher() {
            attached = computation.attach(trigger);
        }

        @Actor
        public void detacher() {
            computation.detach(leaving);
        }

        @Arbiter
        public void judge(L_Result result) {
            computation.tryReturn();
            result.r1 = !attached ? "refused" : trigger.isSignalled() ? "signalled" : "lost";
        }
    }
}
