package io.miou.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Miou;
import io.miou.Orphans;
import io.miou.Promise;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.List;

/** The thread of a task has the name that messages and the dump use, from its first line on. */
class ThreadNameTest {

    private static String name() {
        return Thread.currentThread().getName();
    }

    @OnEveryEngine
    void unnamedTask_hasItsNameOnTheThreadBeforeItSuspends(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            assertThat(name()).isEqualTo("main");
            List<Promise<String>> children = new ArrayList<>();
            children.add(Miou.async(ThreadNameTest::name));
            children.add(Miou.call(ThreadNameTest::name));
            children.add(Miou.task().async(() -> {
                Miou.yield();
                return name();
            }));
            children.add(Miou.task().named("given").async(ThreadNameTest::name));
            for (Promise<String> child : children) {
                assertThat(child.await()).isEqualTo(child.name());
            }
            assertThat(children.getFirst().name()).isEqualTo("task-" + children.getFirst().id());
            assertThat(children.getLast().name()).isEqualTo("given");
            assertThat(name()).isEqualTo("main");
        });
    }

    @OnEveryEngine
    void tasksOfOrphansExecutorsAndParallel_haveNamesToo(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Orphans<String> orphans = Miou.orphans();
            Promise<String> orphan = orphans.async(ThreadNameTest::name);
            assertThat(orphan.await()).isEqualTo(orphan.name());
            assertThat(Miou.parallel(List.of(1, 2), _ -> name())).allSatisfy(
                    outcome -> assertThat(outcome.toString()).containsPattern("task-[0-9]+"));
            try (var executor = Miou.asyncExecutor()) {
                assertThat(Miou.await(java.util.concurrent.CompletableFuture.supplyAsync(ThreadNameTest::name,
                        executor))).matches("task-[0-9]+");
            }
        });
    }
}
