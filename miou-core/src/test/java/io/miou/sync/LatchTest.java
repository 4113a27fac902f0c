package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests a latch, one step after the other. */
class LatchTest {

    private final Trail trail = new Trail();

    @Test
    void negativeCount_isRefused() {
        assertThatThrownBy(() -> new Latch(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void awaitOutsideAFiber_isRefused() {
        assertThatThrownBy(new Latch(0)::await).isInstanceOf(IllegalStateException.class);
    }

    @OnEveryBackend
    void openLatch_isPassedWithoutASwitch(Variant variant) {
        variant.run(() -> {
            Latch latch = new Latch(0);
            Promise<Void> other = Miou.async(() -> trail.add("other"));
            latch.await();
            latch.countDown();
            trail.add("passed with " + latch.count());
            other.await();
        });
        assertThat(trail.events()).containsExactly("passed with 0", "other");
    }

    @OnEveryBackend
    void lastCount_letsAllGoOnInOrder(Variant variant) {
        variant.run(() -> {
            Latch latch = new Latch(2);
            List<Promise<Void>> waiters = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                waiters.add(Miou.async(() -> {
                    latch.await();
                    trail.add(name);
                }));
                Waiting.until(waiters.getLast(), "a latch (2 to go)");
            }
            waiters.get(1).cancel();
            latch.countDown();
            Miou.yield();
            trail.add("one to go");
            Foreign.call(() -> {
                latch.countDown();
                return true;
            });
            Miou.awaitAll(waiters);
            latch.await();
        });
        assertThat(trail.events()).containsExactly("one to go", "a", "c");
    }

    @OnEveryBackend
    void countsAndWaitersOfAllDomainsAtOnce_openItOnceForAll(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (int round = 0; round < 100; round++) {
                Latch latch = new Latch(30);
                List<Integer> all = IntStream.range(0, 60).boxed().toList();
                assertThat(Miou.parallel(all, number -> {
                    if (number % 2 == 0) {
                        latch.countDown();
                    } else {
                        latch.await();
                    }
                    return latch.count();
                })).hasSize(60).allMatch(Outcome.Success.class::isInstance);
                assertThat(latch.count()).isZero();
            }
        });
    }

    @Test
    void actions_runWhenItOpensUnlessTheyWereTakenBack() {
        Trail trail = new Trail();
        Latch latch = new Latch(1);
        Runnable _ = latch.onOpen(() -> trail.add("first"));
        Runnable takeBack = latch.onOpen(() -> trail.add("taken back"));
        Runnable later = latch.onOpen(() -> trail.add("second"));
        takeBack.run();
        takeBack.run();
        latch.countDown();
        later.run();
        Runnable _ = latch.onOpen(() -> trail.add("open already"));
        assertThat(trail.events()).containsExactly("first", "second", "open already");
    }

    @OnEveryBackend
    void actionsThatThrow_keepNobodyWaiting(Variant variant) {
        variant.run(() -> {
            IllegalStateException same = new IllegalStateException("the same");
            Latch latch = new Latch(1);
            for (int i = 0; i < 2; i++) {
                Runnable _ = latch.onOpen(() -> {
                    throw same;
                });
            }
            Promise<Void> waiter = Miou.async(latch::await);
            Waiting.until(waiter, "a latch");
            assertThatThrownBy(latch::countDown).isSameAs(same);
            waiter.await();
        });
    }
}
