package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A call of the JDK that blocks parks only its own fiber. Cancellation ends every wait that an interrupt can end.
 */
@Slow
class JdkWaitsTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final List<String> trail = new ArrayList<>();

    static Stream<Arguments> everyWaitOnEveryBackend() {
        return Variant.all()
                .flatMap(variant -> Stream.of(JdkWait.values()).map(wait -> Arguments.of(variant, wait)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everyWaitOnEveryBackend")
    void fiberInJdkWait_letsOthersRunAndEndsWhenCancelled(Variant variant, JdkWait wait) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Promise<?> waiting = Miou.async(() -> {
                trail.add("enters");
                try {
                    wait.enter();
                } finally {
                    trail.add("left");
                }
            });
            Promise<?> other = Miou.async(() -> {
                for (int i = 1; i <= 3; i++) {
                    trail.add("other " + i);
                    Miou.sleep(MOMENT);
                }
            });
            other.await();
            trail.add("cancels");
            waiting.cancel();
            assertThat(waiting.awaitOutcome()).isInstanceOf(Outcome.Cancelled.class);
        });
        assertThat(trail).containsExactly("enters", "other 1", "other 2", "other 3", "cancels", "left");
    }

    @OnEveryBackend
    void lockHeldOverASuspension_letsOthersRunAndIsHandedOn(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            ReentrantLock lock = new ReentrantLock();
            Trigger release = new Trigger();
            Promise<?> holder = Miou.async(() -> {
                lock.lock();
                try {
                    trail.add("holder has it");
                    release.await();
                } finally {
                    lock.unlock();
                }
            });
            Promise<?> waiter = Miou.async(() -> {
                lock.lock();
                trail.add("waiter has it");
                lock.unlock();
            });
            Promise<?> other = Miou.async(() -> {
                Miou.sleep(MOMENT);
                trail.add("other runs");
                release.signal();
            });
            Miou.awaitAll(List.of(holder, waiter, other));
        });
        assertThat(trail).containsExactly("holder has it", "other runs", "waiter has it");
    }

    @OnEveryBackend
    void monitorHeldOverASuspension_letsOthersRunAndIsHandedOn(Variant variant) {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        variant.run(() -> {
            Object monitor = new Object();
            Trigger release = new Trigger();
            Promise<?> holder = Miou.async(() -> {
                synchronized (monitor) {
                    trail.add("holder has it");
                    release.await();
                }
            });
            Promise<?> waiter = Miou.async(() -> {
                synchronized (monitor) {
                    trail.add("waiter has it");
                }
            });
            Promise<?> other = Miou.async(() -> {
                Miou.sleep(MOMENT);
                trail.add("other runs");
                release.signal();
            });
            Miou.awaitAll(List.of(holder, waiter, other));
        });
        assertThat(trail).containsExactly("holder has it", "other runs", "waiter has it");
    }

    @OnEveryBackend
    void cancelledFiberInLock_doesNotSpinAndEndsWhenTheLockIsFree(Variant variant) throws Exception {
        variant.require(Variant.Trait.JDK_WAITS_FREE_THE_DOMAIN);
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch cancelRequested = new CountDownLatch(1);
        CpuOfThread cpu = new CpuOfThread(Thread.currentThread(), Duration.ofMillis(500));
        Thread holder = Thread.ofPlatform().start(() -> {
            lock.lock();
            try {
                held.countDown();
                cancelRequested.await();
                cpu.measure();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                lock.unlock();
            }
        });
        held.await();
        variant.run(() -> {
            Promise<?> waiter = Miou.async(() -> {
                lock.lock();
                trail.add("has the lock");
                lock.unlock();
            });
            Miou.yield();
            Promise<?> witness = Miou.async(cancelRequested::countDown);
            waiter.cancel();
            trail.add("ended");
            witness.await();
        });
        holder.join();
        assertThat(trail).containsExactly("has the lock", "ended");
        assertThat(cpu.used()).isLessThan(Duration.ofMillis(200));
    }

    /** Measures how much CPU a thread uses in a time in which it has nothing to do. */
    static final class CpuOfThread {
        private final Thread thread;
        private final Duration time;
        private volatile Duration used;

        CpuOfThread(Thread thread, Duration time) {
            this.thread = thread;
            this.time = time;
        }

        void measure() throws InterruptedException {
            long before = cpuNanos();
            Thread.sleep(time);
            used = Duration.ofNanos(cpuNanos() - before);
        }

        private long cpuNanos() {
            return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
        }

        Duration used() {
            return used;
        }
    }
}
