package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskExecutor;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Rule 2: only the direct parent may await or cancel a promise. */
class Rule02StrangerTest {

    @OnEveryBackend
    void sibling_mayDoNothingWithIt(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            Promise<Integer> brother = Miou.async(() -> 2);
            everyUseOf(child).forEach((name, use) -> {
                Promise<Void> sister = Miou.async(use);
                assertThat(failureOf(sister)).as(name).isInstanceOf(NotAChildError.class);
            });
            assertThat(child.await() + brother.await()).isEqualTo(3);
        });
    }

    @OnEveryBackend
    void siblingOnAnotherDomain_mayDoNothingWithIt(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.call(() -> 1);
            everyUseOf(child).forEach((name, use) -> {
                Promise<Void> sister = Miou.call(use);
                assertThat(failureOf(sister)).as(name).isInstanceOf(NotAChildError.class);
            });
            assertThat(child.await()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void grandparent_mayDoNothingWithIt(Variant variant) {
        variant.run(() -> {
            AtomicReference<Promise<Integer>> grandchild = new AtomicReference<>();
            Trigger known = new Trigger();
            Trigger done = new Trigger();
            Promise<Integer> child = Miou.call(() -> {
                grandchild.set(Miou.async(() -> 1));
                known.signal();
                done.await();
                return grandchild.get().await();
            });
            known.await();
            everyUseOf(grandchild.get()).forEach(
                    (name, use) -> assertThatThrownBy(use::run).as(name).isInstanceOf(NotAChildError.class));
            done.signal();
            assertThat(child.await()).isEqualTo(1);
        });
    }

    @OnEveryBackend
    void child_mayNotAwaitItsParentNorItself(Variant variant) {
        variant.run(() -> {
            AtomicReference<Promise<Void>> parent = new AtomicReference<>();
            AtomicReference<Promise<Void>> self = new AtomicReference<>();
            parent.set(Miou.async(() -> {
                self.set(Miou.async(() -> {
                    assertThatThrownBy(() -> parent.get().await()).isInstanceOf(NotAChildError.class);
                    assertThatThrownBy(() -> parent.get().cancel()).isInstanceOf(NotAChildError.class);
                    assertThatThrownBy(() -> self.get().await()).isInstanceOf(NotAChildError.class);
                    assertThatThrownBy(() -> self.get().cancel()).isInstanceOf(NotAChildError.class);
                }));
                self.get().await();
            }));
            parent.get().await();
        });
    }

    @OnEveryBackend
    void endedChild_isStillRefusedToOtherTasks(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            assertThat(child.await()).isEqualTo(1);
            everyUseOf(child).forEach((name, use) -> {
                Promise<Void> sister = Miou.async(use);
                assertThat(failureOf(sister)).as(name).isInstanceOf(NotAChildError.class);
            });
        });
    }

    @OnEveryBackend
    void promiseOfAnEarlierRun_isNobodysChild(Variant variant) {
        Promise<Integer> old = variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            child.await();
            return child;
        });
        assertThat(old.state()).isEqualTo(Promise.State.SUCCEEDED);
        variant.run(() -> everyUseOf(old).forEach(
                (name, use) -> assertThatThrownBy(use::run).as(name).isInstanceOf(NotAChildError.class)));
    }

    @OnEveryBackend
    void strangersAmongPromises_leaveTheChildrenAsTheyWere(Variant variant) {
        variant.run(() -> {
            Promise<Integer> foreign = Miou.async(() -> 1);
            Promise<Integer> sum = Miou.async(() -> {
                Promise<Integer> own = Miou.async(() -> 2);
                List<Promise<Integer>> both = List.of(own, foreign);
                assertThatThrownBy(() -> Miou.awaitFirst(both)).isInstanceOf(NotAChildError.class);
                assertThatThrownBy(() -> Miou.awaitOne(both)).isInstanceOf(NotAChildError.class);
                assertThatThrownBy(() -> Miou.awaitAll(both)).isInstanceOf(NotAChildError.class);
                assertThatThrownBy(() -> Miou.all(both)).isInstanceOf(NotAChildError.class);
                return own.await();
            });
            assertThat(sum.await() + foreign.await()).isEqualTo(3);
        });
    }

    @OnEveryBackend
    void error_isThrownInTheStrangerAndFailsOnlyHim(Variant variant) {
        int value = variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            Promise<Integer> stranger = Miou.async(() -> {
                try {
                    return child.await();
                } catch (NotAChildError _) {
                    return 10;
                }
            });
            return stranger.await() + child.await();
        });
        assertThat(value).isEqualTo(11);
    }

    @OnEveryBackend
    void errorThatLeavesTheStranger_passesBareToItsParent(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            Promise<Integer> stranger = Miou.async(() -> child.await());
            assertThatThrownBy(stranger::await).isInstanceOf(NotAChildError.class);
            assertThatThrownBy(() -> stranger.awaitChecked(Exception.class)).isInstanceOf(NotAChildError.class);
            child.await();
        });
    }

    @OnEveryBackend
    void errorThatLeavesMain_isThrownByRun(Variant variant) {
        Promise<Integer> old = variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            child.await();
            return child;
        });
        assertThatThrownBy(() -> variant.run(() -> old.await())).isInstanceOf(NotAChildError.class);
    }

    @OnEveryBackend
    void message_namesTheStrangerAndTheChild(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.task().named("somebody's").async(() -> 1);
            Promise<Integer> stranger = Miou.task().named("passer-by").async(() -> child.await());
            assertThatThrownBy(stranger::await).hasMessageContaining("somebody's").hasMessageContaining("passer-by");
            child.await();
        });
    }

    @OnEveryBackend
    void message_saysWhatTheCallerDid(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.task().named("child").async(() -> 1);
            Map<String, Action> uses = everyUseOf(child);
            uses.put("toCompletableFuture", () -> child.toCompletableFuture());
            uses.forEach((name, use) -> {
                String message = failureOf(Miou.task().named("stranger").async(use)).getMessage();
                String verb = switch (name) {
                    case "cancel" -> " cancelled task child (#";
                    case "Orphans.add" -> " added task child (#";
                    case "toCompletableFuture" -> " made a CompletableFuture of task child (#";
                    default -> " awaited task child (#";
                };
                assertThat(message).as(name).startsWith("task stranger (#").contains(verb).contains("not its child");
            });
            child.await();
        });
    }

    @OnEveryBackend
    void messageAboutAnExecutor_saysThatItWasClosed(Variant variant) {
        variant.run(() -> {
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                Throwable thrown = failureOf(Miou.async(() -> executor.close()));
                assertThat(thrown).isInstanceOf(NotAChildError.class).hasMessageContaining("closed the executor of")
                        .hasMessageContaining("use shutdown");
            }
        });
    }

    /** Returns all uses of a promise that only the parent may make. */
    private static Map<String, Action> everyUseOf(Promise<Integer> promise) {
        Map<String, Action> uses = new LinkedHashMap<>();
        uses.put("await", () -> promise.await());
        uses.put("awaitChecked(Class)", () -> promise.awaitChecked(Exception.class));
        uses.put("awaitOutcome", () -> promise.awaitOutcome());
        uses.put("cancel", () -> promise.cancel());
        uses.put("awaitOne", () -> Miou.awaitOne(promise));
        uses.put("awaitFirst", () -> Miou.awaitFirst(promise));
        uses.put("awaitAll", () -> Miou.awaitAll(List.of(promise)));
        uses.put("awaitAll(Promise...)", () -> Miou.awaitAll(promise));
        uses.put("all", () -> Miou.all(List.of(promise)));
        uses.put("all(Promise...)", () -> Miou.all(promise));
        uses.put("Orphans.add", () -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> _ = orphans.add(promise);
        });
        return uses;
    }

    private static Throwable failureOf(Promise<?> promise) {
        return switch (promise.awaitOutcome()) {
            case Outcome.Failure<?>(Throwable cause) -> cause;
            case Outcome<?> other -> throw new AssertionError("it has not failed: " + other);
        };
    }
}
