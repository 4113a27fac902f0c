package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Property;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tests what the tree of tasks shows. */
class TaskTreeTest {

    private static TaskTree.Node main() {
        return Miou.dump().roots().stream().filter(root -> root.name().equals("main")).findFirst().orElseThrow();
    }

    private static TaskTree.Node child(String name) {
        return main().children().stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void withoutARun_itIsEmpty() {
        assertThat(Miou.dump().roots()).isEmpty();
        assertThat(Miou.dump().toString()).isEmpty();
    }

    @OnEveryBackend
    void text_isAnIndentedTreeOfTasksAndTheirResources(Variant variant) {
        String text = variant.launcher().domains(1).run(() -> {
            Owned<String> lamp = Resource.own("lamp", _ -> {
            });
            Promise<Void> echo = Miou.task().named("echo").call(() -> {
                Owned<String> door = Resource.own("door", _ -> {
                });
                Promise<Void> _ = Miou.async(() -> Miou.sleep(Duration.ofDays(1)));
                try {
                    Miou.sleep(Duration.ofDays(2));
                } finally {
                    door.close();
                }
            });
            while (!Miou.dump().toString().contains("sleep of PT24H")) {
                Miou.yield();
            }
            String picture = Miou.dump().toString();
            echo.cancel();
            lamp.close();
            return picture;
        });
        assertThat(withoutTimes(text)).isEqualTo("""
                main (#0) running, domain 0, running
                  owns resource lamp
                  echo (#1) running, domain 1, suspended on a sleep of PT48H
                    owns resource door
                    task-2 (#2) running, domain 1, suspended on a sleep of PT24H
                """);
    }

    /** Cuts the times out. Each line must have two. */
    private static String withoutTimes(String text) {
        return text.lines().map(line -> {
            if (!line.contains(" (#")) {
                return line + "\n";
            }
            assertThat(line).containsPattern(", for [0-9.]+ (ms|s), age [0-9.]+ (ms|s)");
            return line.replaceAll(", for [0-9.]+ m?s, age [0-9.]+ m?s", "") + "\n";
        }).collect(Collectors.joining());
    }

    @OnEveryBackend
    void activity_saysWhatATaskIsSuspendedOn(Variant variant) {
        variant.run(() -> {
            CountDownLatch gate = new CountDownLatch(1);
            CountDownLatch jdkGate = new CountDownLatch(1);
            Orphans<Void> all = Miou.orphans();
            for (Promise<Void> child : List.of(
                    Miou.task().named("sleeping").async(() -> Miou.sleep(Duration.ofHours(3))),
                    Miou.task().named("triggered").async(() -> new Trigger().await()),
                    Miou.task().named("future").async(() -> {
                        Miou.await(new CompletableFuture<>());
                    }),
                    Miou.task().named("blocking").async(() -> Miou.blocking(() -> gate.await())),
                    Miou.task().named("joining").async(() -> Miou.async(() -> Miou.sleep(Duration.ofDays(1))).await()),
                    Miou.task().named("joining two").async(() -> {
                        Miou.all(List.of(Miou.async(() -> Miou.sleep(Duration.ofDays(1))),
                                Miou.async(() -> Miou.sleep(Duration.ofDays(1)))));
                    }),
                    Miou.task().named("orphanage").async(() -> {
                        Orphans<Void> own = Miou.orphans();
                        Promise<Void> _ = own.async(() -> Miou.sleep(Duration.ofDays(1)));
                        own.get();
                    }),
                    Miou.task().named("jdk").call(() -> jdkGate.await()))) {
                Promise<Void> _ = all.add(child);
            }
            while (!child("blocking").activity().contains("a blocking call")
                    || !child("jdk").activity().contains("JDK")) {
                Miou.yield();
            }
            Miou.yield();
            assertThat(child("sleeping").activity()).isEqualTo("suspended on a sleep of PT3H");
            assertThat(child("triggered").activity()).isEqualTo("suspended on a trigger");
            assertThat(child("future").activity()).isEqualTo("suspended on a future");
            assertThat(child("joining").activity()).matches("suspended on a child: task-\\d+");
            assertThat(child("joining two").activity()).matches("suspended on 2 children: task-\\d+, task-\\d+");
            assertThat(child("orphanage").activity()).isEqualTo("suspended on one of its orphans");
            assertThat(child("jdk").activity()).isEqualTo("blocked in a call of the JDK");
            assertThat(child("blocking").activity()).startsWith("suspended on a blocking call on miou-blocking-");
            assertThat(child("jdk").phase()).isEqualTo(TaskTree.Phase.BLOCKED_IN_JDK);
            assertThat(child("blocking").phase()).isEqualTo(TaskTree.Phase.BLOCKING_THREAD);
            assertThat(child("sleeping").phase()).isEqualTo(TaskTree.Phase.SUSPENDED);
            assertThat(main().phase()).isEqualTo(TaskTree.Phase.RUNNING);
            TaskTree.Node joining = child("joining two");
            assertThat(joining.waitsFor()).isEqualTo(joining.children().stream().map(TaskTree.Node::id).toList());
            assertThat(main().activity()).isEqualTo("running");
            jdkGate.countDown();
            gate.countDown();
            all.cancelAll();
        });
    }

    @OnEveryBackend
    void states_areThoseOfThePromises(Variant variant) {
        variant.run(() -> {
            Promise<Integer> succeeded = Miou.task().named("succeeded").async(() -> 1);
            Promise<Integer> failed = Miou.task().named("failed").async(() -> {
                throw new IOException("broken");
            });
            Promise<Void> running = Miou.task().named("running").async(() -> Miou.sleep(Duration.ofDays(1)));
            Miou.yield();
            assertThat(child("succeeded").state()).isEqualTo(Promise.State.SUCCEEDED);
            assertThat(child("failed").state()).isEqualTo(Promise.State.FAILED);
            assertThat(child("failed").activity()).isEqualTo("ended by java.io.IOException: broken");
            assertThat(child("running").state()).isEqualTo(Promise.State.RUNNING);
            succeeded.await();
            failed.awaitOutcome();
            running.cancel();
            assertThat(main().children()).as("those that were awaited or cancelled are gone").isEmpty();
        });
    }

    @OnEveryBackend
    void domainsNamesAndIds_areThoseOfThePromises(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            List<Promise<Void>> children = new ArrayList<>();
            for (Domain domain : Domain.pool()) {
                children.add(Miou.task().named("on " + domain.id()).on(domain)
                        .call(() -> Miou.sleep(Duration.ofDays(1))));
            }
            for (Promise<Void> child : children) {
                TaskTree.Node node = child(child.name());
                assertThat(node.domain()).isEqualTo(child.domain().id());
                assertThat(node.id()).isEqualTo(child.id());
            }
            assertThat(main().children()).extracting(TaskTree.Node::name).containsExactly("on 1", "on 2", "on 3");
            children.forEach(Promise::cancel);
        });
    }

    @OnEveryBackend
    void startedAt_isThereInDebugModeOnly(Variant variant) {
        String without = variant.run(() -> startedAt());
        assertThat(without).isEmpty();
        try (Property _ = Property.set("miou.debug", "true")) {
            String with = variant.run(() -> startedAt());
            assertThat(with).contains("TaskTreeTest.java");
        }
    }

    private static String startedAt() {
        Promise<Void> child = Miou.task().named("child").async(() -> Miou.sleep(Duration.ofDays(1)));
        String startedAt = child("child").startedAt();
        child.cancel();
        return startedAt;
    }

    @OnEveryBackend
    void resources_areListedInTheOrderOfAcquisition(Variant variant) {
        variant.run(() -> {
            Owned<String> a = Resource.own("a", _ -> {
            });
            Owned<Object> b = Resource.own(new Object() {
                @Override
                public String toString() {
                    throw new IllegalStateException("unprintable");
                }
            }, _ -> {
            });
            assertThat(main().resources()).hasSize(2).first().asString().contains("a");
            b.close();
            a.close();
            assertThat(main().resources()).isEmpty();
        });
    }

    @OnEveryBackend
    void dumpFromAForeignThread_seesTheSame(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.task().named("child").call(() -> Miou.sleep(Duration.ofDays(1)));
            while (!child("child").activity().contains("sleep")) {
                Miou.yield();
            }
            String seen = Foreign.call(() -> Miou.dump().toString());
            assertThat(seen).contains("child (#1) running").contains("suspended on a sleep");
            child.cancel();
        });
    }

    @OnEveryBackend
    void severalRuns_areSeveralRoots(Variant variant) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch seen = new CountDownLatch(1);
        List<java.util.concurrent.Future<Boolean>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runs.add(Foreign.start(() -> variant.run(() -> {
                both.countDown();
                Miou.blocking(() -> seen.await());
                return true;
            })));
        }
        both.await();
        try {
            assertThat(Miou.dump().roots()).hasSize(2).allMatch(root -> root.name().equals("main"));
        } finally {
            seen.countDown();
        }
        for (var run : runs) {
            assertThat(run.get()).isTrue();
        }
    }

    @OnEveryBackend
    void deepTree_isShownToItsLeaf(Variant variant) {
        int depth = 3_000;
        variant.run(() -> {
            Trigger bottom = new Trigger();
            Promise<Void> top = Miou.async(() -> descend(depth, bottom));
            bottom.await();
            int levels = 0;
            TaskTree.Node node = main();
            while (!node.children().isEmpty()) {
                node = node.children().get(0);
                levels++;
            }
            assertThat(levels).isEqualTo(depth + 1);
            assertThat(Miou.dump().toString().lines()).hasSize(depth + 2);
            top.cancel();
        });
    }

    private static void descend(int depth, Trigger bottom) {
        if (depth == 0) {
            bottom.signal();
            Miou.sleep(Duration.ofDays(1));
        }
        Miou.async(() -> descend(depth - 1, bottom)).await();
    }

    @OnEveryBackend
    void dumpsWhileTasksComeAndGo_areAlwaysTreesOfThisRun(Variant variant) throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        var dumper = Foreign.start(() -> {
            int dumps = 0;
            while (stop.getCount() > 0) {
                TaskTree tree = Miou.dump();
                tree.roots().forEach(TaskTreeTest::check);
                assertThat(tree.toString()).doesNotContain("null");
                dumps++;
            }
            return dumps;
        });
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < 60; round++) {
                List<Promise<Integer>> children = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    int number = i;
                    Owned<String> lamp = Resource.own("lamp", _ -> {
                    });
                    children.add(Miou.task().named("worker").give(lamp).call(() -> {
                        try (lamp; Owned<String> door = Resource.own("door", _ -> {
                        })) {
                            door.check();
                            Miou.yield();
                            return Miou.async(() -> number).await();
                        }
                    }));
                }
                children.remove(round % children.size()).cancel();
                Miou.all(children);
            }
        });
        stop.countDown();
        assertThat(dumper.get()).isPositive();
    }

    private static void check(TaskTree.Node node) {
        assertThat(node.state()).isNotNull();
        assertThat(node.domain()).isBetween(0, 2);
        assertThat(node.activity()).isNotEmpty();
        node.children().forEach(TaskTreeTest::check);
    }
}
