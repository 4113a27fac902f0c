package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests a computation, one step after the other. */
class ComputationTest {

    private final Trail trail = new Trail();
    private final Computation<String> computation = new Computation<>();

    @Test
    void newComputation_isRunning() {
        assertThat(computation.isRunning()).isTrue();
        assertThat(computation.peek()).isEmpty();
        assertThat(computation.toString()).contains("running");
    }

    @Test
    void onlyTheFirstCompletion_counts() {
        assertThat(computation.tryReturn("first")).isTrue();
        assertThat(computation.tryReturn("second")).isFalse();
        assertThat(computation.tryCancel(new IOException("third"))).isFalse();
        assertThat(computation.isRunning()).isFalse();
        assertThat(computation.peek()).contains(new Outcome.Success<>("first"));
        assertThat(computation.toString()).contains("first");
    }

    @Test
    void cancelWithACancellation_isCancelled_withAnythingElse_isFailed() {
        IOException cause = new IOException("broken");
        assertThat(computation.tryCancel(cause)).isTrue();
        assertThat(computation.peek()).contains(new Outcome.Failure<>(cause));
        Computation<String> cancelled = new Computation<>();
        assertThat(cancelled.tryCancel(new CancellationException())).isTrue();
        assertThat(cancelled.peek()).contains(new Outcome.Cancelled<>());
    }

    @Test
    void capture_takesWhatTheCallableReturnsOrThrows() {
        assertThat(computation.tryCapture(() -> "captured")).isTrue();
        assertThat(computation.peek()).contains(new Outcome.Success<>("captured"));
        IOException broken = new IOException("broken");
        Computation<String> failed = new Computation<>();
        assertThat(failed.tryCapture(() -> {
            throw broken;
        })).isTrue();
        assertThat(failed.peek()).contains(new Outcome.Failure<>(broken));
    }

    @Test
    void captureOfACompleteComputation_doesNotRunTheCallable() {
        computation.tryReturn("first");
        assertThat(computation.tryCapture(() -> {
            trail.add("ran");
            return "second";
        })).isFalse();
        assertThat(trail.events()).isEmpty();
    }

    @Test
    void captureThatIsOvertaken_loses() {
        assertThat(computation.tryCapture(() -> {
            computation.tryReturn("faster");
            return "slower";
        })).isFalse();
        assertThat(computation.peek()).contains(new Outcome.Success<>("faster"));
    }

    @Test
    void nullResult_isAResult() {
        assertThat(computation.tryReturn(null)).isTrue();
        assertThat(computation.peek()).contains(new Outcome.Success<>(null));
    }

    @Test
    void attachedTriggers_areSignalledInOrderOnCompletion() {
        for (String name : List.of("a", "b", "c")) {
            Trigger trigger = new Trigger();
            trigger.onSignal(() -> trail.add(name));
            assertThat(computation.attach(trigger)).isTrue();
        }
        assertThat(trail.events()).isEmpty();
        computation.tryReturn("done");
        assertThat(trail.events()).containsExactly("a", "b", "c");
    }

    @Test
    void attachToACompleteComputation_orOfASignalledTrigger_isRefused() {
        Trigger signalled = new Trigger();
        signalled.signal();
        assertThat(computation.attach(signalled)).isFalse();
        computation.tryReturn("done");
        Trigger late = new Trigger();
        assertThat(computation.attach(late)).isFalse();
        assertThat(late.isSignalled()).isFalse();
    }

    @Test
    void detachedTrigger_isSignalledByTheDetach() {
        Trigger detached = new Trigger();
        Trigger kept = new Trigger();
        assertThat(computation.attach(detached)).isTrue();
        assertThat(computation.attach(kept)).isTrue();
        computation.detach(detached);
        computation.detach(detached);
        computation.detach(new Trigger());
        assertThat(detached.isSignalled()).isTrue();
        assertThat(kept.isSignalled()).isFalse();
        computation.tryReturn("done");
        assertThat(kept.isSignalled()).isTrue();
        computation.detach(kept);
    }

    @Test
    void randomAttachAndDetach_keepsExactlyTheAttached() {
        for (long seed = 1; seed <= 50; seed++) {
            java.util.Random random = new java.util.Random(seed);
            Computation<Integer> subject = new Computation<>();
            List<Trigger> attached = new ArrayList<>();
            List<Trigger> signalled = new ArrayList<>();
            for (int step = 0; step < 500; step++) {
                if (attached.isEmpty() || random.nextInt(3) > 0) {
                    Trigger trigger = new Trigger();
                    assertThat(subject.attach(trigger)).isTrue();
                    attached.add(trigger);
                } else {
                    Trigger trigger = attached.remove(random.nextInt(attached.size()));
                    subject.detach(trigger);
                    signalled.add(trigger);
                }
            }
            assertThat(attached).as("seed %d", seed).noneMatch(Trigger::isSignalled);
            subject.tryReturn(1);
            assertThat(attached).allMatch(Trigger::isSignalled);
        }
    }

