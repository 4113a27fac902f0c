package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rule 3: a task that throws has its children cancelled for it, and ends after they have. */
class Rule03FailingParentTest {

    @OnEveryBackend
    void childrenOfATaskThatThrows_areCancelledBeforeItEnds(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Void> _ = Miou.async(() -> waitFor("near", trail));
                Promise<Void> _ = Miou.call(() -> waitFor("far", trail));
                untilBegun(trail, 2);
                throw new IOException("as planned");
            });
            Outcome<Void> outcome = parent.awaitOutcome();
            trail.add("parent ended");
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Failure.class,
                    failure -> assertThat(failure.cause()).isInstanceOf(IOException.class));
        });
        assertThat(trail.subList(0, 2)).containsExactlyInAnyOrder("near begins", "far begins");
        assertThat(trail.subList(2, 4)).containsExactlyInAnyOrder("near cancelled", "far cancelled");
        assertThat(trail.subList(4, trail.size())).containsExactly("parent ended");
    }

    @OnEveryBackend
    void mainThatThrows_isNoViolation(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Void> _ = Miou.async(() -> waitFor("child", trail));
            Miou.yield();
            throw new IllegalArgumentException("as planned");
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("as planned").hasNoSuppressedExceptions();
        assertThat(trail).containsExactly("child begins", "child cancelled");
    }

    @OnEveryBackend
    void whateverIsThrown_isNoViolation(Variant variant) {
        List<Throwable> all = List.of(new IOException("checked"), new IllegalStateException("unchecked"),
                new AssertionError("error"), new StackOverflowError("error of the machine"));
        variant.run(() -> {
            for (Throwable one : all) {
                Promise<Void> parent = Miou.async(() -> {
                    Promise<Void> _ = Miou.async(() -> new Trigger().await());
                    Miou.yield();
                    sneak(one);
                });
                assertThat(parent.awaitOutcome()).isEqualTo(new Outcome.Failure<>(one));
            }
        });
    }

    @OnEveryBackend
    void childThatNeverStarted_neverDoes(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Void> _ = Miou.async(() -> waitFor("child", trail));
                throw new IOException("as planned");
            });
            assertThatThrownBy(parent::await).isInstanceOf(TaskFailedException.class);
        });
        assertThat(trail).isEmpty();
    }

    @OnEveryBackend
    void childThatHasEndedUnawaited_isNoViolation(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Integer> good = Miou.async(() -> 1);
                Promise<Integer> bad = Miou.async(Rule03FailingParentTest::fail);
                while (good.state() == Promise.State.RUNNING || bad.state() == Promise.State.RUNNING) {
                    Miou.yield();
                }
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> parent.awaitChecked(IOException.class)).isInstanceOf(IOException.class)
                    .hasMessage("as planned");
        });
    }

    @OnEveryBackend
    void childrenInOrphans_areCancelledToo(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Orphans<Void> orphans = Miou.orphans();
                Promise<Void> _ = orphans.async(() -> waitFor("orphan", trail));
                Miou.yield();
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> parent.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
        });
        assertThat(trail).containsExactly("orphan begins", "orphan cancelled");
    }

    @OnEveryBackend
    void descendants_haveAllEndedWhenTheRootHas(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            Promise<Void> root = Miou.async(() -> {
                Promise<Void> _ = Miou.call(() -> {
                    try {
                        Miou.call(() -> waitFor("leaf", trail)).await();
                    } finally {
                        trail.add("branch unwinds");
                    }
                });
                untilBegun(trail, 1);
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> root.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
            trail.add("root ended");
        });
        assertThat(trail).containsExactlyInAnyOrder("leaf begins", "leaf cancelled", "branch unwinds", "root ended")
                .endsWith("root ended");
    }

    @OnEveryBackend
    void childThatTakesItsTimeToEnd_isWaitedFor(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Void> _ = Miou.call(() -> {
                    trail.add("child begins");
                    Miou.shield(() -> {
                        for (int step = 1; step <= 3; step++) {
                            Miou.sleep(Duration.ofMillis(1));
                            trail.add("child step " + step);
                        }
                    });
                });
                untilBegun(trail, 1);
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> parent.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
            trail.add("parent ended");
        });
        assertThat(trail).containsExactly("child begins", "child step 1", "child step 2", "child step 3",
                "parent ended");
    }

    @OnEveryBackend
    void failureOfOneChildThatPassesItsParent_cancelsTheOtherChildren(Variant variant) {
        List<String> trail = new CopyOnWriteArrayList<>();
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Void> waiting = Miou.async(() -> waitFor("sibling", trail));
            Promise<Integer> failing = Miou.async(Rule03FailingParentTest::fail);
            failing.await();
            waiting.await();
        })).isInstanceOf(TaskFailedException.class).hasCauseInstanceOf(FileNotFoundException.class);
        assertThat(trail).containsExactly("sibling begins", "sibling cancelled");
    }

    @OnEveryBackend
    void whatAChildThrowsWhenItIsCancelled_doesNotReplaceTheFailureOfItsParent(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Void> _ = Miou.async(() -> {
                try {
                    new Trigger().await();
                } finally {
                    fail();
                }
            });
            Miou.yield();
            throw new IllegalArgumentException("as planned");
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("as planned");
    }

    private static Integer fail() throws IOException {
        throw new FileNotFoundException("of the child");
    }

    private static void waitFor(String name, List<String> trail) {
        trail.add(name + " begins");
        try {
            new Trigger().await();
        } catch (TaskCancelled e) {
            trail.add(name + " cancelled");
            throw e;
        }
    }

    private static void untilBegun(List<String> trail, int count) {
        while (trail.size() < count) {
            Miou.yield();
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
