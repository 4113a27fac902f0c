package io.miou.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Permits bound what is under way at once, over all domains, and survive the cancellation of those who wait. */
class PermitsTest {

    @Test
    void manyTasksOnManyDomains_areNeverMoreThanThePermitsAtOnce() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int done = Miou.launcher().domains(3).run(() -> {
            Permits permits = new Permits(4);
            List<Promise<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                tasks.add(Miou.call(() -> {
                    permits.acquire();
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    for (int turn = 0; turn < 10; turn++) {
                        Miou.yield();
                    }
                    underWay.decrementAndGet();
                    permits.release();
                    return 1;
                }));
            }
            return Miou.all(tasks).stream().mapToInt(Integer::intValue).sum();
        });
        assertThat(done).isEqualTo(200);
        assertThat(most).hasValueBetween(2, 4);
    }

    @Test
    void waiters_goOnInTheOrderInWhichTheyCame() {
        List<String> trail = Miou.run(() -> {
            Permits permits = new Permits(1);
            List<String> order = new ArrayList<>();
            permits.acquire();
            List<Promise<Void>> waiting = new ArrayList<>();
            for (String name : List.of("first", "second", "third")) {
                waiting.add(Miou.async(() -> {
                    permits.acquire();
                    order.add(name);
                    permits.release();
                }));
            }
            Miou.yield();
            order.add("released");
            permits.release();
            Miou.all(waiting);
            return order;
        });
        assertThat(trail).containsExactly("released", "first", "second", "third");
    }

    @Test
    void permitOfACancelledWaiter_goesToTheNext() {
        List<String> trail = Miou.run(() -> {
            Permits permits = new Permits(1);
            List<String> order = new ArrayList<>();
            permits.acquire();
            Promise<Void> cancelled = Miou.async(() -> {
                permits.acquire();
                order.add("cancelled");
            });
            Promise<Void> next = Miou.async(() -> {
                permits.acquire();
                order.add("next");
            });
            Miou.yield();
            cancelled.cancel();
            permits.release();
            next.await();
            return order;
        });
        assertThat(trail).containsExactly("next");
    }
}
