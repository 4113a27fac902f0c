package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Computation;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** The programs by which the tutorial of Miou for OCaml explains its rules, in its order. */
@Slow
class TutorialTest {

    private final List<String> printed = new CopyOnWriteArrayList<>();

    // Tasks are resources

    @OnEveryBackend
    void forgettingAChild_isAnError(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Void> _ = Miou.async(() -> {
            });
        })).isInstanceOf(StillHasChildrenError.class);
    }

    @OnEveryBackend
    void returningAChildInsteadOfItsResult_isAnErrorToo(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Promise<Integer>> child = Miou.async(() -> Miou.async(() -> 1));
            return child.await().await();
        })).isInstanceOf(StillHasChildrenError.class);
    }

    @OnEveryBackend
    void orphansWithCare_keepAServerTidy(Variant variant) {
        List<Integer> served = new ArrayList<>();
        variant.run(() -> {
            Orphans<Integer> clients = Miou.orphans();
            for (int i = 0; i < 100; i++) {
                int client = i;
                cleanUp(clients, served);
                Promise<Integer> _ = client % 2 == 0
                        ? clients.async(() -> serve(client))
                        : clients.call(() -> serve(client));
                Miou.yield();
            }
            while (!clients.isEmpty()) {
                cleanUp(clients, served);
                Miou.yield();
            }
        });
        assertThat(served).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    private static int serve(int client) {
        Miou.yield();
        return client;
    }

    private static void cleanUp(Orphans<Integer> clients, List<Integer> served) {
        for (Optional<Promise<Integer>> ended = clients.care(); ended.isPresent(); ended = clients.care()) {
            served.add(ended.get().await());
        }
    }

    @OnEveryBackend
    void childAwaitedByAStranger_isAnError(Variant variant) {
        assertThatThrownBy(() -> variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 1);
            Promise<Integer> stranger = Miou.call(() -> child.await() + 1);
            return stranger.await() + child.await();
        })).isInstanceOf(NotAChildError.class);
    }

    // Cancellation

    @OnEveryBackend
    void taskCancelledBeforeItStarts_printsNothing(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                printed.add("Hello World!");
            });
            child.cancel();
        });
        assertThat(printed).isEmpty();
    }

    @OnEveryBackend
    void taskCancelledAfterItsResultWasRead_isCancelled(Variant variant) {
        variant.run(() -> {
            Promise<Integer> child = Miou.async(() -> 42);
            assertThat(child.await()).isEqualTo(42);
            child.cancel();
            assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void taskWhoseChildLoopsOnYield_canBeCancelled(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.async(() -> Miou.async(TutorialTest::loopForEver).await());
            for (int turn = 1; turn <= 10; turn++) {
                Miou.yield();
            }
            parent.cancel();
            assertThatThrownBy(parent::await).isInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void taskWhoseChildLoopsOnYieldElsewhere_canBeCancelled(Variant variant) {
        variant.run(() -> {
            Promise<Void> parent = Miou.call(() -> Miou.call(TutorialTest::loopForEver).await());
            Miou.sleep(Duration.ofMillis(1));
            parent.cancel();
            assertThatThrownBy(parent::await).isInstanceOf(CancellationException.class);
        });
    }

    private static void loopForEver() {
        while (true) {
            Miou.yield();
        }
    }

    @OnEveryBackend
    void cancellation_letsAnotherFiberPrintFirst(Variant variant) {
        variant.run(() -> {
            Promise<Void> other = Miou.async(() -> {
                printed.add("Hello");
            });
            Promise<Void> child = Miou.async(() -> {
                printed.add("never");
            });
            child.cancel();
            printed.add("World");
            other.await();
        });
        assertThat(printed).containsExactly("Hello", "World");
    }

    // Domains

    @OnEveryBackend
    void callInsideCall_runsOnTwoDifferentDomains(Variant variant) {
        for (int round = 0; round < 50; round++) {
            List<Integer> ids = variant.run(() -> Miou.call(() -> {
                Promise<Integer> inner = Miou.call(() -> Domain.self().id());
                return List.of(Domain.self().id(), inner.await());
            }).await());
            assertThat(ids).doesNotHaveDuplicates().doesNotContain(0);
        }
    }

    @OnEveryBackend
    void parallelOnThreeDomains_usesEachOnce(Variant variant) {
        List<Integer> ids = variant.launcher().domains(3).run(
                () -> Miou.parallel(List.of("a", "b", "c"), _ -> Domain.self().id()).stream().map(Outcome::get)
                        .sorted().toList());
        assertThat(ids).containsExactly(1, 2, 3);
    }

    @OnEveryBackend
    void mergeSortByNestedParallel_sorts(Variant variant) {
        int[] numbers = new Random(42).ints(20_000).toArray();
        int[] sorted = variant.launcher().domains(3).run(() -> mergeSort(numbers));
        assertThat(sorted).isEqualTo(IntStream.of(numbers).sorted().toArray());
    }

    private static int[] mergeSort(int[] numbers) {
        if (numbers.length <= 1) {
            return numbers;
        }
        List<int[]> halves = List.of(Arrays.copyOf(numbers, numbers.length / 2),
                Arrays.copyOfRange(numbers, numbers.length / 2, numbers.length));
        if (numbers.length < 256) {
            return merge(mergeSort(halves.getFirst()), mergeSort(halves.getLast()));
        }
        List<Outcome<int[]>> sorted = Miou.parallel(halves, TutorialTest::mergeSort);
        return merge(sorted.getFirst().get(), sorted.getLast().get());
    }

    private static int[] merge(int[] left, int[] right) {
        int[] merged = new int[left.length + right.length];
        int l = 0;
        int r = 0;
        for (int i = 0; i < merged.length; i++) {
            merged[i] = r == right.length || l < left.length && left[l] <= right[r] ? left[l++] : right[r++];
        }
        return merged;
    }

    // Synchronisation

    @OnEveryBackend
    void diningPhilosophers_allEatAndNoTwoNeighboursAtOnce(Variant variant) {
        int seats = 5;
        int meals = 50;
        AtomicInteger[] eaten = new AtomicInteger[seats];
        AtomicInteger quarrels = new AtomicInteger();
        variant.launcher().domains(3).run(() -> {
            List<Fork> forks = new ArrayList<>();
            for (int i = 0; i < seats; i++) {
                eaten[i] = new AtomicInteger();
                forks.add(new Fork());
            }
            Computation<Void> allFed = new Computation<>();
            AtomicInteger hungry = new AtomicInteger(seats);
            Orphans<Void> philosophers = Miou.orphans();
            for (int i = 0; i < seats; i++) {
                // The one who takes the right fork first breaks the circle in which each waits for the next.
                Fork first = forks.get(Math.min(i, (i + 1) % seats));
                Fork second = forks.get(Math.max(i, (i + 1) % seats));
                AtomicInteger mine = eaten[i];
                Promise<Void> _ = philosophers.call(() -> {
                    while (true) {
                        eat(first, second, quarrels);
                        if (mine.incrementAndGet() == meals && hungry.decrementAndGet() == 0) {
                            allFed.tryReturn(null);
                        }
                        Miou.yield();
                    }
                });
            }
            allFed.await();
            philosophers.cancelAll();
        });
        assertThat(eaten).allSatisfy(count -> assertThat(count.get()).isGreaterThanOrEqualTo(meals));
        assertThat(quarrels.get()).isZero();
    }

    private static void eat(Fork first, Fork second, AtomicInteger quarrels) {
        Computation<Void> putDownFirst = first.take();
        Computation<Void> putDownSecond = second.take();
        int hands = first.hands.incrementAndGet() + second.hands.incrementAndGet();
        if (hands != 2) {
            quarrels.incrementAndGet();
        }
        Miou.yield();
        first.hands.decrementAndGet();
        second.hands.decrementAndGet();
        putDownSecond.tryReturn(null);
        putDownFirst.tryReturn(null);
    }

    /** A fork on the table. A philosopher who wants it waits until the one before has put it down. */
    private static final class Fork {

        final AtomicInteger hands = new AtomicInteger();
        private final AtomicReference<Computation<Void>> last = new AtomicReference<>(new Computation<>());

        Fork() {
            last.get().tryReturn(null);
        }

        Computation<Void> take() {
            Computation<Void> putDown = new Computation<>();
            last.getAndSet(putDown).await();
            return putDown;
        }
    }

    // Events

    @OnEveryBackend
    void timers_areServedInOrderBesideFibersThatOnlyYield(Variant variant) {
        variant.run(() -> {
            Promise<Void> one = Miou.async(TutorialTest::loopForEver);
            Promise<Void> two = Miou.async(TutorialTest::loopForEver);
            Promise<Void> late = Miou.async(() -> {
                Miou.sleep(Duration.ofMillis(200));
                printed.add("late");
            });
            Promise<Void> early = Miou.async(() -> {
                Miou.sleep(Duration.ofMillis(5));
                printed.add("early");
            });
            Miou.awaitAll(List.of(late, early));
            one.cancel();
            two.cancel();
        });
        assertThat(printed).containsExactly("early", "late");
    }

    @OnEveryBackend
    void timer_isServedAtTheNextPollBesideAFiberThatOnlyYields(Variant variant) {
        int interval = 16;
        long limit = Duration.ofMillis(5).toNanos();
        AtomicInteger yieldsAfterTheLimit = new AtomicInteger();
        variant.launcher().eventInterval(interval).run(() -> {
            Promise<Void> sleeper = Miou.async(() -> Miou.sleep(Duration.ofNanos(limit)));
            Promise<Void> yielding = Miou.async(() -> {
                // The sleeper sleeps already, so its time is over before this one is.
                long end = System.nanoTime() + limit;
                while (true) {
                    boolean over = System.nanoTime() - end >= 0;
                    Miou.yield();
                    if (over) {
                        yieldsAfterTheLimit.incrementAndGet();
                    }
                }
            });
            sleeper.await();
            yielding.cancel();
        });
        assertThat(yieldsAfterTheLimit.get()).isLessThanOrEqualTo(2 * interval);
    }
}
