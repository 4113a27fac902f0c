package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Computation;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Rule 8: what a cancelled task sees, and what is seen of it. */
class Rule08CancelledTaskTest {

    private final List<String> trail = new CopyOnWriteArrayList<>();

    @OnEveryBackend
    void everySuspensionPoint_throwsTaskCancelledEvenIfItNeedNotWait(Variant variant) {
        Map<String, Object> thrown = new LinkedHashMap<>();
        variant.run(() -> {
            Trigger ready = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Promise<Integer> child = Miou.async(() -> 1);
                Orphans<Integer> orphans = Miou.orphans();
                Promise<Integer> orphan = orphans.async(() -> 1);
                while (child.state() == Promise.State.RUNNING || orphan.state() == Promise.State.RUNNING) {
                    Miou.yield();
                }
                Map<String, Action> points = suspensionPoints(child, orphans);
                ready.signal();
                untilCancelled();
                points.forEach((name, point) -> thrown.put(name, whatIsThrownBy(point)));
            });
            ready.await();
            task.cancel();
        });
        assertThat(thrown).hasSize(21);
        assertThat(thrown).allSatisfy((name, what) -> assertThat(what).as(name).isInstanceOf(TaskCancelled.class));
    }

    private static Map<String, Action> suspensionPoints(Promise<Integer> child, Orphans<Integer> orphans) {
        Trigger signalled = new Trigger();
        signalled.signal();
        Computation<Integer> complete = new Computation<>();
        complete.tryReturn(1);
        List<Promise<Integer>> one = List.of(child);
        Map<String, Action> points = new LinkedHashMap<>();
        points.put("yield", () -> Miou.yield());
        points.put("sleep", () -> Miou.sleep(Duration.ofNanos(1)));
        points.put("sleep for no time", () -> Miou.sleep(Duration.ZERO));
        points.put("await", () -> child.await());
        points.put("awaitChecked(Class)", () -> child.awaitChecked(Exception.class));
        points.put("awaitOutcome", () -> child.awaitOutcome());
        points.put("awaitOne", () -> Miou.awaitOne(one));
        points.put("awaitFirst", () -> Miou.awaitFirst(one));
        points.put("awaitAll", () -> Miou.awaitAll(one));
        points.put("all", () -> Miou.all(one));
        points.put("Orphans.get", () -> orphans.get());
        points.put("Orphans.drain", () -> orphans.drain());
        points.put("map", () -> Miou.map(List.of(1), input -> input));
        points.put("parallel", () -> Miou.parallel(List.of(1), input -> input));
        points.put("everywhere", () -> Miou.everywhere(() -> {
        }));
        points.put("a future", () -> Miou.await(CompletableFuture.completedFuture(1)));
        points.put("blocking", () -> Miou.blocking(() -> 1));
        points.put("a trigger", () -> new Trigger().await());
        points.put("a trigger that was signalled", () -> signalled.await());
        points.put("a computation", () -> new Computation<Integer>().await());
        points.put("a computation that is complete", () -> complete.await());
        return points;
    }

    @OnEveryBackend
    void suspensionPoints_throwAgainAndAgainAndANewObjectEachTime(Variant variant) {
        Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                for (int round = 1; round <= 1000; round++) {
                    try {
                        new Trigger().await();
                    } catch (TaskCancelled e) {
                        thrown.add(e);
                    }
                }
            });
            Miou.yield();
            task.cancel();
        });
        assertThat(thrown).hasSize(1000);
    }

    @OnEveryBackend
    void siblingsCancelledTogether_areThrownDifferentObjects(Variant variant) {
        Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());
        variant.run(() -> {
            Orphans<Void> orphans = Miou.orphans();
            for (int i = 0; i < 10; i++) {
                Promise<Void> _ = orphans.async(() -> thrown.add(assertCancelledHere(() -> new Trigger().await())));
            }
            Miou.yield();
            orphans.cancelAll();
        });
        assertThat(thrown).hasSize(10);
    }

    @OnEveryBackend
    void tryWithResourcesWhoseCloseSuspends_endsAsItShould(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Promise<Void> task = Miou.async(() -> {
                    try (AutoCloseable _ = () -> Miou.yield()) {
                        new Trigger().await();
                    } catch (TaskCancelled e) {
                        trail.add("suppressed: " + e.getSuppressed()[0].getClass().getSimpleName());
                        throw e;
                    }
                });
                Miou.yield();
                task.cancel();
                assertThat(task.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
            });
            assertThat(log.records()).isEmpty();
        }
        assertThat(trail).containsExactly("suppressed: TaskCancelled");
    }

    @Test
    void taskCancelled_isAnErrorThatOnlyMiouCanMake() {
        assertThat(Error.class).isAssignableFrom(TaskCancelled.class);
        assertThat(TaskCancelled.class.getConstructors()).isEmpty();
    }

    @OnEveryBackend
    void catchOfException_doesNotSwallowIt(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                while (true) {
                    try {
                        new Trigger().await();
                    } catch (Exception _) {
                        trail.add("swallowed");
                    }
                }
            });
            Miou.yield();
            task.cancel();
        });
        assertThat(trail).isEmpty();
    }

    @OnEveryBackend
    void finallyBlocks_run(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                try {
                    try {
                        new Trigger().await();
                    } finally {
                        trail.add("inner");
                    }
                } finally {
                    trail.add("outer");
                }
            });
            Miou.yield();
            task.cancel();
            trail.add("main");
        });
        assertThat(trail).containsExactly("inner", "outer", "main");
    }

    @OnEveryBackend
    void shield_letsTheTaskSuspendUntilItIsLeft(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                untilCancelled();
                int value = Miou.shield(() -> {
                    Miou.yield();
                    Miou.sleep(Duration.ofMillis(1));
                    return Miou.call(() -> 7).await();
                });
                trail.add("shielded got " + value);
                assertCancelledHere(Miou::yield);
                trail.add("cancelled again");
            });
            Miou.yield();
            task.cancel();
        });
        assertThat(trail).containsExactly("shielded got 7", "cancelled again");
    }

    @OnEveryBackend
    void taskThatWasInAShieldWhenItWasCancelled_learnsOfItAfterwards(Variant variant) {
        variant.run(() -> {
            Trigger goOn = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Miou.shield(() -> goOn.await());
                trail.add("shield left");
                assertCancelledHere(Miou::yield);
                trail.add("cancelled");
            });
            Promise<Void> helper = Miou.async(() -> {
                Miou.yield();
                trail.add("helper");
                goOn.signal();
            });
            Miou.yield();
            task.cancel();
            helper.await();
        });
        assertThat(trail).containsExactly("helper", "shield left", "cancelled");
    }

    @OnEveryBackend
    void valueThatACancelledTaskReturns_isLost(Variant variant) {
        variant.run(() -> {
            Promise<Integer> task = Miou.async(() -> {
                untilCancelled();
                return 42;
            });
            Miou.yield();
            task.cancel();
            assertThat(task.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(task.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
            assertThatThrownBy(task::await).isInstanceOf(CancellationException.class).hasNoSuppressedExceptions();
        });
    }

    @OnEveryBackend
    void childLeftByACancelledTask_isNoViolation(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                Promise<Integer> _ = Miou.async(() -> 1);
                untilCancelled();
            });
            Miou.yield();
            task.cancel();
            assertThat(task.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
    }

    @OnEveryBackend
    void whatACancelledTaskThrows_isLoggedOnceAndSuppressedInTheCancellation(Variant variant) {
        for (Throwable failure : List.of(new IOException("checked"), new IllegalStateException("unchecked"),
                new AssertionError("error"))) {
            try (LogRecorder log = new LogRecorder()) {
                variant.run(() -> {
                    Trigger begun = new Trigger();
                    Promise<Void> task = Miou.task().named("fragile").call(() -> {
                        begun.signal();
                        try {
                            new Trigger().await();
                        } finally {
                            sneak(failure);
                        }
                    });
                    begun.await();
                    task.cancel();
                    assertThat(task.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
                    assertThatThrownBy(task::await).isInstanceOf(CancellationException.class)
                            .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(failure));
                    assertThatThrownBy(() -> Miou.all(List.of(task))).isInstanceOf(CancellationException.class)
                            .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(failure));
                });
                assertThat(log.records()).singleElement().satisfies(record -> {
                    assertThat(record.getThrown()).isSameAs(failure);
                    assertThat(record.getMessage()).contains("fragile");
                });
            }
        }
    }

    @OnEveryBackend
    void cancellationItself_isNotLogged(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Promise<Void> task = Miou.async(() -> new Trigger().await());
                Miou.yield();
                task.cancel();
                assertThatThrownBy(task::await).isInstanceOf(CancellationException.class).hasNoSuppressedExceptions();
            });
            assertThat(log.records()).isEmpty();
        }
    }

    @OnEveryBackend
    void childThatOnlyYields_isCancelledWithItsParent(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                Promise<Void> child = Miou.async(() -> {
                    try {
                        while (true) {
                            Miou.yield();
                        }
                    } finally {
                        trail.add("child");
                    }
                });
                child.await();
            });
            Miou.yield();
            Miou.yield();
            task.cancel();
            trail.add("main");
        });
        assertThat(trail).containsExactly("child", "main");
    }

    /** Suspends until the task is cancelled. */
    private static void untilCancelled() {
        assertCancelledHere(() -> new Trigger().await());
    }

    private static TaskCancelled assertCancelledHere(Runnable point) {
        try {
            point.run();
        } catch (TaskCancelled e) {
            return e;
        }
        throw new AssertionError("it was not cancelled");
    }

    private static Object whatIsThrownBy(Action action) {
        try {
            action.run();
            return "nothing";
        } catch (Throwable e) {
            return e;
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
