package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Rule 15: fibers resume in the order in which they became ready, whatever they have waited for before. */
class Rule15ReadyOrderTest {

    private final List<String> trail = new ArrayList<>();

    @OnEveryBackend
    void fiberThatHasAwaitedACompleteFuture_doesNotOvertakeAnother(Variant variant) {
        Trigger forEarly = new Trigger();
        Trigger forLate = new Trigger();
        variant.run(() -> {
            Promise<Void> early = Miou.async(() -> {
                forEarly.await();
                trail.add("was ready early");
            });
            Promise<Void> late = Miou.async(() -> {
                Miou.await(CompletableFuture.completedFuture(1));
                forEarly.signal();
                forLate.await();
                trail.add("was ready late");
            });
            Promise<Boolean> waker = Miou.async(() -> forLate.signal());
            Miou.awaitAll(List.of(early, late, waker));
        });
        assertThat(trail).containsExactly("was ready early", "was ready late");
    }

    @OnEveryBackend
    void fiberThatWasWokenByAnotherThreadBeforeItSuspended_doesNotOvertakeAnother(Variant variant) {
        Trigger forEarly = new Trigger();
        Trigger forLate = new Trigger();
        CompletableFuture<Integer> future = new CompletableFuture<>() {
            @Override
            public CompletableFuture<Integer> whenComplete(
                    BiConsumer<? super Integer, ? super Throwable> action) {
                CompletableFuture<Integer> result = super.whenComplete(action);
                // Another thread completes it now: after it was registered, before the fiber suspends.
                CompletableFuture<Void> other = CompletableFuture.runAsync(() -> complete(1));
                while (!other.isDone()) {
                    Thread.onSpinWait();
                }
                return result;
            }
        };
        // What other threads have sent is taken in after every step.
        variant.launcher().eventInterval(1).run(() -> {
            Promise<Void> early = Miou.async(() -> {
                forEarly.await();
                trail.add("was ready early");
            });
            Promise<Void> late = Miou.async(() -> {
                Miou.await(future);
                forLate.await();
                trail.add("was ready late");
            });
            Promise<Void> waker = Miou.async(() -> {
                forEarly.signal();
                forLate.signal();
            });
            Miou.awaitAll(List.of(early, late, waker));
        });
        assertThat(trail).containsExactly("was ready early", "was ready late");
    }
}
