package io.miou.sync;

import io.miou.testing.Linearizability;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A semaphore, and what of a mutex threads share, its permit, under all interleavings of a few operations. Waiting is
 * to join the queue and to be withdrawn from it, unless the permit has come before: a cancellation at once.
 */
@Tag("lincheck")
class SemaphoreLincheckTest {

    /** Takes, waits, gives up waiting and gives back. */
    public static class Permits {

        private final Semaphore semaphore = new Semaphore(1);

        @Operation
        public boolean tryAcquire() {
            return semaphore.tryAcquire();
        }

        @Operation
        public boolean acquireOrBeCancelled() {
            PassiveWaiter waiter = new PassiveWaiter(semaphore.lock);
            return semaphore.acquireOrJoin(waiter) || !waiter.withdraw();
        }

        @Operation
        public void release() {
            semaphore.release();
        }
    }

    /** Uses a permit as a mutex does, to protect a plain field. */
    public static class Exclusion {

        private final Semaphore permit = new Semaphore(1);
        private int plain;

        @Operation
        public int next() {
            PassiveWaiter waiter = new PassiveWaiter(permit.lock);
            if (!permit.acquireOrJoin(waiter)) {
                while (!waiter.isWoken()) {
                    Thread.onSpinWait();
                }
            }
            int number = plain;
            plain = number + 1;
            permit.release();
            return number;
        }

        @Operation
        public int nextIfFree() {
            if (!permit.tryAcquire()) {
                return next();
            }
            int number = plain;
            plain = number + 1;
            permit.release();
            return number;
        }
    }

    /** Looks and, later, takes. */
    public static class BrokenPermits {

        private volatile int permits = 1;

        @Operation
        public boolean tryAcquire() {
            if (permits == 0) {
                return false;
            }
            permits = permits - 1;
            return true;
        }

        @Operation
        public void release() {
            permits = permits + 1;
        }
    }

    /** Goes on although it was not served. */
    public static class BrokenExclusion {

        private final Semaphore permit = new Semaphore(1);
        private int plain;

        @Operation
        public int next() {
            PassiveWaiter waiter = new PassiveWaiter(permit.lock);
            if (!permit.acquireOrJoin(waiter)) {
                boolean _ = waiter.withdraw();
            }
            int number = plain;
            plain = number + 1;
            permit.release();
            return number;
        }
    }

    @Test
    void semaphore_isLinearizable() {
        Linearizability.check(Permits.class);
    }

    @Test
    void permitOfAMutex_excludes() {
        Linearizability.check(Exclusion.class);
    }

    @Test
    void twinThatLooksThenTakes_isCaught() {
        Linearizability.mustCatch(BrokenPermits.class);
    }

    @Test
    void twinThatDoesNotWait_isCaught() {
        Linearizability.mustCatch(BrokenExclusion.class);
    }
}
