package io.miou.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.RepeatedTest;

/** The threads for blocking code. */
class BlockingPoolTest {

    @RepeatedTest(100)
    void poolClosed_allItsThreadsHaveEnded() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        BlockingPool pool = new BlockingPool(8);
        for (int i = 0; i < 8; i++) {
            pool.execute(() -> threads.add(Thread.currentThread()));
        }
        pool.close();
        assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
    }
}
