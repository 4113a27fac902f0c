package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.Alone;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Fibers of several domains and threads outside use one primitive at once, and some of the fibers are stopped while
 * they wait. What must add up adds up, and everybody comes to an end.
 */
@Slow
@Alone
class SyncStressTest {

    private static final int DOMAINS = 3;
    private static final int TASKS = 24;
    private static final int ROUNDS = 400;

    /** The work that one task repeats. */
    @FunctionalInterface
    private interface Work {
        void once(Random random) throws Exception;
    }

    private static void onAllDomains(Variant variant, long seed, Work work) {
        variant.launcher().domains(DOMAINS).seed(seed).run(() -> inParallel(seed, work));
    }

    private static void inParallel(long seed, Work work) {
        List<Outcome<Integer>> outcomes = Miou.parallel(IntStream.range(0, TASKS).boxed().toList(), number -> {
            Random random = new Random(seed + number);
            for (int round = 0; round < ROUNDS; round++) {
                work.once(random);
            }
            return number;
        });
        outcomes.forEach(Outcome::get);
    }

    /** Does something that may be stopped, from another domain, at any moment; tells whether it has returned. */
    private static boolean perhaps(Random random, Runnable operation) throws Exception {
        if (random.nextInt(3) > 0) {
            operation.run();
            return true;
        }
        Trigger stop = new Trigger();
        int delay = random.nextInt(200);
        Promise<Void> stopper = Miou.async(() -> {
            if (delay % 2 == 0) {
                Miou.yield();
            }
            for (int spins = delay; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            boolean _ = stop.signal();
        });
        try {
            return Miou.until(stop, operation::run);
        } finally {
            stopper.await();
        }
    }

    /** Counts with a plain field between lock and unlock; gives how many counts were lost. */
    private static int countsLost(Variant variant, Runnable lock, Runnable unlock) {
        int[] plain = new int[1];
        AtomicInteger expected = new AtomicInteger();
        onAllDomains(variant, 1, random -> {
            if (perhaps(random, lock)) {
                int seen = plain[0];
                if (random.nextInt(8) == 0) {
                    Miou.yield();
                }
                plain[0] = seen + 1;
                expected.incrementAndGet();
                unlock.run();
            }
        });
        assertThat(expected.get()).isPositive();
        return expected.get() - plain[0];
    }

    @OnEveryBackend
    void mutex_letsOneIn(Variant variant) {
        Mutex mutex = new Mutex();
        assertThat(countsLost(variant, mutex::lock, mutex::unlock)).isZero();
    }

    @OnEveryBackend
    void twinThatLetsTwoIn_isFoundOut(Variant variant) {
        Semaphore two = new Semaphore(2);
        assertThat(countsLost(variant, two::acquire, two::release)).as("the stress must notice").isPositive();
    }

    @OnEveryBackend
    void semaphore_neverHasMoreInsideThanPermits(Variant variant) throws Exception {
        int permits = 4;
        Semaphore semaphore = new Semaphore(permits);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Thread outsider = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < 20_000; i++) {
                if (semaphore.tryAcquire()) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    semaphore.release();
                }
            }
        });
        onAllDomains(variant, 2, random -> {
            if (perhaps(random, semaphore::acquire)) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                if (random.nextInt(8) == 0) {
                    Miou.yield();
                }
                inside.decrementAndGet();
                semaphore.release();
            }
        });
        outsider.join();
        assertThat(most.get()).isBetween(1, permits);
        assertThat(semaphore.permits()).isEqualTo(permits);
    }

    @OnEveryBackend
    void condition_losesNoSignal(Variant variant) {
        Mutex mutex = new Mutex();
        Condition filled = new Condition();
        int[] shelf = new int[1];
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger brought = new AtomicInteger();
        variant.launcher().domains(DOMAINS).seed(3).run(() -> {
            Promise<Void> bringer = Miou.call(() -> {
                // The loop brings items as long as any task takes them; it is cancelled in the end.
                while (true) {
                    mutex.protect(() -> {
                        if (shelf[0] < 5) {
                            shelf[0]++;
                            brought.incrementAndGet();
                            filled.signal();
                        }
                    });
                    Miou.yield();
                }
            });
            inParallel(3, random -> {
                boolean _ = perhaps(random, () -> mutex.protect(() -> {
                    while (shelf[0] == 0) {
                        filled.await(mutex);
                    }
                    shelf[0]--;
                    taken.incrementAndGet();
                }));
            });
            bringer.cancel();
        });
        assertThat(brought.get()).isEqualTo(taken.get() + shelf[0]);
        assertThat(taken.get()).isGreaterThan(TASKS * ROUNDS / 2);
    }

    /** The way receivers receive. */
    @FunctionalInterface
    private interface Receive {
        long from(Channel<Long> channel);
    }

    /** Gives the sum of what was sent, less that of what was received. */
    private static long sumLost(Variant variant, int capacity, Receive receive) {
        Channel<Long> channel = Channel.of(capacity);
        AtomicLong sent = new AtomicLong();
        AtomicLong received = new AtomicLong();
        variant.launcher().domains(DOMAINS).seed(4).run(() -> {
            Promise<Void> senders = Miou.async(() -> {
                try (channel) {
                    inParallel(4, random -> {
                        long item = random.nextInt(1_000);
                        if (perhaps(random, () -> channel.send(item)) || channel.trySend(item)) {
                            sent.addAndGet(item);
                        }
                    });
                }
            });
            Thread outsider = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        channel.tryReceive().ifPresent(received::addAndGet);
                        Thread.yield();
                    }
                } catch (ChannelClosedException e) {
                    // The end.
                }
            });
            List<Promise<Void>> receivers = new ArrayList<>();
            for (int i = 0; i < DOMAINS; i++) {
                int seed = i;
                receivers.add(Miou.call(() -> {
                    Random random = new Random(seed);
                    try {
                        while (true) {
                            boolean _ = perhaps(random, () -> received.addAndGet(receive.from(channel)));
                        }
                    } catch (ChannelClosedException e) {
                        // The end.
                    }
                }));
            }
            senders.await();
            receivers.forEach(Promise::await);
            Miou.blocking(() -> outsider.join());
        });
        assertThat(sent.get()).isPositive();
        return sent.get() - received.get();
    }

    @OnEveryBackend
    void channels_loseAndDoubleNothing(Variant variant) {
        for (int capacity : new int[]{0, 1, 16}) {
            assertThat(sumLost(variant, capacity, Channel::receive)).as("capacity %d", capacity).isZero();
        }
    }

    @OnEveryBackend
    void twinThatCanBeCancelledAfterItHasReceived_isFoundOut(Variant variant) {
        assertThat(sumLost(variant, 1, channel -> {
            long item = channel.receive();
            for (int i = 0; i < 5; i++) {
                Miou.yield();
            }
            return item;
        })).as("the stress must notice").isPositive();
    }

    @OnEveryBackend
    void choices_loseAndDoubleNothing(Variant variant) {
        List<Channel<Long>> channels = List.of(Channel.of(0), Channel.of(1), Channel.of(0));
        AtomicLong balance = new AtomicLong();
        AtomicInteger moved = new AtomicInteger();
        onAllDomains(variant, 5, random -> {
            long item = random.nextInt(1_000);
            Channel<Long> in = channels.get(random.nextInt(3));
            Channel<Long> out = channels.get(random.nextInt(3));
            AtomicLong effect = new AtomicLong();
            // The wait is stopped after a while, so that all tasks end, also those without a partner.
            Trigger stop = new Trigger();
            Promise<Void> stopper = Miou.async(() -> {
                Miou.yield();
                boolean _ = stop.signal();
            });
            Optional<Long> done = Miou.until(stop, () -> Channel.<Long>select(in.onReceive(got -> -got),
                    out.onSend(item, () -> item)));
            stopper.await();
            done.ifPresent(change -> {
                effect.set(change);
                moved.incrementAndGet();
            });
            balance.addAndGet(effect.get());
        });
        channels.forEach(channel -> {
            for (Optional<Long> left = channel.tryReceive(); left.isPresent(); left = channel.tryReceive()) {
                balance.addAndGet(-left.get());
            }
        });
        assertThat(balance).as("what was sent, without what was received").hasValue(0);
        assertThat(moved.get()).isPositive();
    }

    @OnEveryBackend
    void lazy_isComputedOnceHoweverManyAreStopped(Variant variant) {
        for (int round = 0; round < 30; round++) {
            AtomicInteger finished = new AtomicInteger();
            Lazy<Integer> lazy = Lazy.of(() -> {
                Miou.yield();
                Miou.sleep(Duration.ofNanos(1));
                return finished.incrementAndGet();
            });
            int seed = round;
            variant.launcher().domains(DOMAINS).seed(seed).run(() -> {
                Miou.parallel(IntStream.range(0, TASKS).boxed().toList(),
                        number -> perhaps(new Random(seed * 100L + number), () -> assertThat(lazy.get()).isEqualTo(1)))
                        .forEach(Outcome::get);
                assertThat(lazy.get()).isEqualTo(1);
            });
            assertThat(finished).hasValue(1);
        }
    }

    @OnEveryBackend
    void waitersThatAreCancelled_areGoneAtOnce(Variant variant) {
        variant.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            Channel<Integer> channel = Channel.of(0);
            // Quadratic in the number of those who wait, this would not end.
            int waiters = 20_000;
            List<Promise<Integer>> all = new ArrayList<>(waiters);
            for (int i = 0; i < waiters; i++) {
                all.add(Miou.async(() -> {
                    semaphore.acquire();
                    return channel.receive();
                }));
            }
            Miou.yield();
            for (int i = 0; i < waiters / 2; i++) {
                semaphore.release();
            }
            Miou.yield();
            for (int i = waiters - 1; i >= 0; i--) {
                all.get(i).cancel();
            }
            semaphore.release();
            assertThat(semaphore.permits()).isEqualTo(1);
            assertThat(channel.trySend(1)).isFalse();
        });
    }
}
