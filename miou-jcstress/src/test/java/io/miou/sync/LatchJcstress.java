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

/** A waiter that arrives while the latch opens does not wait for good. */
@Outcome(id = "open", expect = Expect.ACCEPTABLE, desc = "it found the latch open")
@Outcome(id = "woken", expect = Expect.ACCEPTABLE, desc = "it was woken")
@Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "it waits at an open latch")
public final class LatchJcstress {

    private LatchJcstress() {
    }

    /** The latch that ships. */
    @JCStressTest
    @JCStressMeta(LatchJcstress.class)
    @State
    public static class Shipped {

        private final Latch latch = new Latch(1);
        private final PassiveWaiter waiter = new PassiveWaiter(new SpinLock());
        private boolean joined;

        @Actor
        public void counter() {
            latch.countDown();
        }

        @Actor
        public void waiter() {
            joined = latch.join(waiter);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = !joined ? "open" : waiter.isWoken() ? "woken" : "lost";
        }
    }

    /** Looks whether it is open and, later, joins the queue. */
    @JCStressTest
    @JCStressMeta(LatchJcstress.class)
    @State
    public static class BrokenJoinThatLooksWithoutTheLock {

        private final LookingLatch latch = new LookingLatch();
        private final PassiveWaiter waiter = new PassiveWaiter(new SpinLock());
        private boolean joined;

        @Actor
        public void counter() {
            latch.countDown();
        }

        @Actor
        public void waiter() {
            joined = latch.join(waiter);
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = !joined ? "open" : waiter.isWoken() ? "woken" : "lost";
        }
    }

    /** A latch with a fault: a waiter may still enter its queue after the latch was opened and the queue emptied. */
    private static final class LookingLatch {

        private final SpinLock lock = new SpinLock();
        private final WaitQueue queue = new WaitQueue();
        private volatile int count = 1;

        void countDown() {
            count = 0;
            queue.serveAll(lock, Waiter::wake);
        }

        boolean join(Waiter waiter) {
            if (count == 0) {
                return false;
            }
            Moment.passes();
            lock.lock();
            queue.add(waiter);
            lock.unlock();
            return true;
        }
    }
}
