package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A dependent stage that runs on the task's thread sees the scoped values that the task saw. */
class DependentsContextTest {

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    @OnEveryBackend
    void dependentsOfAPromise_seeTheScopedValuesOfItsTask(Variant variant) {
        variant.launcher().domains(2).inherit(USER).run(() -> {
            for (boolean far : List.of(false, true)) {
                for (boolean fails : List.of(false, true)) {
                    Trigger attached = new Trigger();
                    Promise<String> child = ScopedValue.where(USER, "ada").call(() -> start(far, () -> {
                        attached.await();
                        if (fails) {
                            throw new IOException("broken");
                        }
                        return USER.get();
                    }));
                    CompletableFuture<String> seen = child.toCompletableFuture().handle((_, _) -> USER.get());
                    CompletableFuture<String> second = child.toCompletableFuture().handle((_, _) -> USER.get());
                    attached.signal();
                    assertThat(seen.get()).isEqualTo("ada");
                    assertThat(second.get()).isEqualTo("ada");
                    child.awaitOutcome();
                }
            }
        });
    }

    private static Promise<String> start(boolean far, java.util.concurrent.Callable<String> body) {
        return far ? Miou.call(body) : Miou.async(body);
    }

    @OnEveryBackend
    void dependentsOfACancelledTask_seeItsScopedValuesToo(Variant variant) {
        variant.launcher().domains(2).inherit(USER).run(() -> {
            Promise<String> child = ScopedValue.where(USER, "ada")
                    .call(() -> Miou.call(() -> Miou.await(new CompletableFuture<>())));
            CompletableFuture<String> seen = child.toCompletableFuture().handle((_, _) -> USER.get());
            child.cancel();
            assertThat(seen.get()).isEqualTo("ada");
        });
    }

    @OnEveryBackend
    void dependentsOfAnExecutorsFuture_seeTheScopedValuesOfWhoHandedIn(Variant variant) {
        variant.launcher().domains(2).inherit(USER).run(() -> {
            for (TaskExecutor executor : List.of(Miou.asyncExecutor(), Miou.callExecutor())) {
                try (executor) {
                    Trigger attached = new Trigger();
                    CompletableFuture<Integer> future = ScopedValue.where(USER, "bob")
                            .call(() -> executor.submit(() -> {
                                attached.await();
                                return 1;
                            }));
                    CompletableFuture<String> seen = future.thenApply(_ -> USER.get());
                    attached.signal();
                    assertThat(seen.get()).isEqualTo("bob");
                }
            }
        });
    }

    @OnEveryBackend
    void dependents_areStillOutsideAnyTask(Variant variant) {
        variant.launcher().domains(2).inherit(USER).run(() -> {
            Trigger attached = new Trigger();
            Promise<Void> child = ScopedValue.where(USER, "ada").call(() -> Miou.call(() -> attached.await()));
            CompletableFuture<Void> checked = child.toCompletableFuture().thenRun(
                    () -> assertThatThrownBy(Miou::yield).isInstanceOf(IllegalStateException.class));
            attached.signal();
            child.await();
            checked.get();
        });
    }
}
