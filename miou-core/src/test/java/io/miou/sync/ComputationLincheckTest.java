package io.miou.sync;

import io.miou.testing.Linearizability;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A computation under all interleavings of a few operations. */
@Tag("lincheck")
class ComputationLincheckTest {

    /** Completes it, and attaches and detaches triggers. */
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class Shipped {

        private final Computation<Integer> computation = new Computation<>();
        private final List<Trigger> attached = new CopyOnWriteArrayList<>();

        @Operation
        public boolean tryReturn(@Param(name = "value") int value) {
            return computation.tryReturn(value);
        }

        @Operation
        public String peek() {
            return computation.peek().toString();
        }

        @Operation
        public boolean attach() {
            Trigger trigger = new Trigger();
            boolean done = computation.attach(trigger);
            if (done) {
                attached.add(trigger);
            }
            return done;
        }

        @Operation
        public void attachAndDetach() {
            Trigger trigger = new Trigger();
            if (computation.attach(trigger)) {
                computation.detach(trigger);
            }
        }

        @Validate
        public void everyTriggerIsSignalledIfItIsComplete() {
            for (Trigger trigger : attached) {
                if (trigger.isSignalled() == computation.isRunning()) {
                    throw new AssertionError(trigger + " of " + computation);
                }
            }
        }
    }

    /** Looks whether it is complete and, later, completes it. */
    @Param(name = "value", gen = IntGen.class, conf = "1:3")
    public static class Broken {

        private volatile int result;

        @Operation
        public boolean tryReturn(@Param(name = "value") int value) {
            if (result != 0) {
                return false;
            }
            result = value;
            return true;
        }

        @Operation
        public int peek() {
            return result;
        }
    }

    @Test
    void computation_isLinearizableAndLosesNoTrigger() {
        Linearizability.check(Shipped.class);
    }

    @Test
    void twinThatLooksThenCompletes_isCaught() {
        Linearizability.mustCatch(Broken.class);
    }
}
