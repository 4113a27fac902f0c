package io.miou.backend.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Netty believes that the thread which is inside drives the poller, and no other. */
@Timeout(60)
class ConfinedExecutorTest {

    private final ConfinedExecutor executor = new ConfinedExecutor();

    @Test
    void thread_isTheExecutorsWhileItIsInside() {
        Thread own = Thread.currentThread();
        assertThat(executor.isExecutorThread(own)).isFalse();
        executor.enter();
        assertThat(executor.isExecutorThread(own)).isTrue();
        assertThat(executor.isExecutorThread(new Thread(() -> {
        }))).isFalse();
        executor.exit();
        assertThat(executor.isExecutorThread(own)).isFalse();
    }

    @Test
    void execute_isRefused_forNothingComesFromOutside() {
        assertThatIllegalStateException().isThrownBy(() -> executor.execute(() -> {
        })).withMessageContaining("another thread");
    }

    /** A thread that wakes the poller asks whether it is the executor's own, at any time and without a lock. */
    @Test
    void otherThreads_neverSeeThemselvesInside() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger wrong = new AtomicInteger();
        Thread waker = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                if (executor.isExecutorThread(Thread.currentThread())) {
                    wrong.incrementAndGet();
                }
            }
        });
        for (int i = 0; i < 1_000_000; i++) {
            executor.enter();
            if (!executor.isExecutorThread(Thread.currentThread())) {
                wrong.incrementAndGet();
            }
            executor.exit();
        }
        over.set(true);
        waker.join();
        assertThat(wrong).hasValue(0);
    }
}
