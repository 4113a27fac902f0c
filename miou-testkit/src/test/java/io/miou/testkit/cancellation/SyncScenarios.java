package io.miou.testkit.cancellation;

import static io.miou.testkit.cancellation.Scenario.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Barrier;
import io.miou.sync.Computation;
import io.miou.sync.Condition;
import io.miou.sync.Latch;
import io.miou.sync.Lazy;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** A scenario for each operation of {@code io.miou.sync} that suspends, except those of channels. */
final class SyncScenarios {

    private static final Duration LATER = Duration.ofMillis(5);

    private SyncScenarios() {
    }

    static List<Scenario> all() {
        return List.of(
                of("Mutex.lock()", rig -> locking(rig, (mutex, inside) -> {
                    mutex.lock();
                    inside.call();
                    mutex.unlock();
                })),
                of("Mutex.protect(Body)", rig -> locking(rig, (mutex, inside) -> {
                    boolean _ = mutex.<Boolean, Exception>protect(inside::call);
                })),
                of("Mutex.protect(Step)", rig -> locking(rig, (mutex, inside) -> mutex.<Exception>protect(() -> {
                    boolean _ = inside.call();
                }))),
                of("Condition.await(Mutex)", SyncScenarios::condition),
                of("Semaphore.acquire()", SyncScenarios::semaphore),
                of("Lazy.get()", SyncScenarios::lazy),
                of("Computation.await()", SyncScenarios::computation),
                of("Trigger.await()", SyncScenarios::trigger),
                of("Barrier.await()", SyncScenarios::barrier),
                of("Latch.await()", SyncScenarios::latch));
    }

    // Locks

    private interface Locking {
        void run(Mutex mutex, Callable<Boolean> inside) throws Exception;
    }

    private static void locking(Rig rig, Locking locking) throws Exception {
        Mutex mutex = new Mutex();
        int[] inside = new int[1];
        Callable<Boolean> section = () -> {
            rig.require(inside[0]++ == 0, "two hold the mutex");
            try {
                rig.rest();
            } finally {
                inside[0]--;
            }
            return true;
        };
        rig.help(() -> locking.run(mutex, section));
        rig.help(() -> locking.run(mutex, section));
        Fate<Boolean> _ = rig.attempt(() -> {
            locking.run(mutex, section);
            return true;
        });
        rig.awaitHelpers();
        assertThat(mutex.tryLock()).as("the mutex is free").isTrue();
        mutex.unlock();
    }

    private static void condition(Rig rig) throws Exception {
        Mutex mutex = new Mutex();
        Condition condition = new Condition();
        int[] tokens = new int[1];
        Callable<Boolean> take = () -> mutex.<Boolean, Exception>protect(() -> {
            while (tokens[0] == 0) {
                condition.await(mutex);
            }
            tokens[0]--;
            return true;
        });
        Action give = () -> mutex.protect(() -> {
            tokens[0]++;
            condition.signal();
        });
        // One for the first to wait, and a later one for the other.
        rig.help(give);
        rig.help(() -> {
            Miou.sleep(LATER);
            give.run();
        });
        Promise<Boolean> other = Miou.call(() -> {
            rig.rest();
            return take.call();
        });
        Fate<Boolean> fate = rig.attempt(take);
        rig.awaitHelpers();
        boolean _ = Rig.within(other::await);
        assertThat(tokens[0]).isEqualTo(fate.isDone() ? 0 : 1);
        assertThat(mutex.tryLock()).isTrue();
        mutex.unlock();
    }

    private static void semaphore(Rig rig) throws Exception {
        Semaphore semaphore = new Semaphore(0);
        // One for the first to wait, and a later one for the other.
        rig.help(semaphore::release);
        rig.help(() -> {
            Miou.sleep(LATER);
            semaphore.release();
        });
        Promise<Void> other = Miou.call(() -> {
            rig.rest();
            semaphore.acquire();
        });
        Fate<Boolean> fate = rig.attempt(() -> {
            semaphore.acquire();
            return true;
        });
        rig.awaitHelpers();
        Rig.within(other::await);
        assertThat(semaphore.permits()).isEqualTo(fate.isDone() ? 0 : 1);
        assertThat(semaphore.tryAcquire()).isEqualTo(!fate.isDone());
        assertThat(semaphore.permits()).isZero();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release();
        assertThat(semaphore.permits()).isOne();
    }

    private static void lazy(Rig rig) throws Exception {
        int[] computing = new int[1];
        Lazy<Integer> lazy = Lazy.of(() -> {
            rig.require(computing[0]++ == 0, "two compute a lazy value");
            try {
                rig.rest();
            } finally {
                computing[0]--;
            }
            return 42;
        });
        rig.help(() -> rig.require(lazy.get() == 42, "another value"));
        Fate<Integer> fate = rig.attempt(lazy::get);
        rig.awaitHelpers();
        assertThat(lazy.get()).isEqualTo(42);
        assertThat(fate).isIn(new Fate.Done<>(42), new Fate.Cut<>());
    }

    // Signals

    private static void computation(Rig rig) throws Exception {
        Computation<Integer> computation = new Computation<>();
        rig.help(() -> rig.require(computation.tryReturn(42), "another task has completed it"));
        Fate<Integer> fate = rig.attempt(computation::await);
        assertThat(Rig.<Integer>within(computation::await)).isEqualTo(42);
        rig.awaitHelpers();
        assertThat(fate).isIn(new Fate.Done<>(42), new Fate.Cut<>());
    }

    private static void trigger(Rig rig) throws Exception {
        Trigger trigger = new Trigger();
        boolean[] signalled = new boolean[1];
        rig.help(() -> signalled[0] = trigger.signal());
        Fate<Boolean> fate = rig.attempt(() -> {
            trigger.await();
            return true;
        });
        rig.awaitHelpers();
        assertThat(trigger.isSignalled()).isEqualTo(signalled[0]);
        if (fate.isDone()) {
            assertThat(signalled[0]).as("who signals learns that it has won").isTrue();
        }
    }

    private static void barrier(Rig rig) throws Exception {
        Barrier barrier = new Barrier(2);
        int[] last = new int[1];
        Callable<Boolean> arrive = () -> {
            if (barrier.await()) {
                last[0]++;
            }
            return true;
        };
        rig.help(() -> {
            boolean _ = arrive.call();
        });
        Fate<Boolean> fate = rig.attempt(arrive);
        if (!fate.isDone()) {
            boolean _ = Rig.within(arrive);
        }
        rig.awaitHelpers();
        assertThat(last[0]).isOne();
    }

    private static void latch(Rig rig) throws Exception {
        Latch latch = new Latch(2);
        rig.help(latch::countDown);
        rig.help(latch::countDown);
        Fate<Boolean> fate = rig.attempt(() -> {
            latch.await();
            rig.require(latch.count() == 0, "the latch was not open");
            return true;
        });
        rig.awaitHelpers();
        latch.await();
        assertThat(fate).isIn(new Fate.Done<>(true), new Fate.Cut<>());
    }
}
