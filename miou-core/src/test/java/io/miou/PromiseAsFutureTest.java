package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Promise.toCompletableFuture: a view of a child for code that knows nothing of Miou. */
@Slow
class PromiseAsFutureTest {

    private final Trail trail = new Trail();

    @OnEveryBackend
    void future_tellsHowTheChildEnds(Variant variant) {
        variant.run(() -> {
            IOException broken = new IOException("broken");
            Promise<String> good = Miou.call(() -> "good");
            Promise<Void> bad = Miou.call(() -> {
                throw broken;
            });
            Promise<Void> cancelled = Miou.call(() -> new Trigger().await());
            CompletableFuture<String> early = good.toCompletableFuture();
            CompletableFuture<Void> failure = bad.toCompletableFuture();
            CompletableFuture<Void> none = cancelled.toCompletableFuture();
            assertThat(good.await()).isEqualTo("good");
            assertThat(bad.awaitOutcome()).isInstanceOf(Outcome.Failure.class);
            cancelled.cancel();
            assertThat(early.get()).isEqualTo("good");
            assertThatThrownBy(failure::get).isInstanceOf(ExecutionException.class).cause().isSameAs(broken);
            assertThatThrownBy(none::join).isInstanceOf(java.util.concurrent.CancellationException.class);
            assertThat(none.isCancelled()).isTrue();
            assertThat(good.toCompletableFuture().getNow("not done")).as("of one that has ended").isEqualTo("good");
            assertThat(cancelled.toCompletableFuture().isCancelled()).isTrue();
        });
    }

    @OnEveryBackend
    void foreignThread_waitsForIt(Variant variant) {
        variant.run(() -> {
            Trigger waiting = new Trigger();
            Promise<String> child = Miou.async(() -> {
                waiting.await();
                return "value";
            });
            CompletableFuture<String> future = child.toCompletableFuture();
            FutureTask<String> foreign = Foreign.start(() -> {
                waiting.signal();
                return future.get();
            });
            assertThat(child.await()).isEqualTo("value");
            assertThat(Miou.blocking(() -> foreign.get())).isEqualTo("value");
        });
    }

    @OnEveryBackend
    void fiberThatWaitsForIt_letsItsDomainGoOn(Variant variant) {
        variant.run(() -> {
            Promise<String> child = Miou.async(() -> {
                trail.add("child");
                return "value";
            });
            CompletableFuture<String> future = child.toCompletableFuture();
            Promise<Void> sibling = Miou
                    .async(() -> trail.add("sibling got " + future.thenApply(String::length).join()));
            sibling.await();
            child.await();
        });
        assertThat(trail.events()).containsExactly("child", "sibling got 5");
    }

    @OnEveryBackend
    void havingIt_isNotAwaiting(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<String> child = Miou.async(() -> "value");
            assertThat(child.toCompletableFuture().get()).isEqualTo("value");
        })).isInstanceOf(StillHasChildrenError.class);
    }

    @OnEveryBackend
    void cancellingIt_leavesTheChildAndOtherFuturesAlone(Variant variant) {
        variant.run(() -> {
            Promise<String> child = Miou.async(() -> "value");
            CompletableFuture<String> one = child.toCompletableFuture();
            CompletableFuture<String> other = child.toCompletableFuture();
            assertThat(one.cancel(true)).isTrue();
            assertThat(child.await()).isEqualTo("value");
            assertThat(other.get()).isEqualTo("value");
        });
    }

    @OnEveryBackend
    void childCancelledAfterItsEnd_hasAFutureThatTellsTheEnd(Variant variant) {
        variant.run(() -> {
            Promise<String> child = Miou.async(() -> "value");
            CompletableFuture<String> future = child.toCompletableFuture();
            child.await();
            child.cancel();
            assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(future.getNow("nothing")).isEqualTo("value");
        });
    }

    @OnEveryBackend
    void dependentActions_runOutsideAnyTaskBeforeTheRunEnds(Variant variant) {
        variant.run(() -> {
            Trigger attached = new Trigger();
            Promise<Void> child = Miou.call(() -> attached.await());
            CompletableFuture<Void> _ = child.toCompletableFuture().thenRun(() -> {
                assertThatThrownBy(Miou::yield).isInstanceOf(IllegalStateException.class);
                trail.add("ran");
            });
            attached.signal();
            child.await();
        });
        assertThat(trail.events()).containsExactly("ran");
    }

    @OnEveryBackend
    void dependentActionOfACancelledChild_isNotInterrupted(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.call(() -> new Trigger().await());
            CompletableFuture<Void> _ = child.toCompletableFuture().whenComplete((_, _) -> {
                try {
                    Thread.sleep(20);
                    trail.add("slept");
                } catch (InterruptedException e) {
                    trail.add("interrupted");
                }
            });
            child.cancel();
        });
        assertThat(trail.events()).containsExactly("slept");
    }

    @OnEveryBackend
    void onlyTheParent_hasIt(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
            });
            Miou.async(() -> assertThatThrownBy(child::toCompletableFuture).isInstanceOf(NotAChildError.class)).await();
            Miou.blocking(
                    () -> assertThatThrownBy(child::toCompletableFuture).isInstanceOf(IllegalStateException.class));
            child.await();
        });
    }

    /** The parent asks for the future while the child ends on another domain: one of them completes it. */
    @OnEveryBackend
    void futureAskedForWhileTheChildEnds_isCompleted(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                int number = i;
                Promise<Integer> child = Miou.call(() -> number);
                for (int spin = i % 300; spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                futures.add(child.toCompletableFuture());
                assertThat(child.await()).isEqualTo(i);
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(Miou.await(futures.get(i))).isEqualTo(i);
            }
        });
    }
}
