package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Cancelling a task's future reaches the task, even if the future was completed from outside before. */
class CancelAfterTheViewEndedTest {

    private static final Duration NEVER = Duration.ofDays(1);

    private static final List<Consumer<CompletableFuture<String>>> ENDS = List.of(
            future -> future.orTimeout(1, TimeUnit.NANOSECONDS),
            future -> future.completeOnTimeout("late", 1, TimeUnit.NANOSECONDS), future -> future.complete("other"),
            future -> future.completeExceptionally(new IllegalStateException("other")),
            future -> future.completeAsync(() -> "other"), future -> future.obtrudeValue("other"),
            future -> future.obtrudeException(new IllegalStateException("other")));

    @OnEveryBackend
    void cancelOfAFutureThatWasCompleted_cancelsItsTask(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (Consumer<CompletableFuture<String>> end : ENDS) {
                for (TaskExecutor executor : List.of(Miou.asyncExecutor(), Miou.callExecutor())) {
                    try (executor) {
                        Trigger begun = new Trigger();
                        Trigger ended = new Trigger();
                        CompletableFuture<String> future = executor.submit(() -> {
                            begun.signal();
                            try {
                                Miou.sleep(NEVER);
                            } finally {
                                ended.signal();
                            }
                            return "value";
                        });
                        begun.await();
                        endView(future, end);
                        assertThat(future.cancel(true)).as("it had ended otherwise").isFalse();
                        ended.await();
                        assertThat(future.isCancelled()).isFalse();
                    }
                }
            }
        });
    }

    private static void endView(CompletableFuture<String> future, Consumer<CompletableFuture<String>> end)
            throws Exception {
        end.accept(future);
        try {
            assertThat(future.get()).isIn("other", "late");
        } catch (ExecutionException e) {
            assertThat(future.isCompletedExceptionally()).isTrue();
        }
    }

    @OnEveryBackend
    void cancelOfAFutureThatWasCompletedBeforeItsTaskStarts_keepsItFromRunning(Variant variant) {
        variant.run(() -> {
            AtomicInteger ran = new AtomicInteger();
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                CompletableFuture<String> future = executor.submit(ran::incrementAndGet, "value");
                assertThat(future.complete("other")).isTrue();
                assertThat(future.cancel(false)).isFalse();
            }
            assertThat(ran.get()).isZero();
        });
    }

    @OnEveryBackend
    void cancelOfAFutureOfARun_cancelsItsTaskToo(Variant variant) throws Exception {
        try (Running<Void> running = variant.launcher().domains(1).start(() -> new Trigger().await())) {
            CompletableFuture<String> begun = new CompletableFuture<>();
            CompletableFuture<String> ended = new CompletableFuture<>();
            CompletableFuture<Void> future = running.submit(() -> {
                begun.complete("");
                try {
                    Miou.sleep(NEVER);
                } finally {
                    ended.complete("ended");
                }
            });
            begun.get();
            assertThat(catchThrowable(() -> future.orTimeout(1, TimeUnit.NANOSECONDS).get())).isNotNull();
            future.cancel(true);
            assertThat(ended.get()).isEqualTo("ended");
        }
    }
}
