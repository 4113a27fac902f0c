package io.miou.sync;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Exactly one of two completions wins, and its result is the one that is read. */
@Outcome(id = "first", expect = Expect.ACCEPTABLE, desc = "the first has won")
@Outcome(id = "second", expect = Expect.ACCEPTABLE, desc = "the second has won")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both have won, or none, or the result is that of the other")
public final class ComputationResultJcstress {

    private ComputationResultJcstress() {
    }

    /** The computation that ships. */
    @JCStressTest
    @JCStressMeta(ComputationResultJcstress.class)
    @State
    public static class Shipped {

        private final Computation<Integer> computation = new Computation<>();
        private boolean first;
        private boolean second;

        @Actor
        public void returner() {
            first = computation.tryReturn(1);
        }

        @Actor
        public void canceller() {
            second = computation.tryCancel(new CancellationException());
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean returned = computation.peek().orElseThrow() instanceof io.miou.Outcome.Success<Integer>;
            result.r1 = first == second || first != returned ? "not one" : first ? "first" : "second";
        }
    }

    /** Looks whether it is complete and, later, completes it. */
    @JCStressTest
    @JCStressMeta(ComputationResultJcstress.class)
    @State
    public static class BrokenCompletionThatLooksThenWrites {

        private final CopyOfComputation computation = new CopyOfComputation() {
            @Override
            boolean tryReturn() {
                State seen = state.get();
                if (seen.done()) {
                    return false;
                }
                state.set(new State(true, List.of()));
                signalAll(seen);
                return true;
            }
        };
        private boolean first;
        private boolean second;

        @Actor
        public void returner() {
            first = computation.tryReturn();
        }

        @Actor
        public void canceller() {
            second = computation.tryReturn();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = first == second ? "not one" : first ? "first" : "second";
        }
    }
}
