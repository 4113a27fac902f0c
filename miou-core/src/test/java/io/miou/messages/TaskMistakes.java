package io.miou.messages;

import static io.miou.messages.Scene.clerk;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskBuilder;
import io.miou.TaskCancelled;
import io.miou.messages.Mistake.Subject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Mistakes with tasks, promises, orphans, scopes and futures. */
final class TaskMistakes {

    static final List<Mistake> ALL = List.of(
            new Mistake("a stranger's promise", "is not its child", Subject.CLERK, scene -> scene.said(() -> {
                Promise<Object> other = Miou.async(Scene::forever);
                Throwable thrown = Scene.thrownIn(clerk(), other::await);
                other.cancel();
                return thrown;
            })),
            new Mistake("a child forgotten", "left its child", Subject.CLERK, scene -> scene.thrownByRun(() -> {
                Promise<Integer> _ = Miou.async(() -> 1);
            })),
            new Mistake("a child has failed", "disk full", Subject.CLERK,
                    scene -> scene.said(() -> catchThrowable(clerk().async(TaskMistakes::fail)::await))),
            new Mistake("a failure let pass", "let pass", Subject.CLERK, scene -> scene.said(() -> {
                Promise<Void> above = clerk().async(() -> {
                    Miou.async(TaskMistakes::fail).await();
                });
                return catchThrowable(above::await);
            })),
            new Mistake("main has failed", "disk full", Subject.NOBODY,
                    scene -> catchThrowable(() -> scene.launcher().run(TaskMistakes::fail))),
            new Mistake("a child was cancelled", "was cancelled", Subject.CLERK, scene -> scene.said(() -> {
                Promise<Object> child = clerk().async(Scene::forever);
                child.cancel();
                return catchThrowable(child::await);
            })),
            new Mistake("the value of a cancelled outcome", "has no value", Subject.NOBODY,
                    _ -> catchThrowable(new Outcome.Cancelled<>()::get)),
            new Mistake("a cancellation kept for later", "not meant for it", Subject.CLERK,
                    scene -> scene.said(TaskMistakes::rethrowAnothersCancellation)),
            new Mistake("call without a pool", "no domain", Subject.CLERK,
                    scene -> scene.launcher().domains(0).run(() -> Scene.thrownIn(clerk(), () -> {
                        Promise<Integer> _ = Miou.call(() -> 1);
                    }))),
            Mistake.ofTheClerk("call to domain 0", "not a pool domain", () -> {
                Promise<Integer> _ = Miou.task().on(Domain.self()).call(() -> 1);
            }), new Mistake("call to the own domain", "the caller's own", Subject.CLERK, scene -> scene.said(() -> {
                Promise<Throwable> calling = clerk().call(() -> catchThrowable(() -> {
                    Promise<Integer> _ = Miou.task().on(Domain.self()).call(() -> 1);
                }));
                return calling.await();
            })), Mistake.ofTheClerk("async on another domain", "the caller's own domain", () -> {
                Promise<Integer> _ = Miou.task().on(Domain.pool().getFirst()).async(() -> 1);
            }), Mistake.ofTheClerk("a builder used twice", "has started a task already", () -> {
                TaskBuilder builder = Miou.task();
                builder.async(() -> 1).await();
                Promise<Integer> _ = builder.async(() -> 2);
            }), Mistake.ofTheCall("wait for no promise", "the collection is empty", () -> Miou.awaitOne(List.of())),
            new Mistake("another task's orphans", "used the orphans of", Subject.CLERK, scene -> scene.said(() -> {
                Orphans<Object> ours = Miou.orphans();
                return Scene.thrownIn(clerk(), ours::get);
            })),
            new Mistake("an orphan that was awaited", "was awaited or cancelled already", Subject.CLERK,
                    scene -> scene.said(() -> {
                        Promise<Integer> child = clerk().async(() -> 1);
                        child.await();
                        return catchThrowable(() -> Miou.<Integer>orphans().add(child));
                    })),
            new Mistake("a child in two orphans", "is in other orphans", Subject.CLERK, scene -> scene.said(() -> {
                Orphans<Integer> first = Miou.orphans();
                Promise<Integer> child = first.add(clerk().async(() -> 1));
                Throwable thrown = catchThrowable(() -> Miou.<Integer>orphans().add(child));
                first.drain();
                return thrown;
            })), Mistake.ofTheCall("orphans without room", "orphans(0)", () -> Miou.orphans(0)),
            Mistake.ofTheClerk("a limit has passed", "has not finished within PT0.001S",
                    () -> Miou.timeout(Duration.ofMillis(1), Scene::forever)),
            Mistake.ofTheClerk("a finalizer has failed", "disk full", () -> Miou.protect(() -> 1, _ -> fail())),
            Mistake.ofTheClerk("a future was cancelled", "a future was cancelled", () -> {
                CompletableFuture<Object> future = new CompletableFuture<>();
                future.cancel(true);
                Miou.await(future);
            }), Mistake.ofTheCall("a future has failed", "disk full",
                    () -> Miou.await(CompletableFuture.failedFuture(new IOException("disk full")))),
            new Mistake("a call outside a run", "no task is running", Subject.NOBODY, _ -> catchThrowable(Miou::yield)),
            Mistake.ofTheCall("a call in blocking", "no task is running", () -> Miou.blocking(() -> Miou.yield())),
            Mistake.ofTheClerk("a run inside a fiber", "run inside a fiber", () -> Miou.run(() -> 1)),
            Mistake.ofTheClerk("a run started inside a fiber", "start inside a fiber",
                    () -> Miou.launcher().start(() -> 1)));

    private TaskMistakes() {
    }

    private static Object fail() throws IOException {
        throw new IOException("disk full");
    }

    private static Throwable rethrowAnothersCancellation() {
        TaskCancelled[] kept = new TaskCancelled[1];
        Promise<Object> victim = Miou.async(() -> {
            try {
                return Scene.forever();
            } catch (TaskCancelled e) {
                kept[0] = e;
                throw e;
            }
        });
        Miou.yield();
        victim.cancel();
        return catchThrowable(clerk().async(() -> {
            throw kept[0];
        })::await).getCause();
    }
}
