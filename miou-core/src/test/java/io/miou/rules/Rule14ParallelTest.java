package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.TaskFailedException;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rule 14: parallel spreads evenly over the pool domains other than the caller's. */
class Rule14ParallelTest {

    private static List<Integer> domainsOf(int inputs) {
        List<Integer> numbers = IntStream.range(0, inputs).boxed().toList();
        return Miou.parallel(numbers, _ -> Domain.self().id()).stream().map(Outcome::get).toList();
    }

    @OnEveryBackend
    void asManyInputsAsPoolDomains_yieldTheirIdsInOrder(Variant variant) {
        assertThat(variant.launcher().domains(3).run(() -> domainsOf(3))).containsExactly(1, 2, 3);
    }

    @OnEveryBackend
    void moreInputsThanDomains_areSpreadEvenly(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (int inputs : new int[]{1, 2, 4, 5, 6, 100, 101, 102}) {
                Map<Integer, Integer> counts = new HashMap<>(Map.of(1, 0, 2, 0, 3, 0));
                domainsOf(inputs).forEach(id -> counts.merge(id, 1, Integer::sum));
                assertThat(counts).containsOnlyKeys(1, 2, 3);
                assertThat(Collections.max(counts.values()) - Collections.min(counts.values()))
                        .as("%d inputs: %s", inputs, counts).isLessThanOrEqualTo(1);
            }
        });
    }

    @OnEveryBackend
    void fromAPoolDomain_usesEachOfTheOthersOnce(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            for (Domain caller : Domain.pool()) {
                List<Integer> used = Miou.task().on(caller).call(() -> domainsOf(2)).await();
                assertThat(used).doesNotContain(caller.id(), 0).doesNotHaveDuplicates();
            }
        });
    }

    @OnEveryBackend
    void outcomes_areInTheOrderOfTheInputs(Variant variant) {
        List<Integer> numbers = IntStream.range(0, 50).boxed().toList();
        List<Integer> squares = variant.run(() -> Miou.parallel(numbers, number -> {
            for (int i = number % 5; i > 0; i--) {
                Miou.yield();
            }
            return number * number;
        }).stream().map(Outcome::get).toList());
        assertThat(squares).isEqualTo(numbers.stream().map(number -> number * number).toList());
    }

    @OnEveryBackend
    void oneThatFails_isAFailureAmongSuccesses(Variant variant) {
        IllegalArgumentException refused = new IllegalArgumentException("two");
        List<Outcome<Integer>> outcomes = variant.run(() -> Miou.parallel(List.of(1, 2, 3), number -> {
            if (number == 2) {
                throw refused;
            }
            return number;
        }));
        assertThat(outcomes).containsExactly(new Outcome.Success<>(1), new Outcome.Failure<>(refused),
                new Outcome.Success<>(3));
    }

    @OnEveryBackend
    void oneThatLetsAFailureOfItsOwnChildPass_keepsTheCause(Variant variant) {
        IllegalStateException deep = new IllegalStateException("deep");
        variant.run(() -> {
            List<Outcome<Object>> outcomes = Miou.parallel(List.of(1), _ -> Miou.async(() -> {
                throw deep;
            }).await());
            assertThatThrownBy(outcomes.get(0)::get).isInstanceOf(TaskFailedException.class).cause().isSameAs(deep);
        });
    }

    @OnEveryBackend
    void noInputs_giveNoOutcomes_evenWithoutADomain(Variant variant) {
        List<Outcome<Object>> none = variant.launcher().domains(0)
                .run(() -> Miou.parallel(List.of(), input -> input));
        assertThat(none).isEmpty();
    }

    @OnEveryBackend
    void nullInputsAndResults_areFine(Variant variant) {
        List<Outcome<Object>> outcomes = variant
                .run(() -> Miou.parallel(Arrays.asList(new Object[]{null}), input -> input));
        assertThat(outcomes).containsExactly(new Outcome.Success<>(null));
    }

    @OnEveryBackend
    void inputsOfAnyCollection_areSpreadInItsOrder(Variant variant) {
        SequencedSet<String> words = new LinkedHashSet<>(List.of("a", "bb", "ccc"));
        Queue<String> queue = new ArrayDeque<>(words);
        variant.launcher().domains(3).run(() -> {
            assertThat(Miou.parallel(words, word -> word.length() + " on " + Domain.self().id()))
                    .containsExactly(new Outcome.Success<>("1 on 1"), new Outcome.Success<>("2 on 2"),
                            new Outcome.Success<>("3 on 3"));
            assertThat(Miou.parallel(queue, String::length)).containsExactly(new Outcome.Success<>(1),
                    new Outcome.Success<>(2), new Outcome.Success<>(3));
        });
    }

    /** If children had started, the caller would have returned with them: rule 1. */
    @OnEveryBackend
    void collectionThatThrows_startsNoChild(Variant variant) {
        IllegalStateException broken = new IllegalStateException("broken");
        AtomicInteger started = new AtomicInteger();
        variant.run(() -> {
            Collection<Integer> inputs = new AbstractCollection<>() {
                @Override
                public Iterator<Integer> iterator() {
                    return Stream.of(1, 2).peek(input -> {
                        if (input == 2) {
                            throw broken;
                        }
                    }).iterator();
                }

                @Override
                public int size() {
                    return 2;
                }
            };
            assertThatThrownBy(() -> Miou.parallel(inputs, _ -> started.incrementAndGet())).isSameAs(broken);
            assertThatThrownBy(() -> Miou.map(inputs, _ -> started.incrementAndGet())).isSameAs(broken);
        });
        assertThat(started).hasValue(0);
    }

    @OnEveryBackend
    void mergeSortByNestedParallel_sorts(Variant variant) {
        int[] numbers = new Random(42).ints(2_000).toArray();
        int[] sorted = variant.launcher().domains(3).run(() -> sort(numbers));
        assertThat(sorted).isSorted().hasSize(numbers.length);
        assertThat(Arrays.stream(sorted).asLongStream().sum())
                .isEqualTo(Arrays.stream(numbers).asLongStream().sum());
    }

    private static int[] sort(int[] numbers) throws TaskFailedException {
        if (numbers.length < 50) {
            int[] copy = numbers.clone();
            Arrays.sort(copy);
            return copy;
        }
        int half = numbers.length / 2;
        List<Outcome<int[]>> halves = Miou.parallel(
                List.of(Arrays.copyOf(numbers, half), Arrays.copyOfRange(numbers, half, numbers.length)),
                Rule14ParallelTest::sort);
        return merge(halves.get(0).get(), halves.get(1).get());
    }

    private static int[] merge(int[] left, int[] right) {
        int[] merged = new int[left.length + right.length];
        int fromLeft = 0;
        int fromRight = 0;
        for (int i = 0; i < merged.length; i++) {
            boolean takeLeft = fromRight == right.length
                    || fromLeft < left.length && left[fromLeft] <= right[fromRight];
            merged[i] = takeLeft ? left[fromLeft++] : right[fromRight++];
        }
        return merged;
    }
}
