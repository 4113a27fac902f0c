package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.FreshJvm;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** Deep recursion works; a fiber that runs out of stack or memory ends, and only it. */
@Slow
class StackAndHeapTest {

    private static final int DEPTH = 5_000;

    /**
     * The depth whose frames still fit. Suspended frames are one object of the heap, and G1 takes none larger than half
     * a region: here 512 KB.
     */
    private static final int DEPTH_TO_SUSPEND_AT = 2_500;

    /**
     * The JVM's 1 MB holds 5,000 interpreted calls, but not what it takes to suspend below them; pool domains have
     * more.
     */
    private static final long LARGE_STACK = 8 * 1024 * 1024;

    private final List<String> trail = new ArrayList<>();

    @OnEveryBackend
    void recursion5000Deep_worksOnEveryDomain(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Miou.everywhere(() -> assertThat(depth(DEPTH)).isEqualTo(DEPTH));
        });
    }

    private static int depth(int left) {
        return left == 0 ? 0 : 1 + depth(left - 1);
    }

    @OnEveryBackend
    void fibersThatSuspendAtTheBottomOf2500Calls_takeTurnsOnEveryDomain(Variant variant) throws Exception {
        variant.require(Variant.Trait.STACK_IS_THE_DOMAINS);
        FutureTask<Void> run = new FutureTask<>(() -> {
            variant.launcher().domains(2).run(() -> Miou.everywhere(() -> {
                List<String> turns = new ArrayList<>();
                Promise<Integer> a = Miou.async(() -> turnsAtTheBottom(DEPTH_TO_SUSPEND_AT, "a", turns));
                Promise<Integer> b = Miou.async(() -> turnsAtTheBottom(DEPTH_TO_SUSPEND_AT, "b", turns));
                assertThat(Miou.all(List.of(a, b))).containsExactly(DEPTH_TO_SUSPEND_AT, DEPTH_TO_SUSPEND_AT);
                assertThat(turns).containsExactly("a", "b", "a", "b", "a", "b");
            }));
            return null;
        });
        // Domain 0 has the stack of its caller.
        new Thread(null, run, "caller", LARGE_STACK).start();
        run.get();
    }

    private static int turnsAtTheBottom(int left, String id, List<String> turns) {
        if (left > 0) {
            return 1 + turnsAtTheBottom(left - 1, id, turns);
        }
        for (int i = 0; i < 3; i++) {
            turns.add(id);
            Miou.yield();
        }
        return 0;
    }

    @OnEveryBackend
    void stackOverflow_endsItsTaskOnly(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Promise<Void> other = Miou.async(() -> {
                for (int i = 1; i <= 3; i++) {
                    trail.add("other " + i);
                    Miou.yield();
                }
            });
            Promise<Integer> here = Miou.async(() -> depth(-1));
            Promise<Integer> there = Miou.call(() -> depth(-1));
            assertThat(here.awaitOutcome()).isInstanceOfSatisfying(Outcome.Failure.class,
                    failure -> assertThat(failure.cause()).isInstanceOf(StackOverflowError.class));
            assertThatThrownBy(there::await).hasCauseInstanceOf(StackOverflowError.class);
            other.await();
        });
        assertThat(trail).containsExactly("other 1", "other 2", "other 3");
    }

    /**
     * The JVM needs about as much free stack to suspend as is in use, so below half the stack every wait of Miou
     * overflows.
     */
    @OnEveryBackend
    void overflowWhileSuspendingDeepDown_leavesTheSchedulerConsistent(Variant variant) throws Exception {
        overflowIn(variant, 80);
    }

    /** The stack ends in one of Miou's own calls, at each of its frames; no step that is half done is lost. */
    @OnEveryBackend
    void overflowAnywhereInMiou_leavesTheSchedulerConsistent(Variant variant) throws Exception {
        overflowIn(variant, 100, "-D" + OverflowStory.ROUNDS + "=2");
    }

    private static void overflowIn(Variant variant, int percent, String... flags) throws Exception {
        // The flag is for the JDK's threads, which fibers run on where their stack is not their domain's.
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("-D" + OverflowStory.PERCENT + "=" + percent, "-Xss" + OverflowStory.STACK / 1024 + "k",
                "-XX:MaxJavaStackTraceDepth=20"));
        FreshJvm.Ended ended = FreshJvm.of(variant, OverflowStory.class, all.toArray(String[]::new)).run();
        assertThat(ended.output()).contains("the end").doesNotContain("Exception");
        assertThat(ended.exitCode()).isZero();
    }

    /**
     * Frames move to the heap at each suspension on the way down. At some depth that move, or the next call, overflows.
     */
    @OnEveryEngine
    void recursionThatUsesMiouEvery100Calls_endsItsTaskOnlyAndLeavesNothingHeld(Variant variant) throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(variant, RecursionStory.class, "-D" + RecursionStory.INTERVALS + "=100",
                "-D" + RecursionStory.STACK_KIB + "=1024", "-Xss1m", "-XX:MaxJavaStackTraceDepth=20").run();
        assertThat(ended.output()).contains("the end").doesNotContain("Exception");
        assertThat(ended.exitCode()).isZero();
    }

    /**
     * A task that recurses without end and suspends on its way, so that its frames move to the heap and the stack never
     * ends.
     */
    static final class RecurseIntoTheHeap {
        private static final int CALLS_BETWEEN = 50;

        public static void main(String[] args) {
            Miou.launcher().domains(1).run(() -> {
                Promise<?> beside = Miou.async(RecurseIntoTheHeap::yieldOn);
                Promise<?> elsewhere = Miou.call(() -> {
                    Promise<?> besideIt = Miou.async(RecurseIntoTheHeap::yieldOn);
                    tell(Miou.async(() -> recurse(0)));
                    tell(Miou.async(() -> recurseOverWaits(0)));
                    besideIt.cancel();
                });
                elsewhere.await();
                tell(Miou.async(() -> recurse(0)));
                beside.cancel();
                System.out.println("one more: " + Miou.call(() -> 10).await());
            });
        }

        private static void yieldOn() {
            while (true) {
                Miou.yield();
            }
        }

        @SuppressWarnings("InfiniteRecursion") // that is what it is for
        private static int recurse(int depth) {
            if (depth % CALLS_BETWEEN == 0) {
                Miou.yield();
            }
            return 1 + recurse(depth + 1);
        }

        @SuppressWarnings("InfiniteRecursion") // that is what it is for
        private static int recurseOverWaits(int depth) {
            if (depth % CALLS_BETWEEN == 0) {
                Miou.sleep(Duration.ofNanos(1));
            }
            return 1 + recurseOverWaits(depth + 1);
        }

        private static void tell(Promise<?> recursion) {
            if (recursion.awaitOutcome() instanceof Outcome.Failure<?>(StackOverflowError _)) {
                System.out.println("overflown");
            }
        }
    }

    @OnEveryEngine
    void recursionThatSuspendsEvery50Calls_overflowsInsteadOfFillingTheHeap(Variant variant) throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(variant, RecurseIntoTheHeap.class, "-Xmx500m").run();
        assertThat(ended.output()).containsSubsequence("overflown", "overflown", "overflown", "one more: 10");
        assertThat(ended.exitCode()).isZero();
    }

    /** A task that wants more than the heap has, beside others that go on. */
    static final class FillTheHeap {
        public static void main(String[] args) {
            Miou.launcher().domains(1).run(() -> {
                Promise<Integer> beside = Miou.async(() -> steps(1_000));
                Promise<Integer> elsewhere = Miou.call(() -> steps(1_000));
                Promise<Void> greedy = Miou.async(() -> {
                    List<long[]> all = new ArrayList<>();
                    for (int i = 0; i < 16; i++) {
                        all.add(new long[100_000]);
                        Miou.yield();
                    }
                    // More than there is, at once: in a heap without room for anything any task may be the one that
                    // fails, and the JDK's own scheduler may lose its threads.
                    all.add(new long[8_000_000]);
                });
                if (greedy.awaitOutcome() instanceof Outcome.Failure<Void>(OutOfMemoryError _)) {
                    System.out.println("the greedy task ran out of memory");
                }
                System.out.println("the others: " + beside.await() + " and " + elsewhere.await());
                System.out.println("one more: " + Miou.call(() -> steps(10)).await());
            });
        }

        private static int steps(int count) {
            for (int i = 0; i < count; i++) {
                Miou.yield();
            }
            return count;
        }
    }

    @OnEveryBackend
    void outOfMemory_endsItsTaskOnly(Variant variant) throws Exception {
        FreshJvm.Ended ended = FreshJvm.of(variant, FillTheHeap.class, "-Xmx32m").run();
        assertThat(ended.output()).contains("the greedy task ran out of memory", "the others: 1000 and 1000",
                "one more: 10");
        assertThat(ended.exitCode()).isZero();
    }
}
