package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

/** Hooks run at each turn of their domain's loop, outside Miou. */
class HookTest {

    private final AtomicInteger runs = new AtomicInteger();

    /** Lets the loop of this domain turn at least so often. */
    private static void turn(int times) {
        for (int i = 0; i < times; i++) {
            Miou.sleep(Duration.ofNanos(1));
        }
    }

    @OnEveryBackend
    void hook_isRunWhileItIsThere(Variant variant) {
        variant.run(() -> {
            Hook hook = Hook.add(runs::incrementAndGet);
            turn(5);
            int before = runs.get();
            assertThat(before).isPositive();
            hook.remove();
            turn(5);
            assertThat(runs).hasValue(before);
            hook.remove();
        });
    }

    @OnEveryBackend
    void hook_isRunAtLeastOncePerEventIntervalWhileFibersYield(Variant variant) {
        variant.launcher().eventInterval(10).run(() -> {
            Hook hook = Hook.add(runs::incrementAndGet);
            Promise<Void> other = Miou.async(() -> yieldOften());
            yieldOften();
            other.await();
            hook.remove();
            assertThat(runs.get()).isGreaterThanOrEqualTo(2_000 / 10 - 1);
        });
    }

    private static void yieldOften() {
        for (int i = 0; i < 1_000; i++) {
            Miou.yield();
        }
    }

    @OnEveryBackend
    void hook_isRunByItsDomainAndOutsideOfFibers(Variant variant) {
        AtomicInteger here = new AtomicInteger();
        AtomicInteger there = new AtomicInteger();
        variant.run(() -> {
            Thread fiber = Thread.currentThread();
            Hook hook = Hook.add(() -> {
                assertThat(Thread.currentThread()).isNotSameAs(fiber);
                assertThatThrownBy(Domain::self).isInstanceOf(IllegalStateException.class);
                here.incrementAndGet();
            });
            turn(3);
            hook.remove();
            Miou.call(() -> {
                Thread far = Thread.currentThread();
                Hook other = Hook.add(() -> {
                    assertThat(Thread.currentThread()).isNotIn(fiber, far);
                    // Another domain's hook could not be removed from here.
                    there.incrementAndGet();
                });
                turn(3);
                other.remove();
            }).await();
        });
        assertThat(here).hasPositiveValue();
        assertThat(there).hasPositiveValue();
    }

    @OnEveryBackend
    void hookThatThrows_isLoggedAndRemovedAndTheOthersRun(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                AtomicInteger bad = new AtomicInteger();
                Hook broken = Hook.add(() -> {
                    bad.incrementAndGet();
                    throw new IllegalStateException("broken hook");
                });
                Hook worse = Hook.add(() -> {
                    throw new AssertionError("worse hook");
                });
                Hook good = Hook.add(runs::incrementAndGet);
                turn(5);
                assertThat(bad).hasValue(1);
                assertThat(runs.get()).isGreaterThan(1);
                broken.remove();
                worse.remove();
                good.remove();
            });
            assertThat(log.thrown(Level.SEVERE)).extracting(Throwable::getMessage).containsExactly("broken hook",
                    "worse hook");
        }
    }

    @OnEveryBackend
    void hooks_areRunInTheOrderOfAdding(Variant variant) {
        variant.run(() -> {
            List<String> order = new ArrayList<>();
            List<Hook> hooks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                hooks.add(Hook.add(() -> order.add(name)));
            }
            turn(2);
            hooks.forEach(Hook::remove);
            assertThat(String.join("", order)).matches("(abc)+");
        });
    }

    @OnEveryBackend
    void hookThatRemovesItselfOrAnother_isObeyedAtOnce(Variant variant) {
        variant.run(() -> {
            List<String> order = new ArrayList<>();
            List<Hook> hooks = new ArrayList<>();
            hooks.add(Hook.add(() -> {
                order.add("first");
                hooks.get(0).remove();
                hooks.get(1).remove();
            }));
            hooks.add(Hook.add(() -> order.add("second")));
            turn(3);
            assertThat(order).containsExactly("first");
        });
    }

    @OnEveryBackend
    void hookMaySignal_andItsWaiterRuns(Variant variant) {
        variant.run(() -> {
            Trigger trigger = new Trigger();
            Hook hook = Hook.add(trigger::signal);
            trigger.await();
            hook.remove();
        });
    }

    @OnEveryBackend
    void removeElsewhere_isAnIllegalState(Variant variant) {
        Hook leftover = variant.run(() -> {
            Hook hook = Hook.add(runs::incrementAndGet);
            Miou.call(() -> assertThatThrownBy(hook::remove).isInstanceOf(IllegalStateException.class)).await();
            Miou.blocking(() -> assertThatThrownBy(hook::remove).isInstanceOf(IllegalStateException.class));
            Foreign.call(() -> assertThatThrownBy(hook::remove).isInstanceOf(IllegalStateException.class));
            int before = runs.get();
            turn(3);
            assertThat(runs.get()).as("still there").isGreaterThan(before);
            return hook;
        });
        assertThatThrownBy(leftover::remove).as("after the run").isInstanceOf(IllegalStateException.class);
    }

    @OnEveryBackend
    void hookOfATaskThatHasEnded_stays(Variant variant) {
        variant.run(() -> {
            Hook hook = Miou.async(() -> Hook.add(runs::incrementAndGet)).await();
            int before = runs.get();
            turn(3);
            assertThat(runs.get()).isGreaterThan(before);
            hook.remove();
        });
    }

    @OnEveryBackend
    void sleepingDomain_doesNotRunItsHooks(Variant variant) {
        variant.run(() -> {
            Hook hook = Hook.add(runs::incrementAndGet);
            Miou.sleep(Duration.ofMillis(100));
            hook.remove();
            assertThat(runs.get()).isLessThan(50);
        });
    }

    @OnEveryBackend
    void nullHook_isRefused(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Hook.add(null)).isInstanceOf(NullPointerException.class);
        });
    }
}
