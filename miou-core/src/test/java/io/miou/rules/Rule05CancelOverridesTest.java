package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Rule 5: cancelling overrides any state. */
class Rule05CancelOverridesTest {

    private final IOException first = new IOException("first");
    private final IOException second = new IOException("second");

    @OnEveryBackend
    void successThatWasAwaited_isCancelledFromThenOn(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            assertThat(child.await()).isEqualTo(1);
            child.cancel();
            assertCancelled(child);
        });
    }

    @OnEveryBackend
    void successThatWasAwaitedFromAnotherDomain_isCancelledFromThenOn(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.call(() -> 1);
            assertThat(child.await()).isEqualTo(1);
            child.cancel();
            assertCancelled(child);
        });
    }

    @OnEveryBackend
    void successThatNobodyAwaited_isCancelledFromThenOn(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.call(() -> 1);
            untilEnded(child);
            assertThat(child.state()).isEqualTo(State.SUCCEEDED);
            child.cancel();
            assertCancelled(child);
        });
    }

    @OnEveryBackend
    void failure_isCancelledFromThenOn(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> {
                throw first;
            });
            assertThatThrownBy(child::await).isInstanceOf(TaskFailedException.class);
            assertThat(child.state()).isEqualTo(State.FAILED);
            child.cancel();
            assertCancelled(child);
        });
    }

    @OnEveryBackend
    void cancellation_mayBeRepeated(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> new Trigger().await());
            Miou.yield();
            child.cancel();
            child.cancel();
            assertCancelled(child);
        });
    }

    @OnEveryBackend
    void childThatReturnsAValueWhileItIsBeingCancelled_isCancelled(Variant variant) {
        AtomicBoolean goOn = new AtomicBoolean();
        variant.launcher().domains(1).run(() -> {
            Trigger begun = new Trigger();
            Promise<Integer> child = Miou.call(() -> {
                begun.signal();
                while (!goOn.get()) {
                    Thread.onSpinWait();
                }
                return 1;
            });
            begun.await();
            Promise<Void> helper = Miou.async(() -> goOn.set(true));
            child.cancel();
            assertCancelled(child);
            helper.await();
        });
    }

    @OnEveryBackend
    void everyWayToAwait_seesTheCancellation(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            child.await();
            child.cancel();
            List<Promise<Integer>> one = List.of(child);
            assertThatThrownBy(() -> child.awaitChecked(IOException.class)).isInstanceOf(CancellationException.class);
            assertThat(Miou.awaitOne(one)).isEqualTo(new Outcome.Cancelled<>());
            assertThat(Miou.awaitFirst(one)).isEqualTo(new Outcome.Cancelled<>());
            assertThat(Miou.awaitAll(one)).containsExactly(new Outcome.Cancelled<>());
            assertThatThrownBy(() -> Miou.all(one)).isInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void cancelAllOfOrphans_overridesTheEndedOnesToo(Variant variant) {
        variant.run(() -> {
            Orphans<Integer> orphans = Miou.orphans();
            Promise<Integer> child = orphans.async(() -> 1);
            untilEnded(child);
            orphans.cancelAll();
            assertThat(orphans.isEmpty()).isTrue();
            assertCancelled(child);
        });
    }

    @OnEveryBackend
    void othersOfAwaitFirst_areCancelledThoughTheyHaveSucceeded(Variant variant) {
        variant.run(() -> {
            Promise<Integer> a = Miou.async(() -> 1);
            Promise<Integer> b = Miou.async(() -> 2);
            untilEnded(a);
            untilEnded(b);
            Outcome<Integer> outcome = Miou.awaitFirst(a, b);
            Promise<Integer> chosen = outcome.get() == 1 ? a : b;
            Promise<Integer> other = chosen == a ? b : a;
            assertThat(chosen.state()).isEqualTo(State.SUCCEEDED);
            assertCancelled(other);
        });
    }

    @OnEveryBackend
    void all_collectsTheFailuresOfThoseThatHaveEndedAndCancelsTheRest(Variant variant) {
        variant.run(() -> {
            Promise<Integer> good = Miou.async(() -> 1);
            Promise<Integer> one = Miou.async(() -> {
                throw first;
            });
            Promise<Integer> two = Miou.async(() -> {
                throw second;
            });
            Promise<Integer> waiting = Miou.async(Rule05CancelOverridesTest::never);
            untilEnded(two);
            assertThatThrownBy(() -> Miou.all(List.of(good, one, two, waiting)))
                    .isInstanceOf(TaskFailedException.class).hasSuppressedException(second).cause().isSameAs(first);
            assertThat(one.awaitOutcome()).isEqualTo(new Outcome.Failure<>(first));
            assertThat(two.awaitOutcome()).isEqualTo(new Outcome.Failure<>(second));
            assertCancelled(waiting);
            assertCancelled(good);
        });
    }

    @OnEveryBackend
    void all_givesTheFailureThatCameFirstAndNotTheOneThatStandsFirst(Variant variant) {
        variant.run(() -> {
            Trigger later = new Trigger();
            Promise<Integer> standsFirst = Miou.async(() -> {
                later.await();
                throw second;
            });
            Promise<Integer> comesFirst = Miou.async(() -> {
                later.signal();
                throw first;
            });
            assertThatThrownBy(() -> Miou.all(List.of(standsFirst, comesFirst)))
                    .isInstanceOf(TaskFailedException.class).cause().isSameAs(first);
        });
    }

    @OnEveryBackend
    void all_doesNotCollectWhatFailsOnlyBecauseItIsCancelled(Variant variant) {
        variant.run(() -> {
            Promise<Integer> one = Miou.async(() -> {
                throw first;
            });
            Promise<Integer> waiting = Miou.async(() -> {
                try {
                    return never();
                } finally {
                    fail(second);
                }
            });
            assertThatThrownBy(() -> Miou.all(List.of(waiting, one))).isInstanceOf(TaskFailedException.class)
                    .hasNoSuppressedExceptions().cause().isSameAs(first);
            assertCancelled(waiting);
        });
    }

    @OnEveryBackend
    void all_meetsACancelledChildAsACancellation(Variant variant) {
        variant.run(() -> {
            Promise<Integer> cancelled = Miou.async(() -> 1);
            cancelled.cancel();
            Promise<Integer> waiting = Miou.async(Rule05CancelOverridesTest::never);
            assertThatThrownBy(() -> Miou.all(List.of(cancelled, waiting))).isInstanceOf(CancellationException.class);
            assertCancelled(waiting);
        });
    }

    @OnEveryBackend
    void all_prefersAFailureToACancelledChild(Variant variant) {
        variant.run(() -> {
            IllegalStateException failure = new IllegalStateException("disk full");
            Promise<Integer> cancelled = Miou.async(() -> 1);
            cancelled.cancel();
            Promise<Integer> failed = Miou.async(() -> {
                throw failure;
            });
            Promise<Integer> waiting = Miou.async(Rule05CancelOverridesTest::never);
            untilEnded(failed);
            assertThatThrownBy(() -> Miou.all(List.of(cancelled, failed, waiting)))
                    .isInstanceOf(TaskFailedException.class).hasNoSuppressedExceptions().cause().isSameAs(failure);
            assertCancelled(waiting);
        });
    }

    private static void assertCancelled(Promise<?> child) {
        assertThat(child.state()).isEqualTo(State.CANCELLED);
        assertThat((Object) child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
    }

    private static void untilEnded(Promise<?> child) {
        while (child.state() == State.RUNNING) {
            Miou.yield();
        }
    }

    private static Integer never() {
        new Trigger().await();
        return 0;
    }

    private static void fail(IOException failure) throws IOException {
        throw failure;
    }
}
