package io.miou.sync;

import io.miou.testing.Linearizability;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A trigger under all interleavings of a few operations. */
@Tag("lincheck")
class TriggerLincheckTest {

    /** Signals the trigger and attaches actions. Every action must run exactly once. */
    public static class Shipped {

        private final Trigger trigger = new Trigger();
        private final AtomicInteger attached = new AtomicInteger();
        private final AtomicInteger runs = new AtomicInteger();

        @Operation
        public boolean signal() {
            return trigger.signal();
        }

        @Operation
        public boolean isSignalled() {
            return trigger.isSignalled();
        }

        @Operation
        public void attach() {
            trigger.onSignal(runs::incrementAndGet);
            attached.incrementAndGet();
        }

        @Validate
        public void everyActionHasRunOnceIfItWasSignalled() {
            int expected = trigger.isSignalled() ? attached.get() : 0;
            if (runs.get() != expected) {
                throw new AssertionError(runs + " runs, not " + expected);
            }
        }
    }

    /** Looks whether it was signalled and, later, attaches. */
    public static class Broken {

        private volatile boolean signalled;
        private volatile boolean action;
        private final AtomicInteger attached = new AtomicInteger();
        private final AtomicInteger runs = new AtomicInteger();

        @Operation
        public void signal() {
            signalled = true;
            if (action) {
                action = false;
                runs.incrementAndGet();
            }
        }

        @Operation
        public void attach() {
            if (signalled) {
                runs.incrementAndGet();
            } else if (action) {
                throw new IllegalStateException("there is one already");
            } else {
                action = true;
            }
            attached.incrementAndGet();
        }

        @Validate
        public void everyActionHasRunOnceIfItWasSignalled() {
            int expected = signalled ? attached.get() : 0;
            if (runs.get() != expected) {
                throw new AssertionError(runs + " runs, not " + expected);
            }
        }
    }

    @Test
    void trigger_isLinearizableAndLosesNoAction() {
        Linearizability.check(Shipped.class);
    }

    @Test
    void twinThatLooksThenAttaches_isCaught() {
        Linearizability.mustCatch(Broken.class);
    }
}
