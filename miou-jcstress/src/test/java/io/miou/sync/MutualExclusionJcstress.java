package io.miou.sync;

import io.miou.jcstress.Moment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Only one thread at a time runs under the lock of the primitives, and only one with the permit of a mutex. */
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "both at once")
public final class MutualExclusionJcstress {

    private MutualExclusionJcstress() {
    }

    /** The lock that ships. */
    @JCStressTest
    @JCStressMeta(MutualExclusionJcstress.class)
    @State
    public static class ShippedLock {

        private final SpinLock lock = new SpinLock();
        private int counter;

        private void next() {
            lock.lock();
            int seen = counter;
            Moment.passes();
            counter = seen + 1;
            lock.unlock();
        }

        @Actor
        public void one() {
            next();
        }

        @Actor
        public void other() {
            next();
        }

        @Arbiter
        public void judge(I_Result result) {
            result.r1 = counter;
        }
    }

    /** The semaphore that ships, as a mutex uses it. */
    @JCStressTest
    @JCStressMeta(MutualExclusionJcstress.class)
    @State
    public static class ShippedPermit {

        private final Semaphore permit = new Semaphore(1);
        private int counter;

        private void next() {
            PassiveWaiter waiter = new PassiveWaiter(permit.lock);
            if (!permit.acquireOrJoin(waiter)) {
                waiter.awaitWake();
            }
            int seen = counter;
            Moment.passes();
            counter = seen + 1;
            permit.release();
        }

        @Actor
        public void one() {
            next();
        }

        @Actor
        public void other() {
            next();
        }

        @Arbiter
        public void judge(I_Result result) {
            result.r1 = counter;
        }
    }

    /** Looks whether it is held and, later, holds it. */
    @JCStressTest
    @JCStressMeta(MutualExclusionJcstress.class)
    @State
    public static class BrokenLockThatLooksThenWrites {

        private final LookingLock lock = new LookingLock();
        private int counter;

        private void next() {
            lock.lock();
            int seen = counter;
            Moment.passes();
            counter = seen + 1;
            lock.unlock();
        }

        @Actor
        public void one() {
            next();
        }

        @Actor
        public void other() {
            next();
        }

        @Arbiter
        public void judge(I_Result result) {
            result.r1 = counter;
        }
    }

    /** Looks for a permit and, later, takes it. */
    @JCStressTest
    @JCStressMeta(MutualExclusionJcstress.class)
    @State
    public static class BrokenPermitWithoutALock {

        private final CopyOfSemaphore permit = new CopyOfSemaphore(1) {
            @Override
            @SuppressWarnings("NonAtomicVolatileUpdate")
            boolean acquireOrJoin(Waiter waiter) {
                if (permits > 0) {
                    Moment.passes();
                    permits--;
                    return true;
                }
                return super.acquireOrJoin(waiter);
            }
        };
        private int counter;

        private void next() {
            PassiveWaiter waiter = new PassiveWaiter(permit.lock);
            if (!permit.acquireOrJoin(waiter)) {
                waiter.awaitWake();
            }
            int seen = counter;
            Moment.passes();
            counter = seen + 1;
            permit.release();
        }

        @Actor
        public void one() {
            next();
        }

        @Actor
        public void other() {
            next();
        }

        @Arbiter
        public void judge(I_Result result) {
            result.r1 = counter;
        }
    }

    /** A lock that two may find free. */
    private static final class LookingLock {

        private volatile boolean held;

        void lock() {
            while (held) {
                Thread.onSpinWait();
            }
            Moment.passes();
            held = true;
        }

        void unlock() {
            held = false;
        }
    }
}
