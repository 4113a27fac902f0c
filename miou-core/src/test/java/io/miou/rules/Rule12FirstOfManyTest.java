package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Rule 12: {@code awaitOne} and {@code awaitFirst} prefer who succeeded, and choose at random among equals. */
class Rule12FirstOfManyTest {

    private static final List<Promise<Integer>> NONE = List.of();

    @OnEveryBackend
    void oneThatSucceeded_isPreferredToThoseThatDidNot(Variant variant) {
        for (long seed = 0; seed < 20; seed++) {
            variant.launcher().seed(seed).run(() -> {
                for (Function<List<Promise<Integer>>, Outcome<Integer>> choice : bothWays()) {
                    Promise<Integer> bad = Miou.async(Rule12FirstOfManyTest::fail);
                    Promise<Integer> good = Miou.async(() -> 1);
                    Promise<Integer> worse = Miou.async(Rule12FirstOfManyTest::fail);
                    Promise<Integer> cancelled = Miou.async(() -> 2);
                    cancelled.cancel();
                    untilEnded(List.of(bad, good, worse));
                    List<Promise<Integer>> all = List.of(bad, cancelled, good, worse);
                    assertThat(choice.apply(all)).isEqualTo(new Outcome.Success<>(1));
                    Miou.awaitAll(all);
                }
            });
        }
    }

    @OnEveryBackend
    void oneThatHasEnded_isPreferredToThoseThatStillRun(Variant variant) {
        variant.run(() -> {
            Promise<Integer> running = Miou.async(Rule12FirstOfManyTest::never);
            Promise<Integer> failed = Miou.async(Rule12FirstOfManyTest::fail);
            untilEnded(List.of(failed));
            assertThat(Miou.awaitOne(running, failed)).isInstanceOf(Outcome.Failure.class);
            assertThat(running.state()).isEqualTo(State.RUNNING);
            assertThat(Miou.awaitFirst(running, failed)).isInstanceOf(Outcome.Failure.class);
            assertThat(running.state()).isEqualTo(State.CANCELLED);
        });
    }

    @OnEveryBackend
    void noneThatHasEnded_isWaitedFor(Variant variant) {
        variant.run(() -> {
            for (Function<List<Promise<Integer>>, Outcome<Integer>> choice : bothWays()) {
                Trigger goOn = new Trigger();
                Promise<Integer> late = Miou.async(() -> {
                    goOn.await();
                    return 1;
                });
                Promise<Integer> never = Miou.async(Rule12FirstOfManyTest::never);
                Promise<Boolean> helper = Miou.call(goOn::signal);
                assertThat(choice.apply(List.of(never, late))).isEqualTo(new Outcome.Success<>(1));
                never.cancel();
                helper.await();
            }
        });
    }

    @OnEveryBackend
    void amongEquals_eachIsChosenAtTimes(Variant variant) {
        assertEachIsChosenAtTimes(variant, false);
    }

    @OnEveryBackend
    void amongEqualFailures_eachIsChosenAtTimes(Variant variant) {
        assertEachIsChosenAtTimes(variant, true);
    }

    private static void assertEachIsChosenAtTimes(Variant variant, boolean failing) {
        for (Function<List<Promise<Integer>>, Outcome<Integer>> choice : bothWays()) {
            Set<String> chosen = new HashSet<>(variant.launcher().seed(7).run(() -> choices(choice, failing)));
            assertThat(chosen).containsExactlyInAnyOrder("0", "1", "2");
        }
    }

    @OnEveryBackend
    void sameSeed_givesTheSameChoices(Variant variant) {
        for (Function<List<Promise<Integer>>, Outcome<Integer>> choice : bothWays()) {
            List<String> once = variant.launcher().seed(42).run(() -> choices(choice, false));
            List<String> again = variant.launcher().seed(42).run(() -> choices(choice, false));
            assertThat(again).isEqualTo(once);
        }
    }

