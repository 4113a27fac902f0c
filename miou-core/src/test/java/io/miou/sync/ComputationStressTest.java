package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Attaching, detaching and completing at once, against the computation that ships and against a broken twin. */
class ComputationStressTest {

    private static final int ROUNDS = 10_000;
    private static final int ATTACHED_PER_ROUND = 6;

    /** The part of a computation that the stress test needs. */
    private interface Subject {
        boolean complete(int value);

        boolean attach(Trigger trigger);

        void detach(Trigger trigger);
    }

    private static Subject shipped() {
        Computation<Integer> computation = new Computation<>();
        return new Subject() {
            @Override
            public boolean complete(int value) {
                return computation.tryReturn(value);
            }

            @Override
            public boolean attach(Trigger trigger) {
                return computation.attach(trigger);
            }

            @Override
            public void detach(Trigger trigger) {
                computation.detach(trigger);
            }
        };
    }

    /** Reads its list and, a moment later, writes it, where the computation that ships compares and sets. */
    private static final class Broken implements Subject {

        private static final List<Trigger> DONE = List.of(new Trigger());
        private volatile List<Trigger> state = List.of();

        @Override
        public boolean complete(int value) {
            List<Trigger> seen = state;
            if (seen == DONE) {
                return false;
            }
            Thread.yield();
            state = DONE;
            seen.forEach(Trigger::signal);
            return true;
        }

        @Override
        public boolean attach(Trigger trigger) {
            List<Trigger> seen = state;
            if (seen == DONE) {
                return false;
            }
            List<Trigger> more = new ArrayList<>(seen);
            more.add(trigger);
            state = more;
            return true;
        }

        @Override
        public void detach(Trigger trigger) {
            trigger.signal();
        }
    }

    /**
     * Returns how many rounds went wrong: they had not exactly one winner, or left an attached trigger without a
     * signal.
     */
    private static int wrongRounds(Supplier<Subject> make) throws InterruptedException {
        AtomicReference<Subject> current = new AtomicReference<>();
        AtomicInteger round = new AtomicInteger();
        AtomicInteger winners = new AtomicInteger();
        AtomicInteger ready = new AtomicInteger();
        List<Thread> completers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int value = i;
            completers.add(Thread.ofPlatform().daemon().start(() -> {
                for (int number = 1; number <= ROUNDS; number++) {
                    while (round.get() < number) {
                        Thread.yield();
                    }
                    for (int spins = number % 17; spins > 0; spins--) {
                        Thread.onSpinWait();
                    }
                    if (current.get().complete(value)) {
                        winners.incrementAndGet();
                    }
                    ready.incrementAndGet();
                }
            }));
        }
        int wrong = 0;
        for (int number = 1; number <= ROUNDS; number++) {
            Subject subject = make.get();
            current.set(subject);
            winners.set(0);
            ready.set(0);
            round.set(number);
            List<Trigger> attached = new ArrayList<>();
            for (int i = 0; i < ATTACHED_PER_ROUND; i++) {
                Trigger trigger = new Trigger();
                if (subject.attach(trigger)) {
                    attached.add(trigger);
                    if (i % 3 == 0) {
                        subject.detach(trigger);
                    }
                }
            }
            while (ready.get() < 2) {
                Thread.yield();
            }
            if (winners.get() != 1 || !attached.stream().allMatch(Trigger::isSignalled)) {
                wrong++;
            }
        }
        for (Thread completer : completers) {
            completer.join();
        }
        return wrong;
    }

    @Test
    void attachDetachAndComplete_loseNoTriggerAndHaveOneWinner() throws InterruptedException {
        assertThat(wrongRounds(ComputationStressTest::shipped)).isZero();
    }

    @Test
    void twinThatReadsThenWrites_isFoundOut() throws InterruptedException {
        assertThat(wrongRounds(Broken::new)).as("the stress must notice").isPositive();
    }
}
