package io.miou;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.net.TcpListener;
import io.miou.sync.Channel;
import io.miou.sync.Mutex;
import io.miou.sync.Trigger;
import io.miou.testing.Json;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.SimulatedClock;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** Tests the facts about a task that the tree tells: times, limits, waits, resources; and that JSON tells the same. */
class TaskTreeFactsTest {

    /** An object of a user that has no text of its own. */
    private static final class Lamp {
    }

    private static TaskTree.Node main() {
        return Miou.dump().roots().getFirst();
    }

    private static TaskTree.Node node(Promise<?> task) {
        return find(main(), task);
    }

    private static TaskTree.Node find(TaskTree.Node from, Promise<?> task) {
        if (from.id() == task.id()) {
            return from;
        }
        return from.children().stream().map(child -> find(child, task)).filter(Objects::nonNull).findFirst()
                .orElse(null);
    }

    private static Promise<Void> sleeper(String name) {
        return Miou.task().named(name).async(() -> Miou.sleep(Duration.ofDays(1)));
    }

    @OnEveryEngine
    void timesGoOnWhileATaskWaits(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = sleeper("child");
            Waiting.until(child, "sleep");
            TaskTree.Node first = node(child);
            Miou.sleep(Duration.ofMillis(20));
            TaskTree.Node second = node(child);
            assertThat(first.age()).isGreaterThanOrEqualTo(first.inPhase());
            assertThat(second.age().minus(first.age())).isGreaterThanOrEqualTo(Duration.ofMillis(15));
            assertThat(second.inPhase().minus(first.inPhase())).isGreaterThanOrEqualTo(Duration.ofMillis(15));
            child.cancel();
        });
    }

    @OnEveryEngine
    void timeInAPhaseBeginsAgainWithTheNextWait(Variant variant) {
        variant.run(() -> {
            Trigger first = new Trigger();
            Promise<Void> child = Miou.task().named("child").async(() -> {
                first.await();
                Miou.sleep(Duration.ofDays(1));
            });
            Waiting.until(child, "a trigger");
            Duration pause = Duration.ofMillis(50);
            Miou.sleep(pause);
            first.signal();
            Waiting.until(child, "sleep");
            TaskTree.Node now = node(child);
            // The clock of a domain is coarse.
            assertThat(now.age().minus(now.inPhase())).isGreaterThan(pause.dividedBy(2));
            child.cancel();
        });
    }

    @OnEveryEngine
    void limits_areThoseOfTheTaskAndOfTheScopesItWasStartedIn(Variant variant) {
        variant.run(() -> {
            Promise<Void> free = sleeper("free");
            Trigger end = new Trigger();
            Miou.timeout(Duration.ofHours(2), () -> {
                Promise<Void> inherits = sleeper("inherits");
                Promise<Void> own = Miou.task().named("own")
                        .async(() -> Miou.timeout(Duration.ofHours(1), () -> Miou.sleep(Duration.ofDays(1))));
                Promise<Void> shielded = Miou.task().named("shielded").async(() -> Miou.shield(() -> {
                    Miou.async(() -> end.await()).await();
                }));
                Waiting.until(own, "sleep");
                Waiting.until(inherits, "sleep");
                Waiting.until(shielded, "a child");
                assertThat(node(free).limit()).isEmpty();
                assertThat(node(inherits).limit().orElseThrow()).isBetween(Duration.ofMinutes(110),
                        Duration.ofHours(2));
                assertThat(node(own).limit().orElseThrow()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
                assertThat(node(shielded).limit()).isEmpty();
                assertThat(node(shielded).children()).hasSize(1).allMatch(child -> child.limit().isEmpty());
                assertThat(Miou.dump().toString()).contains("limit in 59 min");
                assertThat(end.signal()).isTrue();
                Miou.awaitAll(List.of(shielded));
                inherits.cancel();
                own.cancel();
            });
            free.cancel();
        });
    }

    @OnEveryEngine
    void limitThatHasPassed_isShownAsOverdue(Variant variant) {
        // The time stands still until the body has begun: a limit that expires earlier would end the call.
        Launcher launcher = variant.launcher().domains(0).backend(SimulatedClock.around(variant.provider()));
        launcher.run(() -> {
            CountDownLatch gate = new CountDownLatch(1);
            Promise<Void> stubborn = Miou.task().named("stubborn").async(() -> Miou.timeout(Duration.ofMillis(1),
                    () -> Miou.blocking(() -> {
                        while (gate.getCount() > 0) {
                            try {
                                gate.await();
                            } catch (InterruptedException e) {
                                // It goes on.
                            }
                        }
                    })));
            Waiting.until(stubborn, "a blocking call");
            while (node(stubborn).limit().map(limit -> !limit.isNegative()).orElse(true)) {
                Miou.sleep(Duration.ofMillis(1));
            }
            assertThat(Miou.dump().toString()).containsPattern("stubborn .* limit overdue by [0-9.]+ m?s");
            gate.countDown();
            stubborn.awaitOutcome();
        });
    }

    @OnEveryEngine
    void mutex_isShownWithItsHolder(Variant variant) {
        variant.run(() -> {
            Mutex mutex = new Mutex();
            Promise<Void> holder = Miou.task().named("holder")
                    .async(() -> mutex.protect(() -> Miou.sleep(Duration.ofDays(1))));
            Waiting.until(holder, "sleep");
            Promise<Void> waiter = Miou.task().named("waiter").async(() -> mutex.lock());
            Waiting.until(waiter, "mutex");
            assertThat(node(waiter).activity())
                    .isEqualTo("suspended on a mutex held by task holder (#" + holder.id() + ")");
            assertThat(node(waiter).waitsFor()).containsExactly(holder.id());
            assertThat(node(holder).resources()).containsExactly("a mutex");
            waiter.cancel();
            holder.cancel();
        });
    }

    @OnEveryEngine
    void channels_areToldApart(Variant variant) {
        variant.run(() -> {
            Channel<String> one = Channel.of(1);
            Channel<String> two = Channel.of(1);
            List<Promise<?>> all = new ArrayList<>();
            for (Channel<String> channel : List.of(one, two, one)) {
                all.add(Miou.async(() -> channel.receive()));
            }
            all.forEach(task -> Waiting.until(task, "an item of a channel (#"));
            List<String> words = all.stream().map(task -> node(task).activity()).toList();
            assertThat(words.get(0)).isEqualTo(words.get(2)).isNotEqualTo(words.get(1));
            all.forEach(Promise::cancel);
        });
    }

    @OnEveryBackend
    void sockets_areNamedInTheWordsOfTheUser(Variant variant) {
        variant.run(() -> {
            try (TcpListener listener = TcpListener.bind("127.0.0.1", 0)) {
                Promise<?> acceptor = Miou.task().named("acceptor").lend(listener)
                        .async(() -> listener.accept().transfer());
                Waiting.until(acceptor, "accepting from");
                assertThat(node(acceptor).activity())
                        .isEqualTo("suspended on accepting from TCP listener " + listener.localAddress());
                assertThat(node(acceptor).borrowed())
                        .containsExactly("TCP listener " + listener.localAddress() + " of main (#0)");
                assertThat(Miou.dump().toString())
                        .contains("  was lent TCP listener " + listener.localAddress() + " of main (#0)\n");
                acceptor.cancel();
            }
        });
    }

    @OnEveryEngine
    void resourceWithoutATextOfItsOwn_isNamedByItsType(Variant variant) {
        variant.run(() -> {
            try (Owned<Lamp> lamp = Resource.own(new Lamp(), _ -> {
            }); Owned<Object> anonymous = Resource.own(new Object() {
            }, _ -> {
            }); Owned<Runnable> lambda = Resource.own(() -> {
            }, _ -> {
            })) {
                lamp.check();
                anonymous.check();
                lambda.check();
                assertThat(main().resources()).containsExactly("resource of type Lamp",
                        "resource an object of TaskTreeFactsTest", "resource an object of TaskTreeFactsTest");
            }
        });
    }

    @OnEveryEngine
    void disownedResources_areShownWithTheTaskThatDisownedThem(Variant variant) {
        variant.run(() -> {
            List<Owned<String>> lost = new ArrayList<>();
            Promise<Void> living = Miou.task().named("living").async(() -> {
                Owned<String> door = Resource.own("door", _ -> {
                });
                door.disown();
                lost.add(door);
                Miou.sleep(Duration.ofDays(1));
            });
            Miou.task().named("gone").async(() -> {
                Owned<String> lamp = Resource.own("lamp", _ -> {
                });
                lamp.disown();
                lost.add(lamp);
            }).await();
            Waiting.until(living, "sleep");
            assertThat(node(living).disowned()).containsExactly("resource door");
            assertThat(main().disowned()).singleElement().asString()
                    .matches("resource lamp, by gone \\(#\\d+\\), which has ended");
            assertThat(Miou.dump().toString()).contains("    has disowned resource door\n");
            for (Owned<String> resource : lost) {
                resource.adopt().close();
            }
            assertThat(main().disowned()).isEmpty();
            assertThat(node(living).disowned()).isEmpty();
            living.cancel();
        });
    }

    @OnEveryEngine
    void placeOfAnAcquisition_isThereInDebugMode(Variant variant) {
        try (Property _ = Property.set("miou.debug", "true")) {
            variant.run(() -> {
                try (Owned<String> door = Resource.own("door", _ -> {
                })) {
                    door.check();
                    assertThat(main().resources()).singleElement().asString()
                            .matches("resource door \\[acquired at .*TaskTreeFactsTest.java:\\d+.*\\]");
                }
            });
        }
    }

    @OnEveryEngine
    void json_tellsTheSameAsTheTree(Variant variant) {
        variant.run(() -> {
            String odd = "a \"quoted\\\" name,\n\t\u0001 é 𝄞 \ud834";
            Trigger begun = new Trigger();
            Promise<Void> parent = Miou.task().named(odd).async(() -> {
                Miou.async(() -> {
                    begun.signal();
                    Miou.sleep(Duration.ofDays(1));
                }).await();
            });
            Promise<Void> failed = Miou.task().named("failed").async(() -> {
                throw new IllegalStateException("broken");
            });
            begun.await();
            Waiting.until(parent, "a child");
            StringBuilder streamed = new StringBuilder();
            Miou.dump(TaskTree.Format.JSON, streamed);
            for (String text : List.of(streamed.toString(), Miou.dump().toJson())) {
                Object json = Json.parse(text);
                List<Map<String, Object>> tasks = Json.objects(Json.objects(json, "runs").getFirst(), "tasks");
                assertThat(tasks).extracting(task -> task.get("name"))
                        .containsExactly("main", odd, "task-" + (int) (double) id(tasks.get(2)), "failed");
                assertThat(tasks).extracting(task -> task.get("parent"))
                        .containsExactly(null, 0.0, id(tasks.get(1)), 0.0);
                assertThat(tasks).extracting(task -> task.get("state"))
                        .containsExactly("running", "suspended", "suspended", "ended");
                assertThat(tasks.get(1)).containsEntry("waitsFor", List.of(id(tasks.get(2))));
                assertThat(tasks.get(3)).containsEntry("outcome", "failed").containsEntry("activity",
                        "ended by java.lang.IllegalStateException: broken");
                assertThat(tasks).allSatisfy(task -> assertThat(task).containsKeys("domain", "age", "inState"));
                assertThat(Json.objects(json, "deadlocks")).isEmpty();
            }
            failed.awaitOutcome();
            parent.cancel();
        });
    }

    private static Double id(Map<String, Object> task) {
        return (Double) task.get("id");
    }

    @OnEveryEngine
    void streamedText_hasTheLinesOfTheTree(Variant variant) {
        variant.run(() -> {
            List<Promise<Void>> children = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                children.add(sleeper("sleeper " + i));
            }
            Waiting.until(children.getLast(), "sleep");
            StringBuilder streamed = new StringBuilder();
            Miou.dump(TaskTree.Format.TEXT, streamed);
            assertThat(streamed.toString().lines().map(line -> line.substring(0, line.indexOf(", for "))))
                    .containsExactlyElementsOf(Miou.dump().toString().lines()
                            .map(line -> line.substring(0, line.indexOf(", for "))).toList());
            children.forEach(Promise::cancel);
        });
    }

    @OnEveryEngine
    void childrenThatLiveThroughALook_areFoundAlthoughOthersEndMeanwhile(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            List<Promise<Void>> stays = new ArrayList<>();
            List<Promise<Void>> goes = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                stays.add(sleeper("stays"));
                goes.add(sleeper("goes"));
            }
            // The look is in this task: each line that it writes lets children end that it has met or would meet.
            int[] line = {0};
            StringBuilder text = new StringBuilder();
            Miou.dump(TaskTree.Format.TEXT, new Appendable() {
                @Override
                public Appendable append(CharSequence piece) {
                    text.append(piece);
                    if (line[0]++ % 3 == 2 && !goes.isEmpty()) {
                        goes.remove(line[0] * 7 % goes.size()).cancel();
                        goes.removeFirst().cancel();
                    }
                    return this;
                }

                @Override
                public Appendable append(CharSequence piece, int from, int to) {
                    return append(piece.subSequence(from, to));
                }

                @Override
                public Appendable append(char c) {
                    return append(String.valueOf(c));
                }
            });
            assertThat(text.toString().lines().filter(one -> one.contains("stays (#")).distinct()).hasSize(400);
            assertThat(text.toString().lines().map(one -> one.replaceAll(".*\\(#(\\d+)\\).*", "$1")))
                    .doesNotHaveDuplicates();
            goes.forEach(Promise::cancel);
            stays.forEach(Promise::cancel);
        });
    }
}
