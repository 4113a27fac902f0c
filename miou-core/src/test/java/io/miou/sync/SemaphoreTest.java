package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests a semaphore, one step after the other. */
class SemaphoreTest {

    private final Trail trail = new Trail();

    @Test
    void permits_areTakenUntilNoneIsFree() {
        Semaphore semaphore = new Semaphore(2);
        assertThat(semaphore.permits()).isEqualTo(2);
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.tryAcquire()).isFalse();
        semaphore.release();
        assertThat(semaphore.permits()).isEqualTo(1);
        assertThat(semaphore.tryAcquire()).isTrue();
        assertThat(semaphore.toString()).contains("0 free");
    }

    @Test
    void negativeNumber_isRefused() {
        assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneMoreThanTheMost_isRefused() {
        Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.permits()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void acquireOutsideAFiber_isRefused() {
        Semaphore semaphore = new Semaphore(1);
        assertThatThrownBy(semaphore::acquire).isInstanceOf(IllegalStateException.class);
        assertThat(semaphore.permits()).isEqualTo(1);
    }

    @OnEveryBackend
    void acquireOfAFreePermit_doesNotSwitch(Variant variant) {
        variant.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            Promise<Void> other = Miou.async(() -> trail.add("other"));
            semaphore.acquire();
            trail.add("acquired");
            other.await();
        });
        assertThat(trail.events()).containsExactly("acquired", "other");
    }

    @OnEveryBackend
    void waiters_areServedInTheOrderInWhichTheyCame(Variant variant) {
        variant.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Promise<Void>> waiters = waiters(semaphore, "a", "b", "c");
            semaphore.release();
            semaphore.release();
            assertThat(semaphore.tryAcquire()).as("nobody overtakes who waits").isFalse();
            semaphore.release();
            Miou.awaitAll(waiters);
            assertThat(semaphore.permits()).isZero();
            semaphore.release();
            assertThat(semaphore.permits()).as("nobody waits any more").isEqualTo(1);
        });
        assertThat(trail.events()).containsExactly("a", "b", "c");
    }

    private List<Promise<Void>> waiters(Semaphore semaphore, String... names) {
        List<Promise<Void>> all = new ArrayList<>();
        for (String name : names) {
            Promise<Void> waiter = Miou.async(() -> {
                semaphore.acquire();
                trail.add(name);
            });
            Waiting.until(waiter, "a semaphore");
            all.add(waiter);
        }
        return all;
    }

    @OnEveryBackend
    void waiterThatIsCancelled_leavesItsPlaceToTheNext(Variant variant) {
        variant.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Promise<Void>> waiters = waiters(semaphore, "a", "b", "c");
            waiters.getFirst().cancel();
            semaphore.release();
            Miou.yield();
            waiters.getLast().cancel();
            semaphore.release();
            assertThat(semaphore.permits()).isEqualTo(1);
            waiters.get(1).await();
        });
        assertThat(trail.events()).containsExactly("b");
    }

    @OnEveryBackend
    void waiterThatWasServedBeforeItWasCancelled_hasItsPermit(Variant variant) {
        variant.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            Promise<Void> waiter = Miou.async(() -> {
                semaphore.acquire();
                semaphore.release();
                trail.add("had it");
                Miou.yield();
                trail.add("never");
            });
            Waiting.until(waiter, "a semaphore");
            semaphore.release();
            waiter.cancel();
            assertThat(semaphore.permits()).isEqualTo(1);
        });
        assertThat(trail.events()).containsExactly("had it");
    }

    @OnEveryBackend
    void acquireInACancelledTask_throwsAndReleaseWorks(Variant variant) {
        variant.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            Promise<Void> child = Miou.async(() -> {
                semaphore.acquire();
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    assertThatThrownBy(semaphore::acquire).isInstanceOf(TaskCancelled.class);
                    semaphore.release();
                    trail.add("released");
                }
            });
            Miou.yield();
            child.cancel();
            assertThat(semaphore.permits()).isEqualTo(1);
        });
        assertThat(trail.events()).containsExactly("released");
    }

    @OnEveryBackend
    void foreignThread_releasesAndTries(Variant variant) {
        variant.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            for (int i = 0; i < 100; i++) {
                var thread = Foreign.start(() -> {
                    semaphore.release();
                    return true;
                });
                semaphore.acquire();
                thread.get();
            }
            assertThat(Foreign.call(semaphore::tryAcquire)).isFalse();
        });
    }
}
