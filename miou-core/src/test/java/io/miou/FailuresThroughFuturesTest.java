package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.sync.Computation;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A task that throws has failed, and every way to ask gives what it threw; cancelled is only what was cancelled. */
class FailuresThroughFuturesTest {

    private static final Duration NEVER = Duration.ofDays(1);

    /** Returns exceptions that could be mistaken for a cancellation or for a wrapper. */
    private static List<Exception> throwables() {
        IOException broken = new IOException("broken");
        return List.of(broken, new IllegalStateException("unchecked"), new CancellationException("of its own"),
                new CompletionException(broken), new CompletionException("no cause", null),
                new CompletionException(new CancellationException("inside")), new ExecutionException(broken),
                new CompletionException(new CompletionException(broken)));
    }

    private static <T> Callable<T> throwing(Exception thrown) {
        return () -> {
            throw thrown;
        };
    }

    /** Asks a future, and what depends on it, in every way. */
    private static void assertFailed(CompletableFuture<?> future, Throwable thrown) throws Exception {
        assertThatThrownBy(future::get).isExactlyInstanceOf(ExecutionException.class).cause().isSameAs(thrown);
        assertThatThrownBy(() -> future.get(1, TimeUnit.HOURS)).isExactlyInstanceOf(ExecutionException.class).cause()
                .isSameAs(thrown);
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.isCompletedExceptionally()).isTrue();
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
        assertThat(future.exceptionNow()).isSameAs(thrown);
        assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(future::join).isExactlyInstanceOf(CompletionException.class).cause().isSameAs(thrown);
        assertThat(future.cancel(true)).isFalse();
        for (CompletableFuture<?> dependent : List.of(future.thenApply(value -> value), future.copy(),
                future.whenComplete((_, _) -> {
                }), CompletableFuture.allOf(future))) {
            assertThatThrownBy(dependent::get).isExactlyInstanceOf(ExecutionException.class).cause().isSameAs(thrown);
            assertThat(dependent.state()).isEqualTo(Future.State.FAILED);
        }
        Throwable handled = future.handle((_, failure) -> failure).get();
        boolean wrapped = handled.getClass() == CompletionException.class && handled.getCause() == thrown;
        assertThat(handled == thrown || wrapped).isTrue();
        assertThatThrownBy(() -> Miou.await(future)).isExactlyInstanceOf(TaskFailedException.class).cause()
                .isSameAs(thrown);
        assertThatThrownBy(() -> Miou.await(future.minimalCompletionStage()))
                .isExactlyInstanceOf(TaskFailedException.class).cause().isSameAs(thrown);
    }

    @OnEveryBackend
    void futuresOfExecutors_giveWhatTheTaskThrew(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (TaskExecutor executor : List.of(Miou.asyncExecutor(), Miou.callExecutor())) {
                try (executor) {
                    for (Exception thrown : throwables()) {
                        assertFailed(executor.submit(throwing(thrown)), thrown);
                        for (Future<Object> future : executor.invokeAll(List.of(throwing(thrown)))) {
                            assertFailed((CompletableFuture<Object>) future, thrown);
                        }
                        for (Future<Object> future : executor.invokeAll(List.of(throwing(thrown)), 1, TimeUnit.HOURS)) {
                            assertFailed((CompletableFuture<Object>) future, thrown);
                        }
                        assertThatThrownBy(() -> executor.invokeAny(List.of(throwing(thrown), throwing(thrown))))
                                .isExactlyInstanceOf(ExecutionException.class).cause().isSameAs(thrown);
                        assertThatThrownBy(() -> executor.invokeAny(List.of(throwing(thrown)), 1, TimeUnit.HOURS))
                                .isExactlyInstanceOf(ExecutionException.class).cause().isSameAs(thrown);
                        Integer any = executor.invokeAny(List.of(throwing(thrown), () -> null));
                        assertThat(any).isNull();
                    }
                }
            }
        });
    }

    @OnEveryBackend
    void promisesAndTheirFutures_giveWhatTheTaskThrew(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (Exception thrown : throwables()) {
                for (Promise<Object> child : List.of(Miou.async(throwing(thrown)), Miou.call(throwing(thrown)))) {
                    CompletableFuture<Object> early = child.toCompletableFuture();
                    assertThatThrownBy(child::await).isExactlyInstanceOf(TaskFailedException.class).cause()
                            .isSameAs(thrown);
                    assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Failure<>(thrown));
                    assertThat(child.state()).isEqualTo(Promise.State.FAILED);
                    assertFailed(early, thrown);
                    assertFailed(child.toCompletableFuture(), thrown);
                }
            }
        });
    }

    @OnEveryBackend
    void cancellationOfAChildThatIsLetPass_isAFailure(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Callable<Object> cancelsItsChild = () -> {
                Promise<Object> child = Miou.async(() -> Miou.await(new CompletableFuture<>()));
                child.cancel();
                return child.await();
            };
            Promise<Object> promise = Miou.call(cancelsItsChild);
            CompletableFuture<Object> view = promise.toCompletableFuture();
            Outcome<Object> outcome = promise.awaitOutcome();
            assertThat(outcome).isInstanceOf(Outcome.Failure.class);
            assertFailed(view, ((Outcome.Failure<Object>) outcome).cause());
            try (TaskExecutor executor = Miou.callExecutor()) {
                CompletableFuture<Object> future = executor.submit(cancelsItsChild);
                Throwable thrown = catchThrowable(future::get).getCause();
                assertThat(thrown).isInstanceOf(CancellationException.class);
                assertFailed(future, thrown);
                assertThatThrownBy(() -> executor.invokeAny(List.of(cancelsItsChild)))
                        .isExactlyInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(CancellationException.class);
            }
        });
    }

    /** The future has the TaskFailedException that the task threw, and {@code await} does not wrap it a second time. */
    @OnEveryBackend
    void failureOfAChildThatIsLetPass_keepsTheOriginalCauseWhenItIsAwaited(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            IOException broken = new IOException("broken");
            Callable<Object> letsPass = () -> Miou.async(throwing(broken)).await();
            Promise<Object> promise = Miou.call(letsPass);
            CompletableFuture<Object> view = promise.toCompletableFuture();
            assertThatThrownBy(promise::await).isExactlyInstanceOf(TaskFailedException.class).cause().isSameAs(broken);
            try (TaskExecutor executor = Miou.callExecutor()) {
                for (CompletableFuture<Object> future : List.of(view, executor.submit(letsPass))) {
                    assertThatThrownBy(future::get).isExactlyInstanceOf(ExecutionException.class).cause()
                            .isExactlyInstanceOf(TaskFailedException.class).cause().isSameAs(broken);
                    assertThatThrownBy(() -> Miou.await(future)).isExactlyInstanceOf(TaskFailedException.class)
                            .hasMessageContaining("a future").cause().isSameAs(broken);
                }
            }
        });
    }

    @OnEveryBackend
    void cancelledTasks_areCancelledInEveryWayToAsk(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Callable<Object> endless = () -> {
                Miou.sleep(NEVER);
                return 1;
            };
            Promise<Object> child = Miou.call(endless);
            CompletableFuture<Object> view = child.toCompletableFuture();
            child.cancel();
            assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
            assertCancelled(view);
            assertCancelled(child.toCompletableFuture());
            TaskExecutor executor = Miou.callExecutor();
            CompletableFuture<Object> future = executor.submit(endless);
            executor.shutdownNow();
            assertCancelled(future);
            executor.close();
        });
    }

    private static void assertCancelled(CompletableFuture<?> future) {
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
        assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Miou.await(future)).isInstanceOf(CancellationException.class);
        assertThat(future.cancel(true)).isTrue();
    }

    /** Throws ExecutionException if no task has succeeded, as ExecutorService says. */
    @OnEveryBackend
    void invokeAnyWhoseTasksAreCancelled_isAnExecutionException(Variant variant) {
        variant.run(() -> {
            TaskExecutor executor = Miou.asyncExecutor();
            Trigger begun = new Trigger();
            Promise<Throwable> caller = Miou.async(() -> catchThrowable(() -> executor.invokeAny(List.of(() -> {
                begun.signal();
                Miou.sleep(NEVER);
                return 1;
            }))));
            begun.await();
            executor.shutdownNow();
            assertThat(caller.await()).isExactlyInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
            executor.close();
        });
    }

    @OnEveryBackend
    void runAndJoin_throwTheSame(Variant variant) throws Exception {
        for (Exception thrown : throwables()) {
            Throwable byRun = catchThrowable(() -> variant.run(throwing(thrown)));
            Running<Object> running = variant.launcher().domains(1).start(throwing(thrown));
            Throwable byJoin = catchThrowable(running::join);
            assertThat(catchThrowable(running::join)).as("again").isSameAs(byJoin);
            running.close();
            if (thrown instanceof RuntimeException) {
                assertThat(byRun).isSameAs(thrown);
                assertThat(byJoin).isSameAs(thrown);
            } else {
                assertThat(byRun).isExactlyInstanceOf(TaskFailedException.class).cause().isSameAs(thrown);
                assertThat(byJoin).isExactlyInstanceOf(TaskFailedException.class).cause().isSameAs(thrown);
            }
            try (Running<Void> other = variant.launcher().domains(1).start(() -> new Trigger().await())) {
                CompletableFuture<Object> future = other.submit(throwing(thrown));
                variant.launcher().domains(1).run(() -> assertFailed(future, thrown));
            }
        }
    }

    @OnEveryBackend
    void computationThatFailed_hasAFutureThatFailed(Variant variant) {
        variant.run(() -> {
            for (Exception thrown : throwables()) {
                Computation<Object> computation = new Computation<>();
                CompletableFuture<Object> early = computation.toCompletableFuture();
                assertThat(computation.tryCapture(throwing(thrown))).isTrue();
                assertThatThrownBy(computation::await).isExactlyInstanceOf(TaskFailedException.class).cause()
                        .isSameAs(thrown);
                assertFailed(early, thrown);
                assertFailed(computation.toCompletableFuture(), thrown);
            }
            Computation<Object> cancelled = new Computation<>();
            assertThat(cancelled.tryCancel(new CancellationException())).isTrue();
            assertCancelled(cancelled.toCompletableFuture());
        });
    }

    /** Awaiting a stage that is not Miou's fails as the stage's own {@code get} does. */
    @OnEveryBackend
    void awaitOfAForeignFuture_agreesWithItsGet(Variant variant) {
        variant.run(() -> {
            for (Exception thrown : throwables()) {
                CompletableFuture<Object> source = CompletableFuture.failedFuture(thrown);
                for (CompletableFuture<Object> future : List.of(source, source.thenApply(value -> value),
                        source.copy())) {
                    if (future.isCancelled()) {
                        assertThatThrownBy(() -> Miou.await(future)).isInstanceOf(CancellationException.class);
                    } else {
                        Throwable cause = catchThrowable(future::get).getCause();
                        assertThatThrownBy(() -> Miou.await(future)).isExactlyInstanceOf(TaskFailedException.class)
                                .satisfies(failure -> assertThat(failure.getCause()).isSameAs(cause));
                    }
                }
            }
        });
    }
}