    /** Returns which of three was chosen, a hundred times. The chance that one of them is missing is 1 in 10^17. */
    private static List<String> choices(Function<List<Promise<Integer>>, Outcome<Integer>> choice, boolean failing) {
        List<String> chosen = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            List<Promise<Integer>> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                children.add(Miou.async(() -> {
                    if (failing) {
                        throw new IOException("" + number);
                    }
                    return number;
                }));
            }
            untilEnded(children);
            chosen.add(switch (choice.apply(children)) {
                case Outcome.Success<Integer>(Integer value) -> value.toString();
                case Outcome.Failure<Integer>(Throwable cause) -> cause.getMessage();
                case Outcome.Cancelled<Integer> _ -> "cancelled";
            });
            Miou.awaitAll(children);
        }
        return chosen;
    }

    @OnEveryBackend
    void awaitOne_leavesTheOthersAlone(Variant variant) {
        variant.run(() -> {
            Trigger goOn = new Trigger();
            Promise<Integer> first = Miou.async(() -> 1);
            Promise<Integer> second = Miou.async(() -> {
                goOn.await();
                return 2;
            });
            assertThat(Miou.awaitOne(List.of(second, first))).isEqualTo(new Outcome.Success<>(1));
            assertThat(second.state()).isEqualTo(State.RUNNING);
            goOn.signal();
            assertThat(Miou.awaitOne(List.of(second))).isEqualTo(new Outcome.Success<>(2));
        });
    }

    @OnEveryBackend
    void awaitFirst_returnsWhenTheOthersHaveEnded(Variant variant) {
        List<String> trail = new ArrayList<>();
        variant.run(() -> {
            Promise<Integer> second = Miou.async(() -> {
                try {
                    return never();
                } finally {
                    Miou.shield(() -> {
                        Miou.yield();
                        Miou.yield();
                        trail.add("second has ended");
                    });
                }
            });
            Promise<Integer> first = Miou.async(() -> 1);
            assertThat(Miou.awaitFirst(first, second)).isEqualTo(new Outcome.Success<>(1));
            trail.add("main");
            assertThat(second.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        });
        assertThat(trail).containsExactly("second has ended", "main");
    }

    @OnEveryBackend
    void noPromises_haveNoFirst(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.awaitFirst(NONE)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Miou.awaitOne(NONE)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Miou.<Integer>awaitFirst()).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Miou.<Integer>awaitOne()).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @OnEveryBackend
    void noPromises_areAllAwaited(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            assertThat(Miou.awaitAll(NONE)).isEmpty();
            assertThat(Miou.all(NONE)).isEmpty();
            assertThat(Miou.parallel(List.<Integer>of(), input -> input)).isEmpty();
        });
    }

    @OnEveryBackend
    void awaitAll_givesTheOutcomesInTheOrderOfThePromises(Variant variant) {
        variant.run(() -> {
            Trigger goOn = new Trigger();
            Promise<Integer> slow = Miou.async(() -> {
                goOn.await();
                return 1;
            });
            Promise<Integer> failing = Miou.call(Rule12FirstOfManyTest::fail);
            Promise<Integer> cancelled = Miou.async(() -> 3);
            cancelled.cancel();
            Promise<Integer> last = Miou.async(() -> {
                goOn.signal();
                return 4;
            });
            List<Outcome<Integer>> outcomes = Miou.awaitAll(List.of(slow, failing, cancelled, last));
            assertThat(outcomes).hasSize(4);
            assertThat(outcomes.get(0)).isEqualTo(new Outcome.Success<>(1));
            assertThat(outcomes.get(1)).isInstanceOf(Outcome.Failure.class);
            assertThat(outcomes.get(2)).isEqualTo(new Outcome.Cancelled<>());
            assertThat(outcomes.get(3)).isEqualTo(new Outcome.Success<>(4));
        });
    }

    @OnEveryBackend
    void all_givesTheValuesInTheOrderOfThePromises(Variant variant) {
        variant.run(() -> {
            Trigger goOn = new Trigger();
            Promise<Integer> slow = Miou.async(() -> {
                goOn.await();
                return 1;
            });
            Promise<Integer> quick = Miou.async(() -> {
                goOn.signal();
                return 2;
            });
            assertThat(Miou.all(List.of(slow, quick))).containsExactly(1, 2);
        });
    }

    private static List<Function<List<Promise<Integer>>, Outcome<Integer>>> bothWays() {
        return List.of(Miou::awaitOne, Miou::awaitFirst);
    }

    private static void untilEnded(List<Promise<Integer>> children) {
        while (children.stream().anyMatch(child -> child.state() == State.RUNNING)) {
            Miou.yield();
        }
    }

    private static Integer fail() throws IOException {
        throw new IOException("as planned");
    }

    private static Integer never() {
        new Trigger().await();
        return 0;
    }
}
