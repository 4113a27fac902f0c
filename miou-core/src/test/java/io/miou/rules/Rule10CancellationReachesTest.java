package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Rule 10: what still works in a cancelled task, and whom a cancellation reaches and when. */
@Slow
class Rule10CancellationReachesTest {

    /** A number of levels for whose frames a small stack has no room. */
    private static final int DEEP = 20_000;

    private static final long SMALL_STACK = 256 * 1024;

    private final List<String> trail = new CopyOnWriteArrayList<>();

    @OnEveryBackend
    void cancelInACancelledTask_stillWaitsForTheChild(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Promise<Void> near = Miou.async(() -> endSlowly("near"));
                Promise<Void> far = Miou.call(() -> {
                    begun.signal();
                    endSlowly("far");
                });
                try {
                    new Trigger().await();
                } finally {
                    near.cancel();
                    far.cancel();
                    trail.add("task");
                }
            });
            begun.await();
            task.cancel();
            trail.add("main");
        });
        assertThat(trail).contains("near cleaned up", "far cleaned up").endsWith("task", "main");
    }

    @OnEveryBackend
    void cancelAllInACancelledTask_stillWaitsForTheChildren(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                Orphans<Void> orphans = Miou.orphans();
                Promise<Void> _ = orphans.async(() -> endSlowly("orphan"));
                try {
                    new Trigger().await();
                } finally {
                    orphans.cancelAll();
                    trail.add("task");
                }
            });
            Miou.yield();
            Miou.yield();
            task.cancel();
        });
        assertThat(trail).containsExactly("orphan cleaned up", "task");
    }

    @OnEveryBackend
    void closeInACancelledTask_stillRunsAReleaseThatSuspends(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                try (Resource _ = Resource.own("it", it -> {
                    Miou.yield();
                    Miou.sleep(Duration.ofMillis(1));
                    trail.add("released");
                })) {
                    new Trigger().await();
                } finally {
                    trail.add("task");
                }
            });
            Miou.yield();
            task.cancel();
        });
        assertThat(trail).containsExactly("released", "task");
    }

    @OnEveryBackend
    void awaitInACancelledTask_throwsEvenIfTheChildHasEnded(Variant variant) {
        variant.run(() -> {
            Trigger ready = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Promise<Integer> child = Miou.async(() -> 1);
                child.await();
                ready.signal();
                try {
                    new Trigger().await();
                } catch (TaskCancelled _) {
                    child.await();
                    trail.add("awaited");
                } finally {
                    trail.add("task");
                }
            });
            ready.await();
            task.cancel();
        });
        assertThat(trail).containsExactly("task");
    }

    @OnEveryBackend
    void children_areCancelledAtOnceThoughTheTaskIsShielded(Variant variant) {
        variant.run(() -> {
            Trigger nearBegun = new Trigger();
            Trigger farBegun = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Trigger nearEnded = new Trigger();
                Trigger farEnded = new Trigger();
                Promise<Void> near = Miou.async(() -> untilCancelled("near", nearBegun, nearEnded));
                Promise<Void> far = Miou.call(() -> untilCancelled("far", farBegun, farEnded));
                // If the children learned of it only when the task does, this wait would never end.
                Miou.shield(() -> {
                    nearEnded.await();
                    farEnded.await();
                    trail.add("shield left");
                });
                Miou.awaitAll(List.of(near, far));
            });
            nearBegun.await();
            farBegun.await();
            task.cancel();
        });
        assertThat(trail).containsExactlyInAnyOrder("near cancelled", "far cancelled", "shield left")
                .endsWith("shield left");
    }

    @OnEveryBackend
    void grandchildren_areCancelledAtOnceThoughTheirParentIsShielded(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Promise<Void> child = Miou.call(() -> {
                    Trigger ended = new Trigger();
                    Promise<Void> grandchild = Miou.call(() -> untilCancelled("grandchild", begun, ended));
                    Miou.shield(() -> ended.await());
                    trail.add("shield left");
                    grandchild.await();
                });
                child.await();
            });
            begun.await();
            task.cancel();
        });
        assertThat(trail).containsExactly("grandchild cancelled", "shield left");
    }

    @OnEveryBackend
    void childStartedInAShieldThatIsRunning_isSpared(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Trigger goOn = new Trigger();
            Promise<Void> task = Miou.async(() -> Miou.shield(() -> {
                Promise<String> child = Miou.call(() -> {
                    // The child is spared, and with it its own children.
                    Promise<String> grandchild = Miou.async(() -> {
                        begun.signal();
                        goOn.await();
                        return "a result";
                    });
                    return grandchild.await();
                });
                trail.add("got " + child.await());
            }));
            begun.await();
            Promise<Void> helper = Miou.async(() -> {
                goOn.signal();
            });
            task.cancel();
            helper.await();
        });
        assertThat(trail).containsExactly("got a result");
    }

    @OnEveryBackend
    void childStartedInAShieldOfACancelledTask_isSpared(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                try {
                    new Trigger().await();
                } finally {
                    trail.add("got " + Miou.shield(() -> Miou.call(() -> Miou.async(() -> 7).await()).await()));
                }
            });
            Miou.yield();
            task.cancel();
        });
        assertThat(trail).containsExactly("got 7");
    }

    @OnEveryBackend
    void childStartedBeforeTheShield_isNotSpared(Variant variant) {
        variant.run(() -> {
            Trigger insideBegun = new Trigger();
            Trigger outsideBegun = new Trigger();
            Trigger goOn = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Trigger ended = new Trigger();
                Promise<Void> outside = Miou.async(() -> untilCancelled("outside", outsideBegun, ended));
                Miou.shield(() -> {
                    Promise<Void> inside = Miou.async(() -> {
                        insideBegun.signal();
                        goOn.await();
                        trail.add("inside spared");
                    });
                    ended.await();
                    goOn.signal();
                    inside.await();
                });
                outside.await();
            });
            outsideBegun.await();
            insideBegun.await();
            task.cancel();
        });
        assertThat(trail).containsExactly("outside cancelled", "inside spared");
    }

    @OnEveryBackend
    void childThatOutlivesTheShieldItWasStartedIn_isCancelledWhenTheShieldIsLeft(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Trigger goOn = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Trigger ended = new Trigger();
                Promise<Void> child = Miou.shield(() -> {
                    Promise<Void> started = Miou.async(() -> untilCancelled("child", begun, ended));
                    goOn.await();
                    trail.add("shield ends");
                    return started;
                });
                // In another shield, so that only the cancellation of the child can end this wait.
                Miou.shield(() -> ended.await());
                trail.add("after the shield");
                child.await();
            });
            begun.await();
            Promise<Void> helper = Miou.async(() -> {
                goOn.signal();
            });
            task.cancel();
            helper.await();
        });
        assertThat(trail).containsExactly("shield ends", "child cancelled", "after the shield");
    }

    @OnEveryBackend
    void childOfAShieldThatHadEndedBeforeTheCancellation_isCancelledAtOnce(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Trigger ended = new Trigger();
                Promise<Void> child = Miou.shield(() -> Miou.async(() -> untilCancelled("child", begun, ended)));
                Miou.shield(() -> ended.await());
                trail.add("task");
                child.await();
            });
            begun.await();
            task.cancel();
        });
        assertThat(trail).containsExactly("child cancelled", "task");
    }

    @OnEveryBackend
    void childOfAnInnerShield_isSparedUntilTheOuterOneIsLeft(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Trigger goOn = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Trigger ended = new Trigger();
                Promise<Void> child = Miou.shield(() -> {
                    Promise<Void> started = Miou.shield(() -> {
                        Promise<Void> inner = Miou.async(() -> untilCancelled("child", begun, ended));
                        goOn.await();
                        return inner;
                    });
                    trail.add("inner shield left");
                    for (int turn = 1; turn <= 5; turn++) {
                        Miou.yield();
                    }
                    trail.add("outer shield ends, child " + started.state());
                    return started;
                });
                Miou.shield(() -> ended.await());
                child.await();
            });
            begun.await();
            Promise<Void> helper = Miou.async(() -> {
                goOn.signal();
            });
            task.cancel();
            helper.await();
        });
        assertThat(trail).containsExactly("inner shield left", "outer shield ends, child RUNNING", "child cancelled");
    }

    @OnEveryBackend
    void cancelOfAChildByItsShieldedParent_isNotHeldBack(Variant variant) {
        variant.run(() -> {
            Trigger begun = new Trigger();
            Promise<Void> task = Miou.async(() -> Miou.shield(() -> {
                Promise<Void> child = Miou.call(() -> untilCancelled("child", begun, new Trigger()));
                begun.await();
                child.cancel();
                trail.add("task");
            }));
            task.await();
        });
        assertThat(trail).containsExactly("child cancelled", "task");
    }

    @OnEveryBackend
    void wholeTree_isCancelledOverAllDomains(Variant variant) {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        variant.launcher().domains(3).run(() -> {
            Promise<Void> root = Miou.call(() -> branch(5, begun, ended));
            while (begun.get() < 1 + 3 + 9 + 27 + 81 + 243) {
                Miou.sleep(Duration.ofMillis(1));
            }
            root.cancel();
            assertThat(ended.get()).isEqualTo(begun.get());
            assertThat(root.state()).isEqualTo(State.CANCELLED);
        });
    }

    private static void branch(int depth, AtomicInteger begun, AtomicInteger ended) {
        begun.incrementAndGet();
        try {
            Orphans<Void> children = Miou.orphans();
            if (depth > 0) {
                Promise<Void> _ = children.async(() -> branch(depth - 1, begun, ended));
                Promise<Void> _ = children.call(() -> branch(depth - 1, begun, ended));
                Promise<Void> _ = children.call(() -> branch(depth - 1, begun, ended));
                children.drain();
            } else {
                new Trigger().await();
            }
        } finally {
            ended.incrementAndGet();
        }
    }

    @OnEveryBackend
    void treeDeeperThanTheStack_isCancelled(Variant variant) {
        assertDeepTreeEnds(variant, DEEP, false);
    }

    @OnEveryBackend
    void treeDeeperThanTheStackOverTwoDomains_isCancelled(Variant variant) {
        assertDeepTreeEnds(variant, DEEP / 4, true);
    }

    @OnEveryBackend
    void treeDeeperThanTheStackUnderATaskThatFails_isCancelled(Variant variant) {
        AtomicInteger ended = new AtomicInteger();
        variant.launcher().stackSize(SMALL_STACK).run(() -> {
            Trigger begun = new Trigger();
            Promise<Void> root = Miou.call(() -> {
                Promise<Void> _ = Miou.async(() -> chain(DEEP, false, begun, ended));
                begun.await();
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> root.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
        });
        assertThat(ended.get()).isEqualTo(DEEP);
    }

    private static void assertDeepTreeEnds(Variant variant, int depth, boolean overDomains) {
        AtomicInteger ended = new AtomicInteger();
        variant.launcher().domains(2).stackSize(SMALL_STACK).run(() -> {
            Trigger begun = new Trigger();
            Promise<Void> root = Miou.call(() -> chain(depth, overDomains, begun, ended));
            begun.await();
            root.cancel();
            assertThat(root.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(ended.get()).isEqualTo(depth);
    }

    private static void chain(int depth, boolean overDomains, Trigger begun, AtomicInteger ended) {
        try {
            if (depth == 1) {
                begun.signal();
                new Trigger().await();
            } else {
                Action next = () -> chain(depth - 1, overDomains, begun, ended);
                Promise<Void> child = overDomains ? Miou.task().on(otherDomain()).call(next) : Miou.async(next);
                child.await();
            }
        } finally {
            ended.incrementAndGet();
        }
    }

    private static Domain otherDomain() {
        List<Domain> pool = Domain.pool();
        return Domain.self() == pool.get(0) ? pool.get(1) : pool.get(0);
    }

    private void endSlowly(String name) {
        try {
            new Trigger().await();
        } catch (TaskCancelled e) {
            Miou.shield(() -> {
                Miou.sleep(Duration.ofMillis(1));
                Miou.yield();
            });
            trail.add(name + " cleaned up");
            throw e;
        }
    }

    private void untilCancelled(String name, Trigger begun, Trigger ended) {
        begun.signal();
        try {
            new Trigger().await();
        } catch (TaskCancelled e) {
            trail.add(name + " cancelled");
            ended.signal();
            throw e;
        }
    }
}
