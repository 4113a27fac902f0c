package io.miou.inbox;

import io.miou.jcstress.Moment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A message that comes while the domain goes to sleep, or while a sleep ends: the domain finds it or is woken. */
@Outcome(id = "taken", expect = Expect.ACCEPTABLE, desc = "the domain has found it before it went to sleep")
@Outcome(id = "awake", expect = Expect.ACCEPTABLE, desc = "the domain was refused its sleep and looks again")
@Outcome(id = "woken", expect = Expect.ACCEPTABLE, desc = "the domain sleeps, and the sender wakes it")
@Outcome(id = "lost", expect = Expect.FORBIDDEN, desc = "the domain sleeps, and nobody wakes it")
@Outcome(id = "missing", expect = Expect.FORBIDDEN, desc = "the message, or a write before it, is lost")
public final class SleepJcstress {

    private SleepJcstress() {
    }

    /** The inbox that ships. */
    @JCStressTest
    @JCStressMeta(SleepJcstress.class)
    @State
    public static class ShippedGoingToSleep {

        private final SleepyDomain domain = new SleepyDomain(Box.shipped());

        @Actor
        public void sender() {
            domain.send();
        }

        @Actor
        public void receiver() {
            domain.goToSleep();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = domain.judge();
        }
    }

    /** The inbox that ships. */
    @JCStressTest
    @JCStressMeta(SleepJcstress.class)
    @State
    public static class ShippedWhenASleepEnds {

        private final SleepyDomain domain = SleepyDomain.asleep(Box.shipped());

        @Actor
        public void sender() {
            domain.send();
        }

        @Actor
        public void receiver() {
            domain.endPollAndGoToSleep();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = domain.judge();
        }
    }

    /** Looks whether it is empty and, later, says that it sleeps. */
    @JCStressTest
    @JCStressMeta(SleepJcstress.class)
    @State
    public static class BrokenSleepThatLooksThenWrites {

        private final SleepyDomain domain = new SleepyDomain(new CopyOfInbox() {
            @Override
            public boolean fallAsleep() {
                if (top.get() != null) {
                    return false;
                }
                Moment.passes();
                top.set(ASLEEP);
                return true;
            }
        });

        @Actor
        public void sender() {
            domain.send();
        }

        @Actor
        public void receiver() {
            domain.goToSleep();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = domain.judge();
        }
    }

    /** A twin that says in a variable of its own that it sleeps, and looks for messages before others can see that. */
    @JCStressTest
    @JCStressMeta(SleepJcstress.class)
    @State
    public static class BrokenSleepWithoutAFence {

        private final SleepyDomain domain = new SleepyDomain(new SleepInAVariableOfItsOwn());

        @Actor
        public void sender() {
            domain.send();
        }

        @Actor
        public void receiver() {
            domain.goToSleep();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = domain.judge();
        }
    }

    /** Forgets what has come while it slept. */
    @JCStressTest
    @JCStressMeta(SleepJcstress.class)
    @State
    public static class BrokenAwakeThatOnlyWrites {

        private final SleepyDomain domain = SleepyDomain.asleep(new CopyOfInbox() {
            @Override
            public void awake() {
                top.set(null);
            }
        });

        @Actor
        public void sender() {
            domain.send();
        }

        @Actor
        public void receiver() {
            domain.endPollAndGoToSleep();
        }

        @Arbiter
        public void judge(L_Result result) {
            result.r1 = domain.judge();
        }
    }

    /** The processor may put off the release until after the look: only a full fence between them would do. */
    private static final class SleepInAVariableOfItsOwn extends CopyOfInbox {

        private static final VarHandle SLEEPS;

        static {
            try {
                SLEEPS = MethodHandles.lookup().findVarHandle(SleepInAVariableOfItsOwn.class, "sleeps", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @SuppressWarnings("unused")
        private volatile boolean sleeps;

        @Override
        public boolean push(Message message) {
            super.push(message);
            return (boolean) SLEEPS.compareAndSet(this, true, false);
        }

        @Override
        public boolean fallAsleep() {
            SLEEPS.setRelease(this, true);
            return top.get() == null;
        }

        @Override
        public void awake() {
            SLEEPS.setVolatile(this, false);
        }
    }
}
