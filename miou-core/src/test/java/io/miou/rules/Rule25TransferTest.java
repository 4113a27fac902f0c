package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.TaskCancelled;
import io.miou.Violations;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Rule 25: what a child transfers is its parent's when the parent consumes its success, else it is released. */
class Rule25TransferTest {

    private final Trail trail = new Trail();

    private Owned<String> own(String name) {
        return Resource.own(name, value -> trail.add("release " + value));
    }

    private Owned<String> make(String name) {
        return own(name).transfer();
    }

    /** The two ways to start a child. */
    private static <T> List<Function<Callable<T>, Promise<T>>> ways() {
        return List.of(Miou::async, Miou::call);
    }

    @OnEveryBackend
    void consumedSuccess_makesTheParentTheOwner(Variant variant) {
        variant.run(() -> {
            Owned<String> near = Miou.async(() -> make("lamp")).await();
            Owned<String> far = Miou.call(() -> make("far lamp")).await();
            assertThat(near.get()).isEqualTo("lamp");
            assertThat(far.get()).isEqualTo("far lamp");
            assertThat(trail.events()).isEmpty();
            near.close();
            far.close();
        });
        assertThat(trail.events()).containsExactly("release lamp", "release far lamp");
    }

    @OnEveryBackend
    void everyWayToConsumeASuccess_takesWhatWasTransferred(Variant variant) {
        variant.run(() -> {
            List<Owned<String>> taken = new ArrayList<>();
            taken.add(Miou.async(() -> make("awaitOutcome")).awaitOutcome().get());
            taken.add(Miou.awaitOne(List.of(Miou.async(() -> make("awaitOne")))).get());
            taken.add(Miou.awaitFirst(List.of(Miou.call(() -> make("awaitFirst")))).get());
            taken.addAll(
                    Miou.awaitAll(List.of(Miou.async(() -> make("awaitAll")))).stream().map(Outcome::get).toList());
            taken.addAll(Miou.all(List.of(Miou.call(() -> make("all")))));
            taken.add(Miou.parallel(List.of("parallel"), this::make).get(0).get());
            Orphans<Owned<String>> orphans = Miou.orphans();
            Promise<Owned<String>> _ = orphans.async(() -> make("orphans"));
            taken.add(orphans.get().orElseThrow().get());
            Promise<Owned<String>> _ = orphans.async(() -> make("drain"));
            taken.add(orphans.drain().get(0).get());
            Promise<Owned<String>> _ = orphans.async(() -> make("care"));
            Miou.yield();
            taken.add(orphans.care().orElseThrow().await());
            assertThat(trail.events()).isEmpty();
            assertThat(taken).extracting(Owned::get).containsExactly("awaitOutcome", "awaitOne", "awaitFirst",
                    "awaitAll",
                    "all", "parallel", "orphans", "drain", "care");
            taken.forEach(Owned::close);
        });
        assertThat(trail.events()).hasSize(9);
    }

    @OnEveryBackend
    void endedButNotConsumed_isNotTheParentsYet(Variant variant) {
        variant.run(() -> {
            List<Owned<String>> made = new ArrayList<>();
            Promise<Void> child = Miou.async(() -> {
                made.add(make("lamp"));
            });
            Miou.yield();
            assertThat(child.state()).isEqualTo(Promise.State.SUCCEEDED);
            assertThatThrownBy(() -> made.get(0).get()).isInstanceOf(NotOwnerError.class);
            child.await();
            assertThat(made.get(0).get()).isEqualTo("lamp");
            made.get(0).close();
        });
    }

