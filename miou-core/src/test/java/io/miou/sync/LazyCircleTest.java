package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskFailedException;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Variant;
import io.miou.testing.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Lazy values that need each other: an error that names the tasks and the values when that is certain, and none
 * otherwise.
 */
class LazyCircleTest {

    private static final String CIRCLE = "values need each other";

    /**
     * Returns {@code count} lazy values. Each needs the next one, and the last needs the first, while all of them are
     * being computed.
     */
    private static List<Lazy<Integer>> circle(int count) {
        List<Lazy<Integer>> values = new ArrayList<>();
        Barrier allCompute = new Barrier(count);
        for (int i = 0; i < count; i++) {
            int next = (i + 1) % count;
            values.add(Lazy.of(() -> {
                boolean _ = allCompute.await();
                return values.get(next).get() + 1;
            }));
        }
        return values;
    }

    private static void assertAllFail(List<Promise<Integer>> tasks) {
        for (Promise<Integer> task : tasks) {
            Throwable thrown = catchThrowable(task::await);
            assertThat(thrown).isInstanceOf(TaskFailedException.class).rootCause()
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining(CIRCLE);
            for (Promise<Integer> named : tasks) {
                assertThat(thrown).rootCause().hasMessageContaining(named.name() + " (#" + named.id() + ")");
            }
            String values = thrown.getMessage() + catchThrowable(() -> {
                throw rootCause(thrown);
            }).getMessage();
            assertThat(values).contains("lazy value #");
        }
    }

    private static Throwable rootCause(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    @OnEveryBackend
    void valuesOfOneDomain_thatNeedEachOther_fail(Variant variant) {
        variant.run(() -> {
            for (int count : new int[]{2, 3, 50}) {
                List<Promise<Integer>> tasks = new ArrayList<>();
                for (Lazy<Integer> value : circle(count)) {
                    tasks.add(Miou.task().named("needs-" + tasks.size()).async(value::get));
                }
                assertAllFail(tasks);
            }
        });
    }

    @OnEveryEngine
    void valuesOfSeveralDomains_thatNeedEachOther_fail(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (int round = 0; round < 100; round++) {
                List<Promise<Integer>> tasks = new ArrayList<>();
                for (Lazy<Integer> value : circle(2 + round % 3)) {
                    tasks.add(Miou.task().named("needs-" + tasks.size()).call(value::get));
                }
                assertAllFail(tasks);
            }
        });
    }

    @OnEveryBackend
    void limitAroundTheValues_doesNotHideTheCircle(Variant variant) {
        variant.run(() -> {
            List<Promise<Integer>> tasks = new ArrayList<>();
            for (Lazy<Integer> value : circle(2)) {
                tasks.add(Miou.task().named("limited-" + tasks.size())
                        .async(() -> Miou.timeout(Duration.ofDays(1), () -> value.get())));
            }
            assertAllFail(tasks);
        });
    }

    @OnEveryBackend
    void circleThroughChildren_fails(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            List<Lazy<Integer>> values = new ArrayList<>();
            Barrier bothCompute = new Barrier(2);
            values.add(Lazy.of(() -> {
                boolean _ = bothCompute.await();
                return Miou.call(() -> values.get(1).get()).await();
            }));
            values.add(Lazy.of(() -> {
                boolean _ = bothCompute.await();
                return Miou.awaitAll(List.of(Miou.async(() -> 1), Miou.async(() -> values.get(0).get()))).getLast()
                        .get();
            }));
            List<Promise<Integer>> tasks = values.stream().map(value -> Miou.<Integer>async(value::get))
                    .collect(Collectors.toCollection(ArrayList::new));
            for (Promise<Integer> task : tasks) {
                assertThat(rootCause(catchThrowable(task::await))).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(CIRCLE);
            }
        });
    }

    @OnEveryBackend
    void childThatWaitsBeforeItIsAwaited_fails(Variant variant) {
        variant.run(() -> {
            List<Lazy<Integer>> self = new ArrayList<>();
            self.add(Lazy.of(() -> {
                Promise<Integer> child = Miou.async(() -> self.getFirst().get());
                Waiting.until(child, "a lazy value");
                return child.await();
            }));
            assertThatThrownBy(() -> self.getFirst().get()).hasRootCauseInstanceOf(IllegalStateException.class)
                    .rootCause().hasMessageContaining(CIRCLE);
        });
    }

    @OnEveryBackend
    void childThatIsNotAwaitedInside_getsTheValue(Variant variant) {
        variant.run(() -> {
            List<Lazy<Integer>> self = new ArrayList<>();
            List<Promise<Integer>> child = new ArrayList<>();
            self.add(Lazy.of(() -> {
                child.add(Miou.async(() -> self.getFirst().get() + 1));
                Waiting.until(child.getFirst(), "a lazy value");
                return 1;
            }));
            assertThat(self.getFirst().get()).isEqualTo(1);
            assertThat(child.getFirst().await()).isEqualTo(2);
        });
    }

    @OnEveryBackend
    void limitInsideAValue_letsItFallBack(Variant variant) {
        variant.run(() -> {
            List<Lazy<Integer>> values = new ArrayList<>();
            Barrier bothCompute = new Barrier(2);
            values.add(Lazy.of(() -> {
                boolean _ = bothCompute.await();
                try {
                    return Miou.timeout(Duration.ofMillis(5), () -> values.get(1).get());
                } catch (TimeoutException e) {
                    return 1;
                }
            }));
            values.add(Lazy.of(() -> {
                boolean _ = bothCompute.await();
                return values.get(0).get() + 1;
            }));
            List<Promise<Integer>> tasks = values.stream().map(value -> Miou.<Integer>async(value::get)).toList();
            assertThat(Miou.all(tasks)).containsExactly(1, 2);
        });
    }

    @OnEveryBackend
    void oneOfSeveralChildrenThatNeedsTheValue_isNoCircle(Variant variant) {
        variant.run(() -> {
            List<Lazy<Integer>> self = new ArrayList<>();
            self.add(Lazy.of(() -> {
                Promise<Integer> needs = Miou.async(() -> self.getFirst().get());
                Promise<Integer> other = Miou.async(() -> {
                    Waiting.until(needs, "a lazy value");
                    return 1;
                });
                return Miou.awaitFirst(List.of(needs, other)).get();
            }));
            assertThat(self.getFirst().get()).isEqualTo(1);
        });
    }

    @OnEveryEngine
    void valuesThatNeedOthersWithoutACircle_areComputed(Variant variant) {
        int count = 200;
        variant.launcher().domains(3).run(() -> {
            List<Lazy<Integer>> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int place = i;
                values.add(Lazy.of(() -> {
                    Miou.yield();
                    return place == 0
                            ? 0
                            : Math.max(values.get(place - 1).get(), values.get(place / 2).get()) + 1;
                }));
            }
            List<Promise<Integer>> tasks = new ArrayList<>();
            for (int i = count - 1; i >= 0; i--) {
                tasks.add(i % 2 == 0 ? Miou.async(values.get(i)::get) : Miou.call(values.get(i)::get));
            }
            assertThat(Miou.all(tasks)).first().isEqualTo(count - 1);
        });
    }
}
