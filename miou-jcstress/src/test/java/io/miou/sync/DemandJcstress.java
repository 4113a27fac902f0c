package io.miou.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A request that comes while the publisher begins to wait for one: the publisher sees it or hears the bell. */
@Outcome(id = "seen", expect = Expect.ACCEPTABLE, desc = "the publisher has seen the request")
@Outcome(id = "rung", expect = Expect.ACCEPTABLE, desc = "the subscriber has rung the bell")
@Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "the publisher waits, and nobody rings")
public final class DemandJcstress {

    private DemandJcstress() {
    }

    private static final class Silent implements Flow.Subscriber<Object> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
        }

        @Override
        public void onNext(Object item) {
        }

        @Override
        public void onError(Throwable reason) {
        }

        @Override
        public void onComplete() {
        }
    }

    /** The demand that ships. */
    @JCStressTest
    @JCStressMeta(DemandJcstress.class)
    @State
    public static class Shipped {

        private final Demand<Object> demand = new Demand<>(new Silent());
        private Trigger bell;
        private boolean empty;

        @Actor
        public void publisher() {
            bell = demand.newBell();
            empty = demand.isEmpty();
        }

        @Actor
        public void subscriber() {
            demand.request(1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = !empty ? "seen" : bell.isSignalled() ? "rung" : "lost";
        }
    }

    /** Looks for requests before the subscriber can see the bell. */
    @JCStressTest
    @JCStressMeta(DemandJcstress.class)
    @State
    public static class BrokenBellWithoutAFence {

        private final QuietDemand demand = new QuietDemand();
        private Trigger bell;
        private boolean empty;

        @Actor
        public void publisher() {
            bell = demand.newBell();
            empty = demand.isEmpty();
        }

        @Actor
        public void subscriber() {
            demand.request(1);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = !empty ? "seen" : bell.isSignalled() ? "rung" : "lost";
        }
    }

    /** The processor may put off the release until after the look: only a full fence between them would do. */
    private static final class QuietDemand {

        private static final VarHandle BELL;

        static {
            try {
                BELL = MethodHandles.lookup().findVarHandle(QuietDemand.class, "bell", Trigger.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final AtomicLong requested = new AtomicLong();
        private volatile Trigger bell;

        Trigger newBell() {
            Trigger next = new Trigger();
            BELL.setRelease(this, next);
            return next;
        }

        boolean isEmpty() {
            return requested.get() == 0;
        }

        void request(long items) {
            requested.addAndGet(items);
            Trigger waiting = bell;
            if (waiting != null) {
                waiting.signal();
            }
        }
    }
}
