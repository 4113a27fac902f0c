package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Tests a condition, one step after the other. */
class ConditionTest {

    private final Trail trail = new Trail();
    private final Mutex mutex = new Mutex();
    private final Condition condition = new Condition();

    private List<Promise<Void>> waiters(String... names) {
        List<Promise<Void>> all = new ArrayList<>();
        for (String name : names) {
            Promise<Void> waiter = Miou.async(() -> mutex.protect(() -> {
                condition.await(mutex);
                trail.add(name);
            }));
            Waiting.until(waiter, "a condition");
            all.add(waiter);
        }
        return all;
    }

    @OnEveryBackend
    void awaitWithoutTheMutex_isRefused(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> condition.await(mutex)).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lock it first");
        });
    }

    @OnEveryBackend
    void signal_isForWhoHasWaitedLongest_andForNobodyLater(Variant variant) {
        variant.run(() -> {
            condition.signal();
            List<Promise<Void>> waiters = waiters("a", "b", "c");
            mutex.protect(condition::signal);
            waiters.getFirst().await();
            Foreign.call(() -> {
                condition.signal();
                return true;
            });
            waiters.get(1).await();
            Miou.yield();
            assertThat(trail.events()).containsExactly("a", "b");
            condition.signal();
            waiters.getLast().await();
        });
        assertThat(trail.events()).containsExactly("a", "b", "c");
    }

    @OnEveryBackend
    void broadcast_isForAllWhoWait_oneAfterTheOther(Variant variant) {
        variant.run(() -> {
            List<Promise<Void>> waiters = waiters("a", "b", "c");
            mutex.protect(() -> {
                condition.broadcast();
                Miou.yield();
                trail.add("still locked");
            });
            Miou.awaitAll(waiters);
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
        assertThat(trail.events()).containsExactly("still locked", "a", "b", "c");
    }

    @OnEveryBackend
    void waiterThatIsSignalled_holdsTheMutexWhenItGoesOn(Variant variant) {
        variant.run(() -> {
            List<Promise<Void>> waiters = waiters("waiter");
            mutex.lock();
            condition.signal();
            String activity = Waiting.activity(waiters.getFirst());
            mutex.unlock();
            assertThat(activity).contains("a mutex held by main");
            assertThat(mutex.tryLock()).as("it was handed over").isFalse();
            Miou.awaitAll(waiters);
        });
    }

    @OnEveryBackend
    void waiterThatIsCancelled_locksTheMutexAgainAndHasTakenNoSignal(Variant variant) {
        variant.run(() -> {
            Promise<Void> cancelled = Miou.async(() -> mutex.protect(() -> {
                try {
                    condition.await(mutex);
                } catch (TaskCancelled e) {
                    assertThat(mutex.tryLock()).isFalse();
                    assertThat(mutex.toString()).contains("held by");
                    trail.add("cancelled");
                    throw e;
                }
            }));
            Waiting.until(cancelled, "a condition");
            List<Promise<Void>> others = waiters("other");
            cancelled.cancel();
            condition.signal();
            Miou.awaitAll(others);
        });
        assertThat(trail.events()).containsExactly("cancelled", "other");
    }

    @OnEveryBackend
    void waiterThatIsCancelled_waitsForTheMutexAsIfShielded(Variant variant) {
        variant.run(() -> {
            Trigger stop = new Trigger();
            Promise<Void> stopped = Miou.async(() -> {
                boolean _ = Miou.until(stop, () -> mutex.protect(() -> {
                    try {
                        condition.await(mutex);
                    } finally {
                        trail.add("locked again");
                    }
                }));
            });
            Waiting.until(stopped, "a condition");
            mutex.lock();
            stop.signal();
            Waiting.until(stopped, "a mutex");
            trail.add("unlock");
            mutex.unlock();
            stopped.await();
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
        assertThat(trail.events()).containsExactly("unlock", "locked again");
    }

    @OnEveryBackend
    void waiterThatWasSignalledBeforeItWasCancelled_returns(Variant variant) {
        variant.run(() -> {
            List<Promise<Void>> waiters = waiters("signalled");
            mutex.lock();
            condition.signal();
            mutex.unlock();
            waiters.getFirst().cancel();
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
        assertThat(trail.events()).containsExactly("signalled");
    }

    @OnEveryBackend
    void awaitInACancelledTask_throwsAndTheMutexIsHeldStill(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                mutex.lock();
                try {
                    condition.await(mutex);
                } finally {
                    assertThatThrownBy(() -> condition.await(mutex)).isInstanceOf(TaskCancelled.class);
                    mutex.unlock();
                    trail.add("unlocked");
                }
            });
            Waiting.until(child, "a condition");
            child.cancel();
            condition.signal();
            condition.broadcast();
        });
        assertThat(trail.events()).containsExactly("unlocked");
    }

    @OnEveryBackend
    void awaitUnderALimit_givesTheMutexBackToWhoLockedItOutside(Variant variant) {
        variant.run(() -> {
            Resource before = Resource.own("before", _ -> trail.add("before"));
            mutex.lock();
            Resource after = Resource.own("after", _ -> trail.add("after"));
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), () -> {
                Resource _ = Resource.own("inside", _ -> trail.add("inside"));
                condition.await(mutex);
            })).isInstanceOf(TimeoutException.class);
            assertThat(mutex.toString()).contains("held by main");
            assertThat(Miou.until(new Trigger(), () -> {
                condition.signal();
                Promise<Void> signaller = Miou.async(condition::signal);
                condition.await(mutex);
                signaller.await();
            })).isTrue();
            after.close();
            mutex.unlock();
            before.close();
        });
        assertThat(trail.events()).containsExactly("inside", "after", "before");
    }

    @OnEveryBackend
    void taskThatFailsAfterAnAwait_hasItsResourcesReleasedInTheOrderInWhichItFirstHadThem(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                Resource _ = Resource.own("before", _ -> trail.add("before, " + mutex));
                mutex.lock();
                Resource _ = Resource.own("after", _ -> trail.add("after"));
                condition.await(mutex);
                throw new IllegalArgumentException("broken");
            });
            Waiting.until(child, "a condition");
            condition.signal();
            assertThatThrownBy(child::await).hasRootCauseMessage("broken");
        });
        assertThat(trail.events()).containsExactly("after", "before, a mutex");
    }

    @OnEveryBackend
    void turnsBetweenDomains_areTakenOneAfterTheOther(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            int rounds = 500;
            int[] turn = new int[1];
            List<Promise<Void>> players = new ArrayList<>();
            for (int player = 0; player < 2; player++) {
                int own = player;
                players.add(Miou.task().on(io.miou.Domain.pool().get(player)).call(() -> {
                    for (int round = 0; round < rounds; round++) {
                        mutex.protect(() -> {
                            while (turn[0] % 2 != own) {
                                condition.await(mutex);
                            }
                            turn[0]++;
                            condition.signal();
                        });
                    }
                }));
            }
            assertThat(Miou.all(players)).hasSize(2);
            assertThat(turn[0]).isEqualTo(2 * rounds);
        });
    }
}