    @OnEveryBackend
    void childThatThrowsAfterwards_hasItReleased(Variant variant) {
        variant.run(() -> {
            for (Function<Callable<Integer>, Promise<Integer>> start : Rule25TransferTest.<Integer>ways()) {
                Promise<Integer> child = start.apply(() -> {
                    own("a");
                    make("b");
                    own("c");
                    throw new IOException("broken");
                });
                assertThat(child.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
                trail.add("parent saw it");
            }
        });
        assertThat(trail.events()).containsExactly("release c", "release b", "release a", "parent saw it", "release c",
                "release b", "release a", "parent saw it");
    }

    @OnEveryBackend
    void childThatLeaksSomethingElse_hasItReleased(Variant variant) {
        try (LogRecorder _ = new LogRecorder()) {
            variant.launcher().violations(Violations.CONTAINED).run(() -> {
                Promise<Void> child = Miou.async(() -> {
                    make("transferred");
                    own("leaked");
                });
                assertThatThrownBy(child::await).isInstanceOf(ResourceLeakedError.class)
                        .hasMessageContaining("leaked");
            });
        }
        assertThat(trail.events()).containsExactly("release leaked", "release transferred");
    }

    @OnEveryBackend
    void childCancelledWhileItRuns_hasItReleased(Variant variant) {
        variant.run(() -> {
            for (Function<Callable<Integer>, Promise<Integer>> start : Rule25TransferTest.<Integer>ways()) {
                Trigger transferred = new Trigger();
                Promise<Integer> child = start.apply(() -> {
                    make("lamp");
                    transferred.signal();
                    Miou.sleep(Duration.ofDays(1));
                    return 1;
                });
                transferred.await();
                child.cancel();
                trail.add("cancelled");
            }
        });
        assertThat(trail.events()).containsExactly("release lamp", "cancelled", "release lamp", "cancelled");
    }

    @OnEveryBackend
    void childThatReturnsThoughCancelled_hasItReleased(Variant variant) {
        variant.run(() -> {
            Promise<Owned<String>> child = Miou.async(() -> {
                Owned<String> lamp = make("lamp");
                try {
                    Miou.sleep(Duration.ofDays(1));
                } catch (TaskCancelled e) {
                    trail.add("swallowed");
                }
                return lamp;
            });
            Miou.yield();
            child.cancel();
            trail.add("cancelled");
        });
        assertThat(trail.events()).containsExactly("swallowed", "release lamp", "cancelled");
    }

    @OnEveryBackend
    void childCancelledAfterItEnded_hasItReleasedBeforeCancelReturns(Variant variant) {
        variant.run(() -> {
            for (Function<Callable<Owned<String>>, Promise<Owned<String>>> start : Rule25TransferTest
                    .<Owned<String>>ways()) {
                Promise<Owned<String>> child = start.apply(() -> make("lamp"));
                while (child.state() == Promise.State.RUNNING) {
                    Miou.yield();
                }
                child.cancel();
                trail.add("cancelled");
                assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
            }
        });
        assertThat(trail.events()).containsExactly("release lamp", "cancelled", "release lamp", "cancelled");
    }

    @OnEveryBackend
    void childCancelledAfterItWasConsumed_leavesItToTheParent(Variant variant) {
        variant.run(() -> {
            Promise<Owned<String>> child = Miou.async(() -> make("lamp"));
            Owned<String> lamp = child.await();
            child.cancel();
            assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(trail.events()).isEmpty();
            assertThat(lamp.get()).isEqualTo("lamp");
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void losersOfAwaitFirst_haveTheirsReleased(Variant variant) {
        variant.run(() -> {
            List<Promise<Owned<String>>> children = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                children.add(Miou.async(() -> make(name)));
            }
            Miou.yield();
            Owned<String> winner = Miou.awaitFirst(children).get();
            assertThat(trail.events()).hasSize(2).doesNotContain("release " + winner.get());
            winner.close();
        });
        assertThat(trail.events()).containsExactlyInAnyOrder("release a", "release b", "release c");
    }

    @OnEveryBackend
    void successesBesideAFailureInAll_haveTheirsReleased(Variant variant) {
        variant.run(() -> {
            List<Promise<Owned<String>>> children = new ArrayList<>();
            children.add(Miou.async(() -> make("a")));
            children.add(Miou.async(() -> {
                throw new IOException("broken");
            }));
            children.add(Miou.async(() -> make("c")));
            assertThatThrownBy(() -> Miou.all(children)).hasRootCauseMessage("broken");
            trail.add("thrown");
        });
        assertThat(trail.events()).endsWith("thrown").hasSizeBetween(2, 3);
    }

    @OnEveryBackend
    void parentThatIsCancelledBeforeItConsumes_hasItReleased(Variant variant) {
        variant.run(() -> {
            for (Function<Callable<Owned<String>>, Promise<Owned<String>>> start : Rule25TransferTest
                    .<Owned<String>>ways()) {
                Trigger ready = new Trigger();
                Promise<Void> parent = Miou.async(() -> {
                    Promise<Owned<String>> child = start.apply(() -> make("lamp"));
                    while (child.state() == Promise.State.RUNNING) {
                        Miou.yield();
                    }
                    ready.signal();
                    Miou.sleep(Duration.ofDays(1));
                    child.await().close();
                });
                ready.await();
                parent.cancel();
                trail.add("cancelled");
            }
        });
        assertThat(trail.events()).containsExactly("release lamp", "cancelled", "release lamp", "cancelled");
    }

    @OnEveryBackend
    void parentThatThrowsBeforeItConsumes_hasItReleased(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                own("of the parent");
                Promise<Owned<String>> child = Miou.async(() -> make("lamp"));
                Miou.yield();
                assertThat(child.state()).isEqualTo(Promise.State.SUCCEEDED);
                throw new IOException("broken");
            });
            assertThat(parent.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
        assertThat(trail.events()).containsExactly("release lamp", "release of the parent");
    }

    @OnEveryBackend
    void parentThatForgetsTheChild_hasItReleased(Variant variant) {
        try (LogRecorder _ = new LogRecorder()) {
            variant.launcher().violations(Violations.CONTAINED).run(() -> {
                Promise<Void> parent = Miou.async(() -> {
                    Promise<Owned<String>> _ = Miou.async(() -> make("lamp"));
                    Miou.yield();
                });
                assertThat(parent.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            });
        }
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void limitThatPassesBeforeItIsConsumed_hasItReleased(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(20), () -> {
                Promise<Owned<String>> child = Miou.shield(() -> {
                    Promise<Owned<String>> started = Miou.async(() -> make("lamp"));
                    Miou.yield();
                    return started;
                });
                Miou.sleep(Duration.ofDays(1));
                child.await().close();
            })).isInstanceOf(TimeoutException.class);
            trail.add("timed out");
        });
        assertThat(trail.events()).containsExactly("release lamp", "timed out");
    }

