package io.miou.fiber;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A fiber that is woken while the message of an earlier wake is delivered is made ready, or another message is sent.
 */
@Outcome(id = "ready", expect = Expect.ACCEPTABLE, desc = "the delivery has seen the wake")
@Outcome(id = "sent again", expect = Expect.ACCEPTABLE, desc = "the wake has sent another message")
@Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "neither: it sleeps without end")
public final class WakeJcstress {

    private WakeJcstress() {
    }

    /** The fiber that the domain carries. */
    @JCStressTest
    @JCStressMeta(WakeJcstress.class)
    @State
    public static class ShippedCarried {

        private final CountingHost host = new CountingHost();
        private final Fiber fiber = SuspendedFibers.carried(host);

        @Actor
        public void sender() {
            fiber.wake();
        }

        @Actor
        public void domain() {
            fiber.deliver();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean again = host.posts == 2;
            result.r1 = host.readied == 1 ? "ready" : again ? "sent again" : "lost";
        }
    }

    /** The portable fiber. */
    @JCStressTest
    @JCStressMeta(WakeJcstress.class)
    @State
    public static class ShippedPortable {

        private final CountingHost host = new CountingHost();
        private final Fiber fiber = SuspendedFibers.portable(host);

        @Actor
        public void sender() {
            fiber.wake();
        }

        @Actor
        public void domain() {
            fiber.deliver();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean again = host.posts == 2;
            result.r1 = host.readied == 1 ? "ready" : again ? "sent again" : "lost";
        }
    }

    /** Looks for a wake before the sender can see that the message was delivered. */
    @JCStressTest
    @JCStressMeta(WakeJcstress.class)
    @State
    public static class BrokenDeliveryWithoutAFence {

        private final CountingHost host = new CountingHost();
        private final CopyOfWake fiber = new CopyOfWake(host) {
            @Override
            void deliver() {
                POSTED.setRelease(this, false);
                if (due) {
                    host.ready(null);
                }
            }
        };

        @Actor
        public void sender() {
            fiber.wake();
        }

        @Actor
        public void domain() {
            fiber.deliver();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean again = host.posts == 2;
            result.r1 = host.readied == 1 ? "ready" : again ? "sent again" : "lost";
        }
    }

    /** Looks for a wake and, later, says that the message was delivered. */
    @JCStressTest
    @JCStressMeta(WakeJcstress.class)
    @State
    public static class BrokenDeliveryThatLooksFirst {

        private final CountingHost host = new CountingHost();
        private final CopyOfWake fiber = new CopyOfWake(host) {
            @Override
            void deliver() {
                boolean woken = due;
                POSTED.setVolatile(this, false);
                if (woken) {
                    host.ready(null);
                }
            }
        };

        @Actor
        public void sender() {
            fiber.wake();
        }

        @Actor
        public void domain() {
            fiber.deliver();
        }

        @Arbiter
        public void judge(L_Result result) {
            boolean again = host.posts == 2;
            result.r1 = host.readied == 1 ? "ready" : again ? "sent again" : "lost";
        }
    }
}
