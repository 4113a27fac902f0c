package io.miou.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads for blocking code. */
class BlockingPoolTest {

    @RepeatedTest(100)
    void poolClosed_allItsThreadsHaveEnded() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        BlockingPool pool = new BlockingPool(8, BlockingUse.BODIES);
        for (int i = 0; i < 8; i++) {
            pool.execute(() -> threads.add(Thread.currentThread()));
        }
        pool.close();
        assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
    }

    private static Thread runOne(BlockingPool pool, Runnable body) throws Exception {
        FutureTask<Thread> work = new FutureTask<>(body, Thread.currentThread());
        AtomicReference<Thread> thread = new AtomicReference<>();
        pool.execute(() -> {
            thread.set(Thread.currentThread());
            work.run();
        });
        work.get();
        return thread.get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void threadLocalsOfABody_areErasedBeforeTheNext(boolean reused) throws Exception {
        BlockingPool pool = new BlockingPool(1, BlockingUse.BODIES, reused);
        ThreadLocal<String> own = new ThreadLocal<>();
        InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
        Set<Thread> threads = new HashSet<>();
        try {
            for (int i = 0; i < 5; i++) {
                threads.add(runOne(pool, () -> {
                    assertThat(own.get()).isNull();
                    assertThat(inheritable.get()).isNull();
                    assertThat(Thread.currentThread().getName()).isEqualTo("miou-blocking-1");
                    assertThat(Thread.currentThread().getPriority()).isEqualTo(Thread.NORM_PRIORITY);
                    own.set("left");
                    inheritable.set("left");
                    Thread.currentThread().setName("renamed");
                    Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
                }));
            }
        } finally {
            pool.close();
        }
        assertThat(threads).hasSize(reused ? 1 : 5);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void poolClosedWhileThreadsTakeTurns_allItsThreadsHaveEnded(boolean reused) {
        for (int round = 0; round < 50; round++) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            AtomicInteger done = new AtomicInteger();
            BlockingPool pool = new BlockingPool(2, BlockingUse.BODIES, reused);
            for (int i = 0; i < 8; i++) {
                pool.execute(() -> {
                    threads.add(Thread.currentThread());
                    done.incrementAndGet();
                });
            }
            while (done.get() < 8) {
                Thread.onSpinWait();
            }
            pool.close();
            assertThat(threads).noneMatch(Thread::isAlive);
            assertThatThrownBy(() -> pool.execute(done::incrementAndGet))
                    .isInstanceOf(RejectedExecutionException.class);
        }
    }
}
