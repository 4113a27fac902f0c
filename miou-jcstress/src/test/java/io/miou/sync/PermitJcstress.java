package io.miou.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A permit that is released while a waiter arrives, or is cancelled, is either taken by that waiter or free: never
 * lost, never both.
 */
@Outcome(id = "taken", expect = Expect.ACCEPTABLE, desc = "it was released before")
@Outcome(id = "handed over", expect = Expect.ACCEPTABLE, desc = "the waiter was given it")
@Outcome(id = "given back", expect = Expect.ACCEPTABLE, desc = "the waiter was cancelled, and the permit is free")
@Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "the permit is gone, or free while a waiter waits")
@Outcome(id = "both", expect = Expect.FORBIDDEN, desc = "the waiter was cancelled and given it")
public final class PermitJcstress {

    private PermitJcstress() {
    }

    /** The semaphore that ships. */
    @JCStressTest
    @JCStressMeta(PermitJcstress.class)
    @State
    public static class ShippedWithWaiter {

        private final Semaphore permit = new Semaphore(0);
        private final PassiveWaiter waiter = new PassiveWaiter(permit.lock);
        private boolean acquired;

        @Actor
        public void waiter() {
            acquired = permit.acquireOrJoin(waiter);
        }

        @Actor
        public void releaser() {
            permit.release();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = acquired ? "taken" : waiter.isWoken() ? "handed over" : "lost";
        }
    }

    /** The semaphore that ships, and the waiter that ships. */
    @JCStressTest
    @JCStressMeta(PermitJcstress.class)
    @State
    public static class ShippedWithCancellation {

        private final Semaphore permit = new Semaphore(0);
        private final PassiveWaiter waiter = new PassiveWaiter(permit.lock);
        private boolean withdrawn;

        public ShippedWithCancellation() {
            permit.acquireOrJoin(waiter);
        }

        @Actor
        public void cancellation() {
            withdrawn = waiter.withdraw();
        }

        @Actor
        public void releaser() {
            permit.release();
        }

        @Arbiter
        public void judge(L_Result result) {
            if (withdrawn == waiter.isWoken()) {
                result.r1 = withdrawn ? "both" : "lost";
            } else {
                result.r1 = !withdrawn ? "handed over" : permit.permits() == 1 ? "given back" : "lost";
            }
        }
    }

    /** Looks for a permit and, later, joins the queue. */
    @JCStressTest
    @JCStressMeta(PermitJcstress.class)
    @State
    public static class BrokenJoinThatLooksWithoutTheLock {

        private final CopyOfSemaphore permit = new CopyOfSemaphore(0) {
            @Override
            boolean acquireOrJoin(Waiter waiter) {
                if (permits > 0) {
                    return super.acquireOrJoin(waiter);
                }
                lock.lock();
                queue.add(waiter);
                lock.unlock();
                return false;
            }
        };
        private final PassiveWaiter waiter = new PassiveWaiter(permit.lock);
        private boolean acquired;

        @Actor
        public void waiter() {
            acquired = permit.acquireOrJoin(waiter);
        }

        @Actor
        public void releaser() {
            permit.release();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = acquired ? "taken" : waiter.isWoken() ? "handed over" : "lost";
        }
    }

    /** A waiter that does not take note that it was served. */
    @JCStressTest
    @JCStressMeta(PermitJcstress.class)
    @State
    public static class BrokenWaiterThatIsClaimedInAnyCase {

        private final Semaphore permit = new Semaphore(0);
        private final PassiveWaiter waiter = new PassiveWaiter(permit.lock) {
            @Override
            boolean claim() {
                return true;
            }
        };
        private boolean withdrawn;

        public BrokenWaiterThatIsClaimedInAnyCase() {
            permit.acquireOrJoin(waiter);
        }

        @Actor
        public void cancellation() {
            withdrawn = waiter.withdraw();
        }

        @Actor
        public void releaser() {
            permit.release();
        }

        @Arbiter
        public void judge(L_Result result) {
            if (withdrawn == waiter.isWoken()) {
                result.r1 = withdrawn ? "both" : "lost";
            } else {
                result.r1 = !withdrawn ? "handed over" : permit.permits() == 1 ? "given back" : "lost";
            }
        }
    }
}