    @Test
    void canceller_passesACancellationOnAndAValueNot() {
        Computation<String> from = new Computation<>();
        assertThat(from.attach(from.canceller(computation))).isTrue();
        IOException broken = new IOException("broken");
        from.tryCancel(broken);
        assertThat(computation.peek()).contains(new Outcome.Failure<>(broken));

        Computation<String> cancelled = new Computation<>();
        Computation<String> second = new Computation<>();
        assertThat(cancelled.attach(cancelled.canceller(second))).isTrue();
        cancelled.tryCancel(new CancellationException());
        assertThat(second.peek()).contains(new Outcome.Cancelled<>());

        Computation<String> returned = new Computation<>();
        Computation<String> third = new Computation<>();
        assertThat(returned.attach(returned.canceller(third))).isTrue();
        returned.tryReturn("value");
        assertThat(third.isRunning()).isTrue();
    }

    @OnEveryBackend
    void await_givesTheValueOrThrows(Variant variant) {
        variant.run(() -> {
            Promise<Boolean> other = Miou.call(() -> computation.tryReturn("value"));
            assertThat(computation.await()).isEqualTo("value");
            assertThat(computation.await()).as("again").isEqualTo("value");
            assertThat(other.await()).isTrue();
            Computation<String> failed = new Computation<>();
            Foreign.call(() -> failed.tryCancel(new IOException("broken")));
            assertThatThrownBy(failed::await).isInstanceOf(TaskFailedException.class).hasRootCauseMessage("broken");
            Computation<String> cancelled = new Computation<>();
            cancelled.tryCancel(new CancellationException());
            assertThatThrownBy(cancelled::await).isInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void manyFibersOnAllDomains_awaitTheSame(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            Promise<Boolean> completer = Miou.call(() -> {
                Miou.sleep(Duration.ofMillis(5));
                return computation.tryReturn("value");
            });
            List<Integer> all = IntStream.range(0, 100).boxed().toList();
            assertThat(Miou.parallel(all, _ -> computation.await()).stream().map(Outcome::get)).hasSize(100)
                    .containsOnly("value");
            assertThat(completer.await()).isTrue();
        });
    }

    @OnEveryBackend
    void cancelledWaiter_leavesTheComputationRunning(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 1_000; i++) {
                Promise<String> waiter = Miou.async(computation::await);
                Miou.yield();
                waiter.cancel();
            }
            assertThat(computation.isRunning()).isTrue();
            Promise<String> last = Miou.async(computation::await);
            Miou.yield();
            computation.tryReturn("value");
            assertThat(last.await()).isEqualTo("value");
        });
    }

    @OnEveryBackend
    void awaitOfACompleteOneInACancelledTask_throws(Variant variant) {
        variant.run(() -> {
            computation.tryReturn("value");
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    assertThatThrownBy(computation::await).isInstanceOf(TaskCancelled.class);
                    trail.add("thrown");
                }
            });
            Miou.yield();
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("thrown");
    }

    @OnEveryBackend
    void captureInACancelledTask_leavesTheComputationRunning(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                computation.tryCapture(() -> {
                    Miou.sleep(Duration.ofDays(1));
                    return "never";
                });
            });
            Miou.yield();
            child.cancel();
            assertThat(computation.isRunning()).as("the task is cancelled, not the computation").isTrue();
        });
    }

    @Test
    void actionThatThrows_doesNotKeepTheOthersFromBeingSignalled() {
        Trigger first = new Trigger();
        first.onSignal(() -> {
            throw new IllegalArgumentException("from the first");
        });
        Trigger second = new Trigger();
        second.onSignal(() -> {
            throw new IllegalArgumentException("from the second");
        });
        Trigger third = new Trigger();
        assertThat(computation.attach(first) && computation.attach(second) && computation.attach(third)).isTrue();
        assertThatThrownBy(() -> computation.tryReturn("done")).hasMessage("from the first")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        assertThat(third.isSignalled()).isTrue();
        assertThat(computation.peek()).contains(new Outcome.Success<>("done"));
    }

    @Test
    void future_isCompletedAsTheComputationIs() {
        CompletableFuture<String> before = computation.toCompletableFuture();
        assertThat(before).isNotDone();
        computation.tryReturn("value");
        assertThat(before).isCompletedWithValue("value");
        assertThat(computation.toCompletableFuture()).isCompletedWithValue("value");
        Computation<String> failed = new Computation<>();
        CompletableFuture<String> failure = failed.toCompletableFuture();
        IOException broken = new IOException("broken");
        failed.tryCancel(broken);
        assertThat(failure.exceptionNow()).isSameAs(broken);
        Computation<String> cancelled = new Computation<>();
        CompletableFuture<String> cancellation = cancelled.toCompletableFuture();
        cancelled.tryCancel(new CancellationException());
        assertThat(cancellation).isCancelled();
    }

    @Test
    void futureThatIsCancelledOrCompletedByOthers_leavesTheComputationAlone() {
        CompletableFuture<String> cancelled = computation.toCompletableFuture();
        CompletableFuture<String> completed = computation.toCompletableFuture();
        CompletableFuture<String> kept = computation.toCompletableFuture();
        cancelled.cancel(true);
        completed.complete("other");
        assertThat(computation.isRunning()).isTrue();
        computation.tryReturn("value");
        assertThat(cancelled).isCancelled();
        assertThat(completed).isCompletedWithValue("other");
        assertThat(kept).isCompletedWithValue("value");
    }
}
