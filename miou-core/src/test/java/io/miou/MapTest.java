package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.sync.Latch;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Miou.map: spreads as parallel does, throws as all does. */
class MapTest {

    /** Counts the children that are between their start and their end. */
    private static final class Alive {

        private final AtomicInteger count = new AtomicInteger();

        /** Waits without end. It ends by a cancellation only. */
        int waitIn(Latch begun) {
            count.incrementAndGet();
            try {
                begun.countDown();
                new Trigger().await();
                return 0;
            } finally {
                count.decrementAndGet();
            }
        }
    }

    @OnEveryBackend
    void values_areInTheOrderOfTheInputs(Variant variant) {
        List<Integer> numbers = IntStream.range(0, 50).boxed().toList();
        List<Integer> squares = variant.run(() -> Miou.map(numbers, number -> {
            for (int i = number % 5; i > 0; i--) {
                Miou.yield();
            }
            return number * number;
        }));
        assertThat(squares).isEqualTo(numbers.stream().map(number -> number * number).toList());
    }

    @OnEveryBackend
    void inputsOfAnyCollection_areTaken(Variant variant) {
        List<Integer> lengths = variant
                .run(() -> Miou.map(new TreeSet<>(List.of("ccc", "a", "bb")), String::length));
        assertThat(lengths).containsExactly(1, 2, 3);
    }

    @OnEveryBackend
    void moreInputsThanDomains_areSpreadEvenly(Variant variant) {
        variant.launcher().domains(3).run(() -> {
            Map<Integer, Integer> counts = new HashMap<>();
            Miou.map(Collections.nCopies(100, "x"), _ -> Domain.self().id())
                    .forEach(id -> counts.merge(id, 1, Integer::sum));
            assertThat(counts).containsOnlyKeys(1, 2, 3);
            assertThat(Collections.max(counts.values()) - Collections.min(counts.values())).isLessThanOrEqualTo(1);
        });
    }

    @OnEveryBackend
    void firstFailure_isThrownAndTheRestIsCancelled(Variant variant) {
        IOException failure = new IOException("as planned");
        variant.launcher().domains(2).run(() -> {
            Alive others = new Alive();
            Latch begun = new Latch(2);
            assertThatThrownBy(() -> Miou.map(List.of(1, 2, 3), number -> {
                if (number == 2) {
                    begun.await();
                    throw failure;
                }
                return others.waitIn(begun);
            })).isInstanceOf(TaskFailedException.class).cause().isSameAs(failure);
            assertThat(others.count).as("children that outlive the call").hasValue(0);
        });
    }

    @OnEveryBackend
    void failureOfAGrandchild_keepsTheCause(Variant variant) {
        IOException deep = new IOException("deep");
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.map(List.of(1), _ -> Miou.async(() -> {
                throw deep;
            }).await())).isInstanceOf(TaskFailedException.class).cause().isSameAs(deep);
        });
    }

    @OnEveryBackend
    void ruleThatAChildBroke_isThrownUnwrapped(Variant variant) {
        variant.run(() -> {
            Promise<Integer> stranger = Miou.async(() -> 1);
            assertThatThrownBy(() -> Miou.map(List.of(1), _ -> stranger.await())).isInstanceOf(NotAChildError.class);
            stranger.await();
        });
    }

    @OnEveryBackend
    void cancelledCaller_takesItsChildrenWithIt(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Alive members = new Alive();
            Latch begun = new Latch(4);
            Promise<List<Integer>> caller = Miou.async(() -> Miou.map(List.of(1, 2, 3, 4), _ -> members.waitIn(begun)));
            begun.await();
            caller.cancel();
            assertThat(members.count).hasValue(0);
            assertThatThrownBy(caller::await).isInstanceOf(CancellationException.class);
        });
    }

    @OnEveryBackend
    void limitAroundIt_endsItsChildrenAndNotTheCaller(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Alive members = new Alive();
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(5),
                    () -> Miou.map(List.of(1, 2), _ -> members.waitIn(new Latch(1)))))
                    .isInstanceOf(TimeoutException.class);
            assertThat(members.count).hasValue(0);
            assertThat(Miou.map(List.of(1, 2), number -> number + 1)).containsExactly(2, 3);
        });
    }

    @OnEveryBackend
    void noInputs_giveNoValues_evenWithoutADomain(Variant variant) {
        List<Object> none = variant.launcher().domains(0).run(() -> Miou.map(List.of(), input -> input));
        assertThat(none).isEmpty();
    }

    @OnEveryBackend
    void inputsWithoutADomain_areRefused(Variant variant) {
        variant.launcher().domains(0).run(() -> {
            assertThatThrownBy(() -> Miou.map(List.of(1), input -> input))
                    .isInstanceOf(NoDomainAvailableException.class);
        });
    }

    @OnEveryBackend
    void nullInputsAndResults_areFine(Variant variant) {
        List<Object> values = variant.run(() -> Miou.map(Arrays.asList(new Object[]{null}), input -> input));
        assertThat(values).containsExactly((Object) null);
    }
}