    @OnEveryBackend
    void limitThatPassesInABodyThatReturns_hasItReleasedWithTheScope(Variant variant) {
        variant.run(() -> {
            Promise<Owned<String>> child = Miou.timeout(Duration.ofMillis(10), () -> Miou.shield(() -> {
                Promise<Owned<String>> started = Miou.async(() -> make("lamp"));
                Miou.sleep(Duration.ofMillis(30));
                assertThat(started.state()).isEqualTo(Promise.State.SUCCEEDED);
                return started;
            }));
            trail.add("body returned");
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail.events()).containsExactly("release lamp", "body returned");
    }

    @OnEveryBackend
    void whatWasTransferredInALimit_countsAsAcquiredInIt(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(20), () -> {
                Owned<String> lamp = Miou.shield(() -> Miou.async(() -> make("lamp")).await());
                trail.add("has " + lamp.get());
                Miou.sleep(Duration.ofDays(1));
            })).isInstanceOf(TimeoutException.class);
        });
        assertThat(trail.events()).containsExactly("has lamp", "release lamp");
    }

    @OnEveryBackend
    void throughSeveralGenerations_itArrivesAtTheTop(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Owned<String> lamp = Miou.call(() -> Miou.call(() -> Miou.async(() -> make("lamp")).await().transfer())
                    .await().transfer()).await();
            assertThat(lamp.get()).isEqualTo("lamp");
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void severalTransferred_keepTheirOrderWithTheParent(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                own("first");
                Miou.call(() -> {
                    make("a");
                    make("b");
                }).await();
                own("last");
                throw new IOException("broken");
            });
            assertThat(parent.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
        assertThat(trail.events()).containsExactly("release last", "release b", "release a", "release first");
    }

    @OnEveryBackend
    void transferredByAChildThatHasEnded_isReleasedOnItsParentsDomain(Variant variant) {
        variant.run(() -> {
            List<Integer> domains = new ArrayList<>();
            Promise<Owned<String>> child = Miou.call(
                    () -> Resource.own("lamp", _ -> domains.add(Domain.self().id())).transfer());
            while (child.state() == Promise.State.RUNNING) {
                Miou.yield();
            }
            child.cancel();
            assertThat(domains).as("the child has ended: its parent's").containsExactly(0);
        });
    }

    @OnEveryBackend
    void parentThatDoesNotCloseIt_leaksIt(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Miou.async(() -> make("lamp")).await();
        })).isInstanceOf(ResourceLeakedError.class).hasMessageContaining("main").hasMessageContaining("lamp");
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void inMain_isAnIllegalState(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            assertThatThrownBy(lamp::transfer).isInstanceOf(IllegalStateException.class);
            assertThat(lamp.get()).as("still main's").isEqualTo("lamp");
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("release lamp");
    }

    @OnEveryBackend
    void whatTheParentGaveToTheChild_comesBack(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = own("lamp");
            Miou.task().give(lamp).call(() -> {
                trail.add("child has " + lamp.get());
                lamp.transfer();
            }).await();
            trail.add("parent has " + lamp.get());
            lamp.close();
        });
        assertThat(trail.events()).containsExactly("child has lamp", "parent has lamp", "release lamp");
    }
}
