package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.RuleViolation;
import io.miou.StillHasChildrenError;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;

/** Rule 1: a task that returns must have awaited or cancelled each of its children. */
class Rule01ForgottenChildTest {

    @OnEveryBackend
    void childNotAwaitedAndNotCancelled_breaksTheRun(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Integer> _ = Miou.async(() -> 1);
        })).isInstanceOf(StillHasChildrenError.class).hasMessageContaining("main").hasMessageContaining("task-1");
    }

    @OnEveryBackend
    void childOnAnotherDomain_isForgottenJustTheSame(Variant variant) {
        assertForgotten(variant, () -> {
            Promise<Integer> _ = Miou.call(() -> 1);
        });
    }

    @OnEveryBackend
    void childThatHasEnded_isForgottenJustTheSame(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        assertForgotten(variant, () -> {
            Promise<Integer> child = Miou.async(() -> 1);
            while (child.state() == Promise.State.RUNNING) {
                Miou.yield();
            }
            trail.add("child " + child.state());
        });
        assertThat(trail).containsExactly("child SUCCEEDED");
    }

    @OnEveryBackend
    void childAwaited_isNoViolation(Variant variant) {
        int value = variant.run(() -> Miou.async(() -> 1).await());
        assertThat(value).isEqualTo(1);
    }

    @OnEveryBackend
    void everyWayToAwaitOrCancel_isEnough(Variant variant) {
        Map<String, Action> ways = new LinkedHashMap<>();
        ways.put("await", () -> child().await());
        ways.put("awaitChecked(Class)", () -> child().awaitChecked(Exception.class));
        ways.put("awaitOutcome", () -> child().awaitOutcome());
        ways.put("awaitOne", () -> Miou.awaitOne(child()));
        ways.put("awaitFirst", () -> Miou.awaitFirst(child(), child()));
        ways.put("awaitAll", () -> Miou.awaitAll(List.of(child(), child())));
        ways.put("awaitAll(Promise...)", () -> Miou.awaitAll(child(), child()));
        ways.put("all", () -> Miou.all(List.of(child(), child())));
        ways.put("all(Promise...)", () -> Miou.all(child(), child()));
        ways.put("cancel", () -> child().cancel());
        ways.put("Orphans.get", () -> orphan().get());
        ways.put("Orphans.drain", () -> orphan().drain());
        ways.put("Orphans.cancelAll", () -> orphan().cancelAll());
        ways.put("Orphans.take and await", () -> orphan().take().orElseThrow().await());
        ways.put("Orphans.take and cancel", () -> orphan().take().orElseThrow().cancel());
        ways.put("map", () -> Miou.map(List.of(1, 2), input -> input));
        ways.put("parallel", () -> Miou.parallel(List.of(1, 2), input -> input));
        ways.put("everywhere", () -> Miou.everywhere(() -> {
        }));
        ways.forEach((name, way) -> assertThatCode(() -> variant.run(way)).as(name).doesNotThrowAnyException());
    }

    @OnEveryBackend
    void awaitThatThrowsTheFailureOfTheChild_isEnough(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(Rule01ForgottenChildTest::fail);
            assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class);
        });
    }

    @OnEveryBackend
    void allThatThrows_leavesNobodyBehind(Variant variant) {
        variant.run(() -> {
            Promise<Integer> failing = Miou.async(Rule01ForgottenChildTest::fail);
            Promise<Integer> waiting = Miou.async(Rule01ForgottenChildTest::never);
            assertThatThrownBy(() -> Miou.all(List.of(waiting, failing))).isInstanceOf(TaskFailedException.class);
        });
    }

    @OnEveryBackend
    void awaitOfOneAmongMany_leavesTheOthersToBeAwaited(Variant variant) {
        assertForgotten(variant, () -> Miou.awaitOne(child(), child()));
    }

    @OnEveryBackend
    void awaitThatALimitCutShort_isNoAwait(Variant variant) {
        assertForgotten(variant, () -> {
            Promise<Integer> child = Miou.async(Rule01ForgottenChildTest::never);
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), () -> child.await()))
                    .isInstanceOf(TimeoutException.class);
        });
    }

    @OnEveryBackend
    void childLeftInOrphans_isForgotten(Variant variant) {
        assertForgotten(variant, () -> orphan());
    }

    @OnEveryBackend
    void childCaredForButNotAwaited_isForgotten(Variant variant) {
        assertForgotten(variant, () -> {
            Orphans<Integer> orphans = orphan();
            while (orphans.care().isEmpty()) {
                Miou.yield();
            }
        });
    }

    @OnEveryBackend
    void childTakenButNotAwaited_isForgotten(Variant variant) {
        assertForgotten(variant, () -> assertThat(orphan().take()).isPresent());
    }

    @OnEveryBackend
    void violationDeepInTheTree_isThrownByRun(Variant variant) {
        assertForgotten(variant, () -> Miou.call(() -> Miou.call(() -> {
            Promise<Integer> _ = Miou.async(() -> 1);
        }).await()).await());
    }

    @OnEveryBackend
    void parentThatCatchesEverything_doesNotSaveTheRun(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        assertForgotten(variant, () -> {
            Promise<Void> guilty = Miou.call(() -> {
                Promise<Integer> _ = Miou.async(() -> 1);
            });
            try {
                guilty.await();
            } catch (Throwable _) {
                trail.add("caught");
            }
        });
        assertThat(trail).containsExactly("caught");
    }

    @OnEveryBackend
    void violation_cancelsAndFinalisesEveryTask(Variant variant) {
        List<String> ended = new CopyOnWriteArrayList<>();
        assertForgotten(variant, () -> {
            Trigger ready = new Trigger();
            try {
                Promise<Void> near = Miou.async(() -> untilTheEnd("near", ended));
                Promise<Void> far = Miou.call(() -> {
                    Promise<Void> farther = Miou.async(() -> {
                        ready.signal();
                        untilTheEnd("farther", ended);
                    });
                    try {
                        farther.await();
                    } finally {
                        ended.add("far");
                    }
                });
                Promise<Void> guilty = Miou.async(() -> {
                    ready.await();
                    Promise<Void> _ = Miou.async(() -> untilTheEnd("forgotten", ended));
                    Miou.yield();
                });
                Miou.awaitAll(List.of(near, far, guilty));
            } finally {
                ended.add("main");
            }
        });
        assertThat(ended).containsExactlyInAnyOrder("near", "farther", "far", "forgotten", "main");
    }

    @OnEveryBackend
    void message_namesTheTaskAndWhatItLeftBehind(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> Miou.task().named("careless").async(() -> {
            Promise<Integer> _ = Miou.task().named("lost").async(() -> 1);
        }).await())).isInstanceOf(StillHasChildrenError.class).isInstanceOf(RuleViolation.class)
                .hasMessageContaining("careless").hasMessageContaining("lost");
    }

    @OnEveryBackend
    void messageInDebugMode_namesTheLineThatSpawned(Variant variant) {
        System.setProperty("miou.debug", "true");
        try {
            assertThatThrownBy(() -> variant.run(() -> {
                Promise<Integer> _ = Miou.async(() -> 1);
            })).isInstanceOf(StillHasChildrenError.class).hasMessageContaining("Rule01ForgottenChildTest.java:");
        } finally {
            System.clearProperty("miou.debug");
        }
    }

    private static void assertForgotten(Variant variant, Action main) {
        assertThatThrownBy(() -> variant.run(main)).isInstanceOf(StillHasChildrenError.class);
    }

    private static Promise<Integer> child() {
        return Miou.async(() -> 1);
    }

    private static Orphans<Integer> orphan() {
        Orphans<Integer> orphans = Miou.orphans();
        Promise<Integer> _ = orphans.async(() -> 1);
        return orphans;
    }

    private static Integer fail() {
        throw new IllegalArgumentException("as planned");
    }

    private static Integer never() {
        new Trigger().await();
        return 0;
    }

    private static void untilTheEnd(String name, List<String> ended) {
        try {
            new Trigger().await();
        } finally {
            ended.add(name);
        }
    }
}
