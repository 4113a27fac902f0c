package io.miou.fiber;

import io.miou.jcstress.Moment;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A call that is taken back while the called thread takes it is had by exactly one of the two. */
@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the called thread has the domain")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the caller has it again")
@Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "both have the domain, or nobody")
public final class PortableHandoffJcstress {

    private PortableHandoffJcstress() {
    }

    /** The handoff that ships. */
    @JCStressTest
    @JCStressMeta(PortableHandoffJcstress.class)
    @State
    public static class Shipped {

        /** An unpark of a thread that was never started does nothing. */
        private static final Thread CALLED = new Thread();

        private final PortableHandoff handoff = PortableHandoff.of(CALLED);

        public Shipped() {
            handoff.callWhenAway(ParkedThread.HANDOFF);
        }

        @Actor
        public void called(ZZ_Result result) {
            result.r1 = handoff.awaitCall(0);
        }

        @Actor
        public void caller(ZZ_Result result) {
            result.r2 = handoff.takeBack(ParkedThread.HANDOFF);
        }
    }

    /** Looks whether there is a call and, later, takes it. */
    @JCStressTest
    @JCStressMeta(PortableHandoffJcstress.class)
    @State
    public static class BrokenTakeThatLooksThenWrites {

        private final AtomicReference<Object> call = new AtomicReference<>(ParkedThread.HANDOFF);

        @Actor
        public void called(ZZ_Result result) {
            if (call.get() != null) {
                Moment.passes();
                call.set(null);
                result.r1 = true;
            }
        }

        @Actor
        public void caller(ZZ_Result result) {
            result.r2 = call.compareAndSet(ParkedThread.HANDOFF, null);
        }
    }
}
