package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** Miou.await(CompletionStage): waits for a future that is not Miou's. */
@Slow
class AwaitFutureTest {

    private final Trail trail = new Trail();

    @OnEveryBackend
    void completeFuture_isAwaitedWithoutASwitch(Variant variant) {
        variant.run(() -> {
            Promise<Void> other = Miou.async(() -> trail.add("other"));
            assertThat(Miou.await(CompletableFuture.completedFuture("value"))).isEqualTo("value");
            String none = Miou.await(CompletableFuture.completedFuture(null));
            assertThat(none).isNull();
            trail.add("awaited");
            other.await();
        });
        assertThat(trail.events()).containsExactly("awaited", "other");
    }

    @OnEveryBackend
    void futureCompletedByAnotherThread_resumesTheFiberOnItsDomain(Variant variant) {
        variant.run(() -> Miou.everywhere(() -> {
            Domain own = Domain.self();
            for (int i = 0; i < 200; i++) {
                int number = i;
                assertThat(Miou.await(CompletableFuture.supplyAsync(() -> number))).isEqualTo(number);
                assertThat(Domain.self()).isEqualTo(own);
            }
        }));
    }

    @OnEveryBackend
    void otherFibers_runMeanwhile(Variant variant) {
        variant.run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            Promise<Void> other = Miou.async(() -> {
                trail.add("other");
                future.complete("value");
            });
            trail.add(Miou.await(future));
            other.await();
        });
        assertThat(trail.events()).containsExactly("other", "value");
    }

    @OnEveryBackend
    void failedFuture_throwsWithTheOriginalCause(Variant variant) {
        IOException broken = new IOException("broken");
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.await(CompletableFuture.failedFuture(broken)))
                    .isInstanceOf(TaskFailedException.class).cause().isSameAs(broken);
            CompletionStage<String> stage = CompletableFuture.supplyAsync(() -> {
                throw new CompletionException(broken);
            });
            CompletionStage<Integer> dependent = stage.thenApply(String::length);
            assertThatThrownBy(() -> Miou.await(dependent)).isInstanceOf(TaskFailedException.class).cause()
                    .isSameAs(broken);
        });
    }

    @OnEveryBackend
    void cancelledFuture_isACancellationException(Variant variant) {
        variant.run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            Promise<Boolean> canceller = Miou.call(() -> future.cancel(true));
            assertThatThrownBy(() -> Miou.await(future)).isInstanceOf(CancellationException.class);
            assertThat(canceller.await()).isTrue();
            Miou.yield();
        });
    }

    @OnEveryBackend
    void cancelledWaiter_leavesTheFutureAlone(Variant variant) {
        variant.run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            Promise<Void> waiter = Miou.async(() -> {
                try {
                    trail.add(Miou.await(future));
                } catch (TaskCancelled e) {
                    trail.add("cancelled");
                    throw e;
                }
            });
            Miou.yield();
            waiter.cancel();
            assertThat(future.isDone()).isFalse();
            future.complete("late");
            assertThat(Miou.await(future)).isEqualTo("late");
        });
        assertThat(trail.events()).containsExactly("cancelled");
    }

    @OnEveryBackend
    void limit_leavesTheFutureAloneToo(Variant variant) {
        variant.run(() -> {
            CompletableFuture<String> future = new CompletableFuture<>();
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(2), () -> Miou.await(future)))
                    .isInstanceOf(TimeoutException.class);
            assertThat(future.isDone()).isFalse();
        });
    }

    @OnEveryBackend
    void completionAgainstCancellation_hasOneWinner(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 2_000; i++) {
                CompletableFuture<String> future = new CompletableFuture<>();
                Trail ended = new Trail();
                Promise<Void> waiter = Miou.async(() -> {
                    try {
                        ended.add(Miou.await(future));
                    } catch (TaskCancelled e) {
                        ended.add("cancelled");
                        throw e;
                    }
                });
                Miou.yield();
                CompletableFuture<Boolean> completer = CompletableFuture.supplyAsync(() -> future.complete("value"));
                for (int spins = i % 100; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                waiter.cancel();
                assertThat(ended.events()).hasSize(1);
                assertThat(Miou.await(completer)).isTrue();
            }
        });
    }

    @OnEveryBackend
    void nullStage_isRefused(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.await((CompletionStage<?>) null)).isInstanceOf(NullPointerException.class);
        });
    }

    @OnEveryBackend
    void futureOfAForeignThread_carriesWhatThatThreadWrote(Variant variant) {
        variant.run(() -> {
            for (int i = 0; i < 500; i++) {
                int[] box = new int[1];
                int expected = i;
                CompletableFuture<String> future = new CompletableFuture<>();
                var writer = Foreign.start(() -> {
                    box[0] = expected;
                    return future.complete("written");
                });
                Miou.await(future);
                assertThat(box[0]).isEqualTo(expected);
                assertThat(writer.get()).isTrue();
            }
        });
    }
}
