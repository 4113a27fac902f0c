package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Tests a mutex, one step after the other. */
class MutexTest {

    private final Trail trail = new Trail();
    private final Mutex mutex = new Mutex();

    @Test
    void outsideAFiber_everythingIsRefused() {
        assertThatThrownBy(mutex::lock).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mutex::tryLock).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mutex.protect(() -> trail.add("run"))).isInstanceOf(IllegalStateException.class);
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void lockOfAFreeMutex_doesNotSwitch(Variant variant) {
        variant.run(() -> {
            Promise<Void> other = Miou.async(() -> trail.add("other"));
            mutex.lock();
            trail.add(mutex.toString());
            mutex.unlock();
            trail.add(mutex.toString());
            other.await();
        });
        assertThat(trail.events()).containsExactly("a mutex held by main", "a mutex", "other");
    }

    @OnEveryBackend
    void holder_cannotLockItAgain(Variant variant) {
        variant.run(() -> {
            mutex.lock();
            assertThatThrownBy(mutex::lock).isInstanceOf(IllegalStateException.class).hasMessageContaining("main");
            assertThat(mutex.tryLock()).isFalse();
            assertThatThrownBy(() -> mutex.protect(() -> trail.add("never"))).isInstanceOf(IllegalStateException.class);
            mutex.unlock();
            assertThat(mutex.tryLock()).as("those that failed have locked nothing").isTrue();
            mutex.unlock();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void unlockByWhoDoesNotHoldIt_isRefused(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalStateException.class).hasMessageContaining("no task");
            mutex.lock();
            Miou.async(() -> {
                assertThat(mutex.tryLock()).isFalse();
                assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("main holds it");
            }).await();
            mutex.unlock();
            assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalStateException.class);
        });
    }

    @OnEveryBackend
    void unlock_handsItToWhoHasWaitedLongest(Variant variant) {
        variant.run(() -> {
            mutex.lock();
            List<Promise<Void>> waiters = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                waiters.add(Miou.async(() -> {
                    mutex.lock();
                    trail.add(name);
                    mutex.unlock();
                }));
                Waiting.until(waiters.getLast(), "a mutex");
            }
            mutex.unlock();
            assertThat(mutex.tryLock()).as("it has been handed over").isFalse();
            mutex.lock();
            trail.add("main");
            mutex.unlock();
            Miou.awaitAll(waiters);
        });
        assertThat(trail.events()).containsExactly("a", "b", "c", "main");
    }

    @OnEveryBackend
    void waiterThatIsCancelled_isPassedOver(Variant variant) {
        variant.run(() -> {
            mutex.lock();
            Promise<Void> first = Miou.async(mutex::lock);
            Promise<Void> second = Miou.async(() -> mutex.protect(() -> trail.add("second")));
            Waiting.until(second, "a mutex");
            first.cancel();
            mutex.unlock();
            second.await();
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
        assertThat(trail.events()).containsExactly("second");
    }

    @OnEveryBackend
    void protect_unlocksHoweverItsBodyEnds(Variant variant) {
        variant.run(() -> {
            assertThat(mutex.<String, RuntimeException>protect(() -> "value")).isEqualTo("value");
            assertThatThrownBy(() -> mutex.<String, IOException>protect(() -> {
                throw new IOException("checked");
            })).isInstanceOf(IOException.class);
            Promise<Void> child = Miou.async(() -> mutex.protect(() -> Miou.sleep(Duration.ofDays(1))));
            Waiting.until(child, "sleep");
            assertThat(mutex.tryLock()).isFalse();
            child.cancel();
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
    }

    @OnEveryBackend
    void protectWhoseBodyUnlocksAndThrows_throwsWhatTheBodyThrew(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> mutex.protect(() -> {
                mutex.unlock();
                throw new IOException("from the body");
            })).hasMessage("from the body");
            assertThatThrownBy(() -> mutex.protect(mutex::unlock)).isInstanceOf(IllegalStateException.class);
        });
    }

    @OnEveryBackend
    void cancelledTask_canUnlockButNotLock(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                mutex.lock();
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    mutex.unlock();
                    assertThatThrownBy(mutex::lock).isInstanceOf(TaskCancelled.class);
                    trail.add("unlocked");
                }
            });
            Waiting.until(child, "sleep");
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("unlocked");
    }

    @OnEveryBackend
    void taskThatReturnsAndHoldsIt_breaksTheRun(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Miou.task().named("forgetful").async(mutex::lock).await();
        })).isInstanceOf(ResourceLeakedError.class).hasMessageContaining("forgetful")
                .hasMessageContaining("a mutex: unlock it before you return");
    }

    @OnEveryBackend
    void taskThatFailsAndHoldsIt_hasItUnlockedAfterItsChildrenHaveEnded(Variant variant) {
        variant.run(() -> {
            Promise<Void> guilty = Miou.async(() -> {
                mutex.lock();
                Promise<Void> _ = Miou.async(() -> Miou.protect(() -> Miou.sleep(Duration.ofDays(1)),
                        _ -> trail.add("child ended")));
                Miou.yield();
                throw new IOException("broken");
            });
            Promise<Void> waiter = Miou.async(() -> mutex.protect(() -> trail.add("next")));
            assertThatThrownBy(guilty::await).isInstanceOf(TaskFailedException.class);
            waiter.await();
            Promise<Void> cancelled = Miou.async(() -> {
                mutex.lock();
                Miou.sleep(Duration.ofDays(1));
            });
            Waiting.until(cancelled, "sleep");
            cancelled.cancel();
            assertThat(mutex.tryLock()).as("it can be locked and unlocked as before").isTrue();
            mutex.unlock();
        });
        assertThat(trail.events()).containsExactly("child ended", "next");
    }

    @OnEveryBackend
    void scopeThatIsEndedByItsLimit_hasItUnlocked(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), () -> {
                mutex.lock();
                Miou.sleep(Duration.ofDays(1));
            })).isInstanceOf(TimeoutException.class);
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        });
    }

    @OnEveryBackend
    void releaseFunction_mayLockIt(Variant variant) {
        variant.run(() -> {
            mutex.lock();
            Promise<Void> child = Miou.async(() -> {
                Resource _ = Resource.own("x", _ -> mutex.protect(() -> trail.add("released")));
                throw new IOException("broken");
            });
            Waiting.until(child, "a mutex");
            mutex.unlock();
            assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class);
        });
        assertThat(trail.events()).containsExactly("released");
    }
}
