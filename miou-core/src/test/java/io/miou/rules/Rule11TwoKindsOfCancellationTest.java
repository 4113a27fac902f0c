package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Rule 11: the cancellation of a child and one's own cannot be confused. */
class Rule11TwoKindsOfCancellationTest {

    private final List<String> trail = new CopyOnWriteArrayList<>();

    @OnEveryBackend
    void cancellationOfAChild_isACancellationExceptionOrAnOutcome(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = cancelled();
            List<Promise<Integer>> one = List.of(child);
            assertThatThrownBy(child::await).isExactlyInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> child.awaitChecked(Exception.class))
                    .isExactlyInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> Miou.all(one)).isExactlyInstanceOf(CancellationException.class);
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
            assertThat(Miou.awaitOne(one)).isEqualTo(new Outcome.Cancelled<>());
            assertThat(Miou.awaitFirst(one)).isEqualTo(new Outcome.Cancelled<>());
            assertThat(Miou.awaitAll(one)).containsExactly(new Outcome.Cancelled<>());
            assertThatThrownBy(() -> child.awaitOutcome().get()).isExactlyInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void messageOfTheCancellation_namesTheChild(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.task().named("unwanted").async(() -> 1);
            child.cancel();
            assertThatThrownBy(child::await).hasMessageContaining("unwanted");
        });
    }

    @OnEveryBackend
    void childOfAScopeThatEnded_isCancelledInOrphansToo(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Trigger stop = new Trigger();
            assertThat(Miou.until(stop, () -> {
                Promise<Integer> child = orphans.async(() -> {
                    new Trigger().await();
                    return 1;
                });
                Miou.yield();
                stop.signal();
                return child.await();
            })).isEmpty();
            assertThat(orphans.get()).contains(new Outcome.Cancelled<>());
            assertThat(orphans.isEmpty()).isTrue();
        });
    }

    @OnEveryBackend
    void taskThatCatchesTheCancellationOfItsChild_goesOn(Variant variant) {
        int value = variant.run(() -> Miou.async(() -> {
            Promise<Integer> child = cancelled();
            try {
                return child.await();
            } catch (CancellationException _) {
                Miou.yield();
                return 2;
            }
        }).await());
        assertThat(value).isEqualTo(2);
    }

    @OnEveryBackend
    void taskThatLetsTheCancellationOfItsChildPass_hasFailedAndWasNotCancelled(Variant variant) {
        variant.run(() -> {
            Promise<Integer> task = Miou.async(() -> cancelled().await());
            assertThatThrownBy(task::await).isInstanceOf(TaskFailedException.class)
                    .hasCauseExactlyInstanceOf(CancellationException.class);
            assertThat(task.state()).isEqualTo(State.FAILED);
        });
    }

    @OnEveryBackend
    void mainThatLetsTheCancellationOfItsChildPass_throwsIt(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> cancelled().await()))
                .isExactlyInstanceOf(CancellationException.class);
    }

    @OnEveryBackend
    void taskThatIsCancelledWhileItsChildIsToo_seesItsOwn(Variant variant) {
        variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                Promise<Void> child = Miou.async(() -> new Trigger().await());
                try {
                    child.await();
                } catch (TaskCancelled | CancellationException e) {
                    trail.add(e.getClass().getSimpleName());
                    throw e;
                }
            });
            Miou.yield();
            Miou.yield();
            task.cancel();
        });
        assertThat(trail).containsExactly("TaskCancelled");
    }

    @OnEveryBackend
    void errorThatWasMeantForAnotherTask_cancelsNobody(Variant variant) {
        variant.run(() -> {
            AtomicReference<TaskCancelled> kept = new AtomicReference<>();
            Promise<Void> victim = Miou.async(() -> {
                try {
                    new Trigger().await();
                } catch (TaskCancelled e) {
                    kept.set(e);
                }
            });
            Miou.yield();
            victim.cancel();
            Promise<Void> thief = Miou.async(() -> {
                throw kept.get();
            });
            assertThatThrownBy(thief::await).isInstanceOf(TaskFailedException.class);
            assertThat(thief.state()).isEqualTo(State.FAILED);
        });
    }

    @OnEveryBackend
    void cancellationExceptionThatATaskMakesItself_isAFailureLikeAnyOther(Variant variant) {
        variant.run(() -> {
            Promise<Integer> task = Miou.async(() -> {
                throw new CancellationException("my own");
            });
            assertThatThrownBy(task::await).isInstanceOf(TaskFailedException.class).cause().hasMessage("my own");
            assertThat(task.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
    }

    private static Promise<Integer> cancelled() {
        Promise<Integer> child = Miou.async(() -> 1);
        child.cancel();
        return child;
    }
}
