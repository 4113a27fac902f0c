package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Computation;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Fifty thousand of something cost fifty thousand times one.
 *
 * <p>No time is asserted: the processor time that the domains need for one among many is compared with that for one
 * among few, in the same run. In a structure that is searched it would be up to fifty times as much. So other programs
 * may run beside it.
 */
@Slow
class ScaleTest {

    private static final int MANY = 50_000;
    private static final int TIMES_FEWER = 50;
    private static final double TOLERATED = 12;
    private static final int ATTEMPTS = 3;
    private static final long SEARCH_STEP_NANOS = 500;

    private static final Duration FOREVER = Duration.ofDays(1);

    /** Does something with {@code count} of them, in a task. */
    private interface Work {
        void with(int count) throws Exception;
    }

    // Children that are awaited

    @OnEveryEngine
    void childrenAwaitedOneByOne_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            for (Promise<Integer> child : children(count)) {
                child.await();
            }
        });
    }

    @OnEveryEngine
    void childrenAwaitedOneByOneYoungestFirst_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            for (Promise<Integer> child : children(count).reversed()) {
                child.await();
            }
        });
    }

    @OnEveryEngine
    void childrenAwaitedTogether_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> assertThat(Miou.awaitAll(children(count)).size()).isEqualTo(count));
    }

    @OnEveryEngine
    void childrenWhoseValuesAreWanted_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> assertThat(Miou.all(children(count)).size()).isEqualTo(count));
    }

    @OnEveryEngine
    void childrenOfWhomTheFirstIsWanted_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> assertThat(Miou.awaitFirst(children(count)).get()).isEqualTo(1));
    }

    @OnEveryEngine
    void childrenOnOtherDomains_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            List<Promise<Integer>> children = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                children.add(Miou.call(() -> 1));
            }
            assertThat(Miou.awaitAll(children).size()).isEqualTo(count);
        });
    }

    @OnEveryEngine
    void inputsInParallel_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            List<Integer> inputs = IntStream.range(0, count).boxed().toList();
            assertThat(Miou.parallel(inputs, input -> input).size()).isEqualTo(count);
        });
    }

    // Children that are cancelled

    @OnEveryEngine
    void childrenCancelledOneByOne_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            List<Promise<Void>> children = waitingChildren(count);
            for (Promise<Void> child : children) {
                child.cancel();
            }
        });
    }

    @OnEveryEngine
    void childrenOnOtherDomainsOfATaskThatIsCancelled_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Trigger started = new Trigger();
            Promise<Void> parent = Miou.async(() -> {
                Orphans<Void> children = Miou.orphans();
                for (int i = 0; i < count; i++) {
                    Promise<Void> _ = children.call(() -> new Trigger().await());
                }
                started.signal();
                children.drain();
            });
            started.await();
            parent.cancel();
        });
    }

    @OnEveryEngine
    void childrenOfATaskThatIsCancelled_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Trigger started = new Trigger();
            Promise<Void> parent = Miou.async(() -> {
                List<Promise<Void>> children = waitingChildren(count);
                started.signal();
                Miou.awaitAll(children);
            });
            started.await();
            parent.cancel();
        });
    }

    @OnEveryEngine
    void childrenOfATaskThatFails_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Promise<Void> parent = Miou.async(() -> {
                assertThat(waitingChildren(count).size()).isEqualTo(count);
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> parent.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
        });
    }

    @OnEveryEngine
    void childrenThatNeverStart_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Promise<Void> parent = Miou.async(() -> {
                assertThat(children(count).size()).isEqualTo(count);
                throw new IOException("as planned");
            });
            assertThatThrownBy(() -> parent.awaitChecked(IOException.class)).isInstanceOf(IOException.class);
        });
    }

    @OnEveryEngine
    void levelsOfATree_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Trigger started = new Trigger();
            Promise<Void> root = Miou.async(() -> chain(count, started));
            started.await();
            root.cancel();
        });
    }

    private static void chain(int depth, Trigger started) {
        if (depth == 1) {
            started.signal();
            new Trigger().await();
        } else {
            Promise<Void> child = Miou.async(() -> chain(depth - 1, started));
            child.await();
        }
    }

    // Orphans

    @OnEveryEngine
    void orphansThatAreWaitedFor_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Integer> orphans = orphans(count);
            int ended = 0;
            while (orphans.get().isPresent()) {
                ended++;
            }
            assertThat(ended).isEqualTo(count);
        });
    }

    @OnEveryEngine
    void orphansThatAreDrained_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> assertThat(orphans(count).drain().size()).isEqualTo(count));
    }

    @OnEveryEngine
    void orphansThatAreCaredFor_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Integer> orphans = orphans(count);
            while (!orphans.isEmpty()) {
                Miou.yield();
                for (Optional<Promise<Integer>> ended = orphans.care(); ended.isPresent(); ended = orphans.care()) {
                    ended.get().await();
                }
            }
        });
    }

    @OnEveryEngine
    void orphansThatAreTaken_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Integer> orphans = orphans(count);
            for (Optional<Promise<Integer>> one = orphans.take(); one.isPresent(); one = orphans.take()) {
                one.get().await();
            }
        });
    }

    @OnEveryEngine
    void orphansAwaitedDirectly_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Integer> orphans = Miou.orphans();
            List<Promise<Integer>> children = children(count);
            for (Promise<Integer> child : children) {
                Promise<Integer> _ = orphans.add(child);
            }
            for (Promise<Integer> child : children) {
                child.await();
            }
            assertThat(orphans.isEmpty()).isTrue();
        });
    }

    @OnEveryEngine
    void orphansThatAreCancelled_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Void> orphans = Miou.orphans();
            for (Promise<Void> child : waitingChildren(count)) {
                Promise<Void> _ = orphans.add(child);
            }
            orphans.cancelAll();
            assertThat(orphans.isEmpty()).isTrue();
        });
    }

    // Timers and waiters

    @OnEveryEngine
    void timersThatFire_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Void> sleepers = Miou.orphans();
            for (int i = 0; i < count; i++) {
                // Neither in order of their ends nor in reverse order.
                Duration time = Duration.ofNanos(1 + i * 7_919L % count);
                Promise<Void> _ = sleepers.async(() -> Miou.sleep(time));
            }
            sleepers.drain();
        });
    }

    @OnEveryEngine
    void timersThatAreCancelled_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Void> sleepers = Miou.orphans();
            for (int i = 0; i < count; i++) {
                Duration time = FOREVER.plusNanos(i * 7_919L % count);
                Promise<Void> _ = sleepers.async(() -> Miou.sleep(time));
            }
            Miou.yield();
            sleepers.cancelAll();
        });
    }

    @OnEveryEngine
    void limitsThatAreNotReached_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Computation<Void> end = new Computation<>();
            Orphans<Void> limited = Miou.orphans();
            for (int i = 0; i < count; i++) {
                Promise<Void> _ = limited.async(() -> Miou.timeout(FOREVER, () -> end.await()));
            }
            Miou.yield();
            end.tryReturn(null);
            limited.drain();
        });
    }

    @OnEveryEngine
    void limitsThatAreReached_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Orphans<Void> limited = Miou.orphans();
            for (int i = 0; i < count; i++) {
                Promise<Void> _ = limited.async(() -> Miou.timeout(Duration.ofMillis(1), () -> new Trigger().await()));
            }
            assertThat(limited.drain()).allMatch(Outcome.Failure.class::isInstance);
        });
    }

    @OnEveryEngine
    void limitsWithinLimits_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            for (int i = 0; i < count; i++) {
                Miou.timeout(FOREVER, () -> Miou.timeout(FOREVER, () -> Miou.yield()));
            }
        });
    }

    @OnEveryEngine
    void waitersThatAreCancelled_costTheSameEach(Variant variant) {
        assertProportional(variant, count -> {
            Computation<Void> never = new Computation<>();
            List<Promise<Void>> waiters = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                waiters.add(Miou.async(() -> never.await()));
            }
            for (Promise<Void> waiter : waiters) {
                waiter.cancel();
            }
        });
    }

    // How it is judged

    @OnEveryEngine
    void listThatIsSearchedEachTime_isCaught(Variant variant) {
        assertThatThrownBy(() -> assertProportional(variant, MANY / 20, 1, count -> {
            List<Promise<Integer>> children = children(count);
            for (Promise<Integer> child : children) {
                takeStepsOfASearch(children.indexOf(child) + 1);
                child.await();
            }
        })).isInstanceOf(AssertionError.class).hasMessageContaining("times as much");
    }

    /** Steps that take the same time whatever is compiled yet, and long enough for a child to cost next to nothing. */
    private static void takeStepsOfASearch(int steps) {
        long end = System.nanoTime() + steps * SEARCH_STEP_NANOS;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    private static void assertProportional(Variant variant, Work work) {
        assertProportional(variant, MANY, ATTEMPTS, work);
    }

    private static void assertProportional(Variant variant, int many, int attempts, Work work) {
        variant.launcher().domains(2).run(() -> {
            int few = many / TIMES_FEWER;
            // What is compiled and what is cold must not count.
            cost(work, few, TIMES_FEWER / 10);
            double ratio = Double.MAX_VALUE;
            for (int attempt = 1; attempt <= attempts && ratio > TOLERATED; attempt++) {
                double costAmongFew = cost(work, few, TIMES_FEWER / 5);
                ratio = cost(work, many, 1) / costAmongFew;
            }
            assertThat(ratio).as("one of " + many + " costs %.1f times as much as one of " + few, ratio)
                    .isLessThanOrEqualTo(TOLERATED);
        });
    }

    /** Returns the processor time that the domains use for each of {@code count}, in nanoseconds. */
    private static double cost(Work work, int count, int rounds) throws Exception {
        long start = processorTime();
        for (int round = 0; round < rounds; round++) {
            work.with(count);
        }
        return (double) (processorTime() - start) / rounds / count;
    }

    private static long processorTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return LongStream.of(threads.getAllThreadIds()).map(threads::getThreadCpuTime).filter(time -> time > 0).sum();
    }

    private static List<Promise<Integer>> children(int count) {
        List<Promise<Integer>> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            children.add(Miou.async(() -> 1));
        }
        return children;
    }

    /** Returns children that have started. Each waits for something that never comes. */
    private static List<Promise<Void>> waitingChildren(int count) {
        List<Promise<Void>> children = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            children.add(Miou.async(() -> new Trigger().await()));
        }
        Miou.yield();
        return children;
    }

    private static Orphans<Integer> orphans(int count) {
        Orphans<Integer> orphans = Miou.orphans();
        for (int i = 0; i < count; i++) {
            Promise<Integer> _ = orphans.async(() -> 1);
        }
        return orphans;
    }
}
