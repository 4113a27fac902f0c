package io.miou.sync;

import io.miou.Outcome;
import io.miou.testing.Linearizability;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A lazy value under all interleavings of a few fibers that ask for it. Some of them are cancelled while they compute
 * it.
 */
@Tag("lincheck")
class LazyLincheckTest {

    /** Goes through the steps of {@link Lazy#get} without a task. */
    public static class Shipped {

        private final AtomicInteger computed = new AtomicInteger();
        private final Lazy<Integer> lazy = Lazy.of(computed::incrementAndGet);

        @Operation
        public int get() {
            Outcome<Integer> known = knownOrMine();
            if (known != null) {
                return known.get();
            }
            int value = computed.incrementAndGet();
            lazy.finish(new Outcome.Success<>(value));
            return value;
        }

        @Operation
        public String getButCancelled() {
            Outcome<Integer> known = knownOrMine();
            if (known != null) {
                return known.get().toString();
            }
            lazy.leaveToTheNext();
            return "cancelled";
        }

        private Outcome<Integer> knownOrMine() {
            PassiveWaiter waiter = new PassiveWaiter(new SpinLock());
            if (lazy.join(null, waiter)) {
                while (!waiter.isWoken()) {
                    Thread.onSpinWait();
                }
            }
            return lazy.known();
        }
    }

    /** Looks whether it was computed and, later, computes it. */
    public static class Broken {

        private final AtomicInteger computed = new AtomicInteger();
        private volatile int value;

        @Operation
        public int get() {
            if (value == 0) {
                value = computed.incrementAndGet();
            }
            return value;
        }
    }

    @Test
    void lazyValue_isComputedOnceAndEveryWaiterReturns() {
        Linearizability.check(Shipped.class);
    }

    @Test
    void twinThatLooksThenComputes_isCaught() {
        Linearizability.mustCatch(Broken.class);
    }
}
