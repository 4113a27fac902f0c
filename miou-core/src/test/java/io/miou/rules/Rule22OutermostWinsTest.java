package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Step;
import io.miou.sync.Channel;
import io.miou.sync.Latch;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Rule 22, several scopes: of those that have fired before a suspension point, the outermost wins there. */
@Slow
class Rule22OutermostWinsTest {

    private static final Duration NEVER = Duration.ofDays(365);

    private final Trail trail = new Trail();

    /** Lets a thread outside Miou signal triggers in order, and blocks the domain until it has. */
    private static void signalElsewhere(Trigger... triggers) {
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            for (Trigger trigger : triggers) {
                trigger.signal();
            }
        });
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private static Map<String, Action> suspensionPoints() {
        Channel<Integer> full = Channel.of(1);
        full.trySend(1);
        Trigger signalled = new Trigger();
        signalled.signal();
        Promise<Integer> ended = Miou.async(() -> 1);
        ended.await();
        Map<String, Action> points = new LinkedHashMap<>();
        points.put("yield", Miou::yield);
        points.put("sleep", () -> Miou.sleep(NEVER));
        points.put("receive at once", full::receive);
        points.put("send at once", () -> Channel.of(1).send(1));
        points.put("lock at once", () -> new Mutex().lock());
        points.put("acquire at once", () -> new Semaphore(1).acquire());
        points.put("open latch", () -> new Latch(0).await());
        points.put("signalled trigger", signalled::await);
        points.put("ended child", ended::await);
        points.put("blocking", () -> Miou.blocking(() -> 1));
        return points;
    }

    @OnEveryBackend
    void triggersSignalledFromOutsideInnerFirst_theOutermostStopsAtTheFirstSuspensionPoint(Variant variant) {
        Map<String, Boolean> returned = new LinkedHashMap<>();
        variant.run(() -> suspensionPoints().forEach((name, point) -> {
            Trigger outer = new Trigger();
            Trigger middle = new Trigger();
            Trigger inner = new Trigger();
            returned.put(name, Miou.<RuntimeException>until(outer, () -> {
                boolean _ = Miou.until(middle, () -> {
                    boolean _ = Miou.until(inner, () -> {
                        signalElsewhere(inner, middle, outer);
                        reach(point);
                        trail.add(name + " went on");
                    });
                    trail.add(name + ": the innermost stopped");
                });
                trail.add(name + ": the middle one stopped");
            }));
        }));
        assertThat(returned).hasSize(10).allSatisfy((_, went) -> assertThat(went).isFalse());
        assertThat(trail.events()).isEmpty();
    }

    private static void reach(Action point) {
        try {
            point.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @OnEveryBackend
    void signalledTrigger_stopsTheFirstYieldAmongOthers(Variant variant) {
        variant.run(() -> {
            boolean[] over = new boolean[1];
            Promise<Void> busy = Miou.async(() -> {
                while (!over[0]) {
                    Miou.yield();
                }
            });
            Trigger stop = new Trigger();
            boolean returned = Miou.until(stop, () -> {
                Miou.yield();
                signalElsewhere(stop);
                Miou.yield();
                trail.add("never");
            });
            over[0] = true;
            busy.await();
            assertThat(returned).isFalse();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void scopeOfTheParent_winsOverTheChildsOwn(Variant variant) {
        variant.run(() -> {
            Trigger outer = new Trigger();
            Trigger inner = new Trigger();
            boolean returned = Miou.until(outer, () -> {
                Miou.async(() -> {
                    boolean _ = Miou.until(inner, () -> {
                        signalElsewhere(inner, outer);
                        Miou.yield();
                    });
                    trail.add("the child's own");
                }).await();
            });
            assertThat(returned).isFalse();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryEngine
    void cancellationByAParentElsewhere_winsOverTheScope(Variant variant) {
        variant.run(() -> {
            var atWork = new java.util.concurrent.atomic.AtomicInteger();
            Promise<Void> child = Miou.call(() -> {
                Trigger inner = new Trigger();
                boolean _ = Miou.until(inner, () -> {
                    atWork.set(1);
                    while (atWork.get() != 2) {
                        Thread.onSpinWait();
                    }
                    inner.signal();
                    Miou.yield();
                });
                trail.add("the scope");
            });
            while (atWork.get() != 1) {
                Miou.yield();
            }
            // It runs when the cancellation has been sent.
            Promise<Void> told = Miou.async(() -> atWork.set(2));
            child.cancel();
            told.await();
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void outerSignalledWhileTheInnerUnwinds_goesOnUnwinding(Variant variant) {
        variant.run(() -> {
            Trigger outer = new Trigger();
            Trigger inner = new Trigger();
            boolean returned = Miou.until(outer, () -> {
                boolean _ = Miou.until(inner, () -> {
                    try {
                        inner.signal();
                        Miou.yield();
                    } finally {
                        signalElsewhere(outer);
                    }
                });
                trail.add("the inner one stopped");
            });
            assertThat(returned).isFalse();
        });
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void outerLimitThatPassesWhileTheInnerUnwinds_isTheOneThatThrows(Variant variant) {
        variant.run(() -> assertThatThrownBy(() -> nested(Duration.ofMillis(10), Duration.ofMillis(2), () -> {
            try {
                Miou.sleep(NEVER);
            } finally {
                compute(Duration.ofMillis(20));
            }
        })).isInstanceOf(TimeoutException.class).hasMessageContaining("0.01S"));
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void limitsThatHavePassedBoth_theOuterOneThrows(Variant variant) {
        variant.run(() -> assertThatThrownBy(() -> nested(Duration.ofMillis(4), Duration.ofMillis(2), () -> {
            compute(Duration.ofMillis(20));
            yieldAgainAndAgain();
        })).isInstanceOf(TimeoutException.class).hasMessageContaining("0.004S"));
        assertThat(trail.events()).isEmpty();
    }

    private void nested(Duration outer, Duration inner, Step<RuntimeException> body) throws TimeoutException {
        Miou.<RuntimeException>timeout(outer, () -> {
            try {
                Miou.timeout(inner, body);
            } catch (TimeoutException e) {
                trail.add("the inner one threw");
            }
        });
    }

    private static void yieldAgainAndAgain() {
        while (true) {
            Miou.yield();
        }
    }

    private static void compute(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** A wake from outside reaches a fiber although another does nothing but yield, alone. */
    @OnEveryEngine
    void loneYield_letsTheDomainTakeInWhatWasSent(Variant variant) {
        int yields = variant.run(() -> {
            Trigger sent = new Trigger();
            Promise<Void> waiter = Miou.async(() -> {
                sent.await();
                trail.add("woken");
            });
            Miou.yield();
            signalElsewhere(sent);
            int count = 0;
            while (trail.events().isEmpty()) {
                Miou.yield();
                count++;
            }
            waiter.await();
            return count;
        });
        assertThat(yields).isLessThanOrEqualTo(2);
    }

    @OnEveryEngine
    void triggersSignalledTogether_stopTheOuterOneToo(Variant variant) throws Exception {
        for (int i = 0; i < 200; i++) {
            Trigger outer = new Trigger();
            Trigger inner = new Trigger();
            variant.run(() -> {
                var signaller = Foreign.start(() -> inner.signal() & outer.signal());
                boolean returned = Miou.until(outer, () -> {
                    boolean _ = Miou.until(inner, Rule22OutermostWinsTest::yieldAgainAndAgain);
                    signaller.get();
                    Miou.yield();
                    trail.add("the outer one went on");
                });
                assertThat(returned).isFalse();
            });
        }
        assertThat(trail.events()).isEmpty();
    }
}
