package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rule 6: {@code cancel} lets the others run once, and then waits until the child and its descendants have ended. */
class Rule06CancelYieldsTest {

    private final List<String> trail = new CopyOnWriteArrayList<>();

    @OnEveryBackend
    void cancel_letsTheOtherReadyFibersRun(Variant variant) {
        variant.run(() -> {
            Promise<Void> victim = Miou.async(() -> {
                trail.add("victim");
            });
            Promise<Void> other = Miou.async(() -> {
                trail.add("other");
            });
            victim.cancel();
            trail.add("main");
            other.await();
        });
        assertThat(trail).containsExactly("other", "main");
    }

    @OnEveryBackend
    void cancelOfAnEndedChild_letsEachOtherReadyFiberRunOnce(Variant variant) {
        variant.run(() -> {
            Promise<Void> ended = Miou.async(() -> {
            });
            ended.await();
            Promise<Void> a = Miou.async(() -> twoSteps("a"));
            Promise<Void> b = Miou.async(() -> twoSteps("b"));
            ended.cancel();
            trail.add("main");
            Miou.awaitAll(List.of(a, b));
        });
        assertThat(trail).containsExactly("a 1", "b 1", "main", "a 2", "b 2");
    }

    @OnEveryBackend
    void cancelOfACancelledChild_letsEachOtherReadyFiberRunOnce(Variant variant) {
        variant.run(() -> {
            Promise<Void> ended = Miou.async(() -> {
            });
            ended.cancel();
            Promise<Void> a = Miou.async(() -> twoSteps("a"));
            ended.cancel();
            trail.add("main");
            a.await();
        });
        assertThat(trail).containsExactly("a 1", "main", "a 2");
    }

    @OnEveryBackend
    void cancelOfAnEndedChildOfAnotherDomain_letsEachOtherReadyFiberRunOnce(Variant variant) {
        variant.run(() -> {
            Promise<Void> ended = Miou.call(() -> {
            });
            ended.await();
            Promise<Void> a = Miou.async(() -> twoSteps("a"));
            ended.cancel();
            trail.add("main");
            a.await();
        });
        assertThat(trail).containsExactly("a 1", "main", "a 2");
    }

    @OnEveryBackend
    void cancelAllOfEndedOrphans_letsEachOtherReadyFiberRunOnce(Variant variant) {
        variant.run(() -> {
            Orphans<Void> orphans = Miou.orphans();
            Promise<Void> ended = orphans.async(() -> {
            });
            while (ended.state() == Promise.State.RUNNING) {
                Miou.yield();
            }
            Promise<Void> a = Miou.async(() -> twoSteps("a"));
            orphans.cancelAll();
            trail.add("main");
            a.await();
        });
        assertThat(trail).containsExactly("a 1", "main", "a 2");
    }

    @OnEveryBackend
    void cancel_waitsUntilTheChildHasEnded(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> endSlowly("child"));
            Miou.yield();
            child.cancel();
            trail.add("main");
        });
        assertThat(trail).containsExactly("child begins", "child cleans up 1", "child cleans up 2",
                "child cleans up 3", "main");
    }

    @OnEveryBackend
    void cancel_waitsUntilDescendantsOnOtherDomainsHaveEnded(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Promise<Void> child = Miou.async(() -> {
                Promise<Void> grandchild = Miou.call(() -> {
                    Promise<Void> leaf = Miou.call(() -> {
                        begun.signal();
                        endSlowly("leaf");
                    });
                    leaf.await();
                });
                grandchild.await();
            });
            begun.await();
            child.cancel();
            trail.add("main");
        });
        assertThat(trail).endsWith("leaf cleans up 1", "leaf cleans up 2", "leaf cleans up 3", "main");
    }

    @OnEveryBackend
    void otherFibers_runWhileCancelWaits(Variant variant) {
        variant.run(() -> {
            Trigger help = new Trigger();
            Promise<Void> child = Miou.async(() -> {
                try {
                    new Trigger().await();
                } finally {
                    // Nobody but the helper, a fiber of the same domain, can end this wait.
                    Miou.shield(() -> help.await());
                    trail.add("child helped");
                }
            });
            Promise<Void> helper = Miou.async(() -> {
                for (int step = 1; step <= 3; step++) {
                    Miou.yield();
                }
                trail.add("helper");
                help.signal();
            });
            Miou.yield();
            child.cancel();
            trail.add("main");
            helper.await();
        });
        assertThat(trail).containsExactly("helper", "child helped", "main");
    }

    @OnEveryBackend
    void siblingsOfTheChild_areLeftAlone(Variant variant) {
        variant.run(() -> {
            Trigger goOn = new Trigger();
            Promise<Void> victim = Miou.async(() -> new Trigger().await());
            Promise<Integer> sibling = Miou.async(() -> {
                goOn.await();
                return 1;
            });
            Miou.yield();
            victim.cancel();
            goOn.signal();
            assertThat(sibling.await()).isEqualTo(1);
        });
    }

    private void twoSteps(String name) {
        trail.add(name + " 1");
        Miou.yield();
        trail.add(name + " 2");
    }

    private void endSlowly(String name) {
        trail.add(name + " begins");
        try {
            new Trigger().await();
        } catch (TaskCancelled e) {
            Miou.shield(() -> {
                for (int step = 1; step <= 3; step++) {
                    Miou.sleep(Duration.ofMillis(1));
                    trail.add(name + " cleans up " + step);
                }
            });
            throw e;
        }
    }
}
