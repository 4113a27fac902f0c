package io.miou.fiber;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.testing.Alone;
import io.miou.testing.Slow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupt that is meant for one wait never reaches the next one, which it must spare, however close they are. */
@Timeout(60)
@Slow
@Alone
class EarlyInterruptStressTest {

    private static final int ROUNDS = 10_000;

    /** The limit of rounds for the broken twin. The test ends as soon as the twin is caught. */
    private static final int MOST_ROUNDS = 1_000_000;

    /** The protocol under test: the one that ships, or one that is broken on purpose. */
    interface Protocol {
        int epoch();

        void interrupt(Thread thread, int epochSeen, BooleanSupplier stillWaits);

        void nextEpoch();
    }

    private static final class Shipped implements Protocol {
        private final EarlyInterrupt inner = new EarlyInterrupt();

        @Override
        public int epoch() {
            return inner.epoch();
        }

        @Override
        public void interrupt(Thread thread, int epochSeen, BooleanSupplier stillWaits) {
            inner.interrupt(thread, epochSeen, stillWaits);
        }

        @Override
        public void nextEpoch() {
            inner.nextEpoch();
        }
    }

    /** Looks whether the fiber has moved, and says only afterwards that it interrupts it. */
    private static final class ChecksTooEarly implements Protocol {
        private volatile int epoch;
        private volatile boolean interrupted;

        @Override
        public int epoch() {
            return epoch;
        }

        @Override
        public void interrupt(Thread thread, int epochSeen, BooleanSupplier stillWaits) {
            if (epoch == epochSeen && stillWaits.getAsBoolean()) {
                for (int i = ThreadLocalRandom.current().nextInt(1_000); i > 0; i--) {
                    // So that it need not be tried for minutes.
                    Thread.onSpinWait();
                }
                interrupted = true;
                thread.interrupt();
            }
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate")
        public void nextEpoch() {
            epoch++;
            if (interrupted) {
                interrupted = false;
                boolean _ = Thread.interrupted();
            }
        }
    }

    /** A thread that waits by turns where it may be interrupted and where it may not, and one that interrupts it. */
    private static final class Story {
        private final Protocol protocol;
        private final int rounds;
        private final Thread waiter = Thread.ofVirtual().unstarted(this::waitByTurns);
        private volatile boolean mayBeInterrupted;
        private int interrupted;
        private int interruptedInShield;

        Story(Protocol protocol, int rounds) {
            this.protocol = protocol;
            this.rounds = rounds;
        }

        private void waitByTurns() {
            for (int round = 0; round < rounds && interruptedInShield == 0; round++) {
                mayBeInterrupted = true;
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(20_000));
                interrupted += Thread.currentThread().isInterrupted() ? 1 : 0;
                mayBeInterrupted = false;
                protocol.nextEpoch();
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(20_000));
                interruptedInShield += Thread.interrupted() ? 1 : 0;
            }
        }

        Story play() throws InterruptedException {
            waiter.start();
            while (waiter.isAlive()) {
                int epoch = protocol.epoch();
                if (isWaiting() && !waiter.isInterrupted() && mayBeInterrupted) {
                    protocol.interrupt(waiter, epoch, this::isWaiting);
                }
            }
            waiter.join();
            return this;
        }

        private boolean isWaiting() {
            return waiter.getState() == Thread.State.TIMED_WAITING;
        }
    }

    @Test
    void waitThatMayNotBeInterrupted_neverIs() throws Exception {
        Story story = new Story(new Shipped(), ROUNDS).play();
        assertThat(story.interrupted).as("waits that were interrupted").isPositive();
        assertThat(story.interruptedInShield).isZero();
    }

    @Test
    void protocolThatChecksTooEarly_isCaught() throws Exception {
        assertThat(new Story(new ChecksTooEarly(), MOST_ROUNDS).play().interruptedInShield).isPositive();
    }
}
