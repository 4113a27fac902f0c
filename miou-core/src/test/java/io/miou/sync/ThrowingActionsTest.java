package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Actions of a computation that throw: every waiter is still served, and each exception is reported once. */
class ThrowingActionsTest {

    private static final int CHAIN = 50_000;

    private final Trail trail = new Trail();
    private final Computation<String> computation = new Computation<>();

    /** Returns lists of exceptions that the actions throw, one after the other. */
    static Stream<List<Throwable>> thrown() {
        RuntimeException same = new IllegalStateException("the same");
        Error error = new AssertionError("an error");
        RuntimeException caused = new IllegalStateException("caused", error);
        return Stream.of(List.of(error), List.of(new StackOverflowError()), List.of(new OutOfMemoryError("none")),
                List.of(same, same), List.of(same, same, same), List.of(error, same, error, same),
                List.of(caused, error), List.of(error, caused), List.of(new NoSuppression(), same),
                List.of(new IOException("checked"), same));
    }

    private static final class NoSuppression extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoSuppression() {
            super("no suppression", null, false, false);
        }
    }

    private void attachActions(List<Throwable> thrown) {
        for (Throwable one : thrown) {
            Trigger trigger = new Trigger();
            trigger.onSignal(() -> {
                throw ThrowingActionsTest.<RuntimeException>unchecked(one);
            });
            assertThat(computation.attach(trigger)).isTrue();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void whateverActionsThrow_everyLaterOneIsServedAndTheFirstIsThrown(List<Throwable> thrown) {
        attachActions(thrown);
        Trigger last = new Trigger();
        last.onSignal(() -> trail.add("last"));
        assertThat(computation.attach(last)).isTrue();
        CompletableFuture<String> future = computation.toCompletableFuture();
        assertThat(catchThrowable(() -> computation.tryReturn("value"))).isSameAs(thrown.getFirst());
        assertThat(trail.events()).containsExactly("last");
        assertThat(future).isCompletedWithValue("value");
        assertThat(computation.peek()).contains(new Outcome.Success<>("value"));
        assertThat(computation.tryReturn("again")).as("the failure is reported once").isFalse();
        assertThat(thrown.getFirst().getSuppressed()).doesNotContain(thrown.getFirst()).doesNotHaveDuplicates();
    }

    @OnEveryBackend
    void fibersThatWaitBehindActionsThatThrow_areWoken(Variant variant) {
        RuntimeException same = new IllegalStateException("the same");
        variant.launcher().domains(2).run(() -> {
            attachActions(List.of(new AssertionError("an error"), same, same));
            Promise<String> near = Miou.async(computation::await);
            Promise<String> far = Miou.call(computation::await);
            Waiting.until(near, "a trigger");
            Waiting.until(far, "a trigger");
            assertThatThrownBy(() -> computation.tryCapture(() -> "value")).hasMessage("an error")
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).containsExactly(same));
            assertThat(near.await()).isEqualTo("value");
            assertThat(far.await()).isEqualTo("value");
        });
    }

    @OnEveryBackend
    void actionThatMeetsTheCancellationOfTheCompleter_doesNotKeepTheOthersWaiting(Variant variant) {
        variant.run(() -> {
            Trigger yields = new Trigger();
            yields.onSignal(Miou::yield);
            assertThat(computation.attach(yields)).isTrue();
            Promise<String> waiter = Miou.async(computation::await);
            Waiting.until(waiter, "a trigger");
            CompletableFuture<String> future = computation.toCompletableFuture();
            Promise<Void> completer = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    assertThatThrownBy(() -> computation.tryReturn("value")).isInstanceOf(TaskCancelled.class);
                    trail.add("thrown");
                }
            });
            Waiting.until(completer, "sleep");
            completer.cancel();
            assertThat(waiter.await()).isEqualTo("value");
            assertThat(future).isCompletedWithValue("value");
        });
        assertThat(trail.events()).containsExactly("thrown");
    }

    @Test
    void detachOfATriggerWhoseActionThrows_isComplete() {
        for (int i = 0; i < 100; i++) {
            Trigger trigger = new Trigger();
            trigger.onSignal(() -> {
                throw new IllegalStateException("from the action");
            });
            assertThat(computation.attach(trigger)).isTrue();
            assertThatThrownBy(() -> computation.detach(trigger)).hasMessage("from the action");
        }
        assertThat(computation.tryReturn("value")).isTrue();
    }

    @OnEveryEngine
    void chainOfCancellers_isWalkedToItsEnd(Variant variant) {
        variant.run(() -> {
            List<Computation<String>> chain = new ArrayList<>();
            chain.add(computation);
            for (int i = 1; i < CHAIN; i++) {
                Computation<String> next = new Computation<>();
                Computation<String> before = chain.getLast();
                assertThat(before.attach(before.canceller(next))).isTrue();
                chain.add(next);
            }
            Promise<String> waiter = Miou.async(chain.getLast()::await);
            Waiting.until(waiter, "a trigger");
            assertThat(computation.tryCancel(new CancellationException())).isTrue();
            assertThat(chain).noneMatch(Computation::isRunning);
            assertThat(waiter.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
        });
    }

    @Test
    void cancellersInACircle_endAtTheFirst() {
        Computation<String> other = new Computation<>();
        assertThat(computation.attach(computation.canceller(other))).isTrue();
        assertThat(other.attach(other.canceller(computation))).isTrue();
        assertThat(other.tryCancel(new IOException("broken"))).isTrue();
        assertThat(computation.isRunning()).isFalse();
    }
}
