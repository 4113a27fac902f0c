package io.miou.fiber;

import io.miou.jcstress.Moment;
import java.util.function.BooleanSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A fiber that leaves the wait in which it was to be interrupted is not interrupted in the next one. */
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "the interrupt was taken back, or cleared")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "it would hit the next wait")
public final class EarlyInterruptJcstress {

    private EarlyInterruptJcstress() {
    }

    /** The protocol that ships. */
    @JCStressTest
    @JCStressMeta(EarlyInterruptJcstress.class)
    @State
    public static class Shipped {

        private final EarlyInterrupt interrupts = new EarlyInterrupt();
        private volatile Thread fiber;
        private volatile boolean through;

        @Actor
        public void fiberThatMovesOn(Z_Result result) {
            fiber = Thread.currentThread();
            interrupts.nextEpoch();
            while (!through) {
                Thread.onSpinWait();
            }
            result.r1 = Thread.interrupted();
        }

        @Actor
        public void other() {
            while (fiber == null) {
                Thread.onSpinWait();
            }
            interrupts.interrupt(fiber, 0, () -> true);
            through = true;
        }
    }

    /** Looks whether the fiber has moved on and, later, says that it interrupts. */
    @JCStressTest
    @JCStressMeta(EarlyInterruptJcstress.class)
    @State
    public static class BrokenInterruptThatLooksFirst {

        private final LookingInterrupt interrupts = new LookingInterrupt();
        private volatile Thread fiber;
        private volatile boolean through;

        @Actor
        public void fiberThatMovesOn(Z_Result result) {
            fiber = Thread.currentThread();
            interrupts.nextEpoch();
            while (!through) {
                Thread.onSpinWait();
            }
            result.r1 = Thread.interrupted();
        }

        @Actor
        public void other() {
            while (fiber == null) {
                Thread.onSpinWait();
            }
            interrupts.interrupt(fiber, 0, () -> true);
            through = true;
        }
    }

    /** A protocol that may interrupt after the fiber has looked for an interrupt already. */
    private static final class LookingInterrupt {

        private final Object lock = new Object();
        private volatile int epoch;
        private volatile boolean interrupted;

        void interrupt(Thread thread, int epochSeen, BooleanSupplier stillWaits) {
            synchronized (lock) {
                if (epoch == epochSeen && stillWaits.getAsBoolean()) {
                    Moment.passes();
                    interrupted = true;
                    thread.interrupt();
                }
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate")
        void nextEpoch() {
            epoch++;
            if (interrupted) {
                synchronized (lock) {
                    interrupted = false;
                    boolean _ = Thread.interrupted();
                }
            }
        }
    }
}
