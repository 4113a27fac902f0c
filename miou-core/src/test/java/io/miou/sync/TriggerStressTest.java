package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.testing.Alone;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Signals of foreign threads against each other, against cancellation, and against attaching: one winner each time. */
@Slow
@Alone
class TriggerStressTest {

    private static final int ROUNDS = 100_000;

    /** The number of triggers that are alive at once. */
    private static final int WINDOW = 1_000;

    /** Counts what happened to all triggers of a test. */
    private record Tally(AtomicInteger signalsThatWon, AtomicInteger waitersThatReturned,
            AtomicInteger waitersCancelled) {

        Tally() {
            this(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        }
    }

    @OnEveryBackend
    void signalAgainstCancellation_exactlyOneWins(Variant variant) {
        Tally total = new Tally();
        variant.launcher().domains(1).run(() -> {
            for (int done = 0; done < ROUNDS; done += WINDOW) {
                race(total);
            }
        });
        assertThat(total.waitersThatReturned().get() + total.waitersCancelled().get()).isEqualTo(ROUNDS);
        assertThat(total.signalsThatWon()).as("who signals learns the truth")
                .hasValue(total.waitersThatReturned().get());
        assertThat(List.of(total.waitersThatReturned().get(), total.waitersCancelled().get()))
                .as("it was a race: each has won").allMatch(wins -> wins > 0);
    }

    private static void race(Tally total) throws Exception {
        List<Trigger> triggers = new ArrayList<>();
        List<Promise<Void>> waiters = new ArrayList<>();
        for (int i = 0; i < WINDOW; i++) {
            Trigger trigger = new Trigger();
            triggers.add(trigger);
            waiters.add(Miou.async(() -> {
                try {
                    trigger.await();
                    total.waitersThatReturned().incrementAndGet();
                } catch (TaskCancelled e) {
                    total.waitersCancelled().incrementAndGet();
                    throw e;
                }
            }));
        }
        Miou.yield();
        CyclicBarrier start = new CyclicBarrier(2);
        AtomicInteger position = new AtomicInteger();
        Thread signaller = Thread.ofPlatform().daemon().start(() -> {
            await(start);
            for (int i = 0; i < WINDOW; i++) {
                // Goes along with the cancelling fiber: half of them together with it, half of them a step ahead.
                while (position.get() < i - i % 2) {
                    Thread.onSpinWait();
                }
                if (triggers.get(i).signal()) {
                    total.signalsThatWon().incrementAndGet();
                }
            }
        });
        start.await();
        for (int i = 0; i < WINDOW; i++) {
            position.set(i);
            waiters.get(i).cancel();
        }
        signaller.join();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manySignals_haveOneWinnerAndRunTheActionOnce() throws Exception {
        assertOneWinner(() -> {
            Trigger trigger = new Trigger();
            return new Subject() {
                @Override
                public boolean signal() {
                    return trigger.signal();
                }

                @Override
                public void onSignal(Runnable action) {
                    trigger.onSignal(action);
                }
            };
        }, true);
    }

    @Test
    void twinThatReadsThenWrites_isFoundOut() throws Exception {
        assertOneWinner(BrokenTrigger::new, false);
    }

    private interface Subject {
        boolean signal();

        void onSignal(Runnable action);
    }

    /** A trigger that reads its state and, a moment later, writes it, where the one that ships compares and sets. */
    private static final class BrokenTrigger implements Subject {

        private static final Object SIGNALLED = new Object();
        private volatile Object state;

        @Override
        public boolean signal() {
            Object seen = state;
            if (seen == SIGNALLED) {
                return false;
            }
            Thread.yield();
            state = SIGNALLED;
            if (seen instanceof Runnable action) {
                action.run();
            }
            return true;
        }

        @Override
        public void onSignal(Runnable action) {
            if (state == SIGNALLED) {
                action.run();
            } else {
                Thread.yield();
                state = action;
            }
        }
    }

    private static void assertOneWinner(java.util.function.Supplier<Subject> make, boolean sound) throws Exception {
        int rounds = 20_000;
        int signallers = 2;
        AtomicReference<Subject> current = new AtomicReference<>(make.get());
        AtomicIntegerArray winners = new AtomicIntegerArray(rounds);
        AtomicIntegerArray runs = new AtomicIntegerArray(rounds);
        AtomicInteger round = new AtomicInteger();
        AtomicInteger ready = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < signallers; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                for (int number = 0; number < rounds; number++) {
                    while (round.get() <= number) {
                        Thread.yield();
                    }
                    if (current.get().signal()) {
                        winners.incrementAndGet(number);
                    }
                    ready.incrementAndGet();
                }
            }));
        }
        for (int number = 0; number < rounds; number++) {
            Subject subject = make.get();
            current.set(subject);
            ready.set(0);
            int which = number;
            round.set(number + 1);
            for (int spins = number % 30; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            subject.onSignal(() -> runs.incrementAndGet(which));
            while (ready.get() < signallers) {
                Thread.yield();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        int wrong = 0;
        for (int number = 0; number < rounds; number++) {
            if (winners.get(number) != 1 || runs.get(number) != 1) {
                wrong++;
            }
        }
        if (sound) {
            assertThat(wrong).isZero();
        } else {
            assertThat(wrong).as("the stress must notice").isPositive();
        }
    }
}
