package io.miou.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The scheduler chooses at random among equals: each is as likely as any other, whatever its place. */
@Slow
class UniformChoiceTest {

    private static final int SEEDS = 10;
    private static final int CHOICES_PER_SEED = 400;

    /** The limits by degrees of freedom: one in a million of fair choices is above. */
    private static final double[] CHI_SQUARE_LIMITS = {0, 23.9, 27.6, 30.7, 33.4, 35.9};

    /** Counts how often each of several equals was chosen. */
    private static final class Counts {

        private final int[] counts;

        Counts(int equals) {
            this.counts = new int[equals];
        }

        void add(int chosen) {
            counts[chosen]++;
        }

        void assertUniform() {
            int total = Arrays.stream(counts).sum();
            double expected = (double) total / counts.length;
            double chiSquare = Arrays.stream(counts).mapToDouble(count -> (count - expected) * (count - expected)).sum()
                    / expected;
            assertThat(total).isEqualTo(SEEDS * CHOICES_PER_SEED);
            assertThat(chiSquare).as("of %s", Arrays.toString(counts)).isLessThan(CHI_SQUARE_LIMITS[counts.length - 1]);
        }
    }

    /** A number of channels, and the places of those that are ready. */
    private record Scene(int channels, List<Integer> ready) {
    }

    private static final List<Scene> SCENES = List.of(new Scene(4, List.of(2, 3)), new Scene(20, List.of(0, 19)),
            new Scene(5, List.of(0, 1, 4)), new Scene(6, List.of(0, 1, 2, 3, 4, 5)), new Scene(2, List.of(0, 1)));

    @OnEveryEngine
    void readyReceives_areEquallyLikely(Variant variant) {
        for (Scene scene : SCENES) {
            Counts counts = new Counts(scene.ready().size());
            for (long seed = 1; seed <= SEEDS; seed++) {
                variant.launcher().domains(0).seed(seed).run(() -> choose(scene, true, counts));
            }
            counts.assertUniform();
        }
    }

    @OnEveryEngine
    void readySends_areEquallyLikely(Variant variant) {
        for (Scene scene : SCENES) {
            Counts counts = new Counts(scene.ready().size());
            for (long seed = 1; seed <= SEEDS; seed++) {
                variant.launcher().domains(0).seed(seed).run(() -> choose(scene, false, counts));
            }
            counts.assertUniform();
        }
    }

    /** A channel is ready for a receive if it holds an item, for a send if it does not. */
    private static void choose(Scene scene, boolean receives, Counts counts) {
        List<Channel<Integer>> channels = new ArrayList<>();
        List<Clause<Integer>> clauses = new ArrayList<>();
        for (int i = 0; i < scene.channels(); i++) {
            int place = i;
            Channel<Integer> channel = Channel.of(1);
            channels.add(channel);
            clauses.add(receives ? channel.onReceive(_ -> place) : channel.onSend(place, () -> place));
            if (scene.ready().contains(place) == receives) {
                channel.send(place);
            }
        }
        for (int i = 0; i < CHOICES_PER_SEED; i++) {
            int chosen = Channel.select(clauses);
            counts.add(scene.ready().indexOf(chosen));
            assertThat(receives ? channels.get(chosen).trySend(chosen) : channels.get(chosen).tryReceive().isPresent())
                    .isTrue();
        }
    }

    @OnEveryEngine
    void endedChildren_areEquallyLikely(Variant variant) {
        Counts one = new Counts(3);
        Counts first = new Counts(3);
        for (long seed = 1; seed <= SEEDS; seed++) {
            variant.launcher().domains(0).seed(seed).run(() -> {
                for (int i = 0; i < CHOICES_PER_SEED; i++) {
                    List<Promise<Integer>> ended = children();
                    one.add(((Outcome.Success<Integer>) Miou.awaitOne(ended)).value());
                    first.add(((Outcome.Success<Integer>) Miou.awaitFirst(ended)).value());
                }
            });
        }
        one.assertUniform();
        first.assertUniform();
    }

    /** The last and two in the middle succeed, the others fail. */
    private static List<Promise<Integer>> children() {
        List<Promise<Integer>> all = new ArrayList<>();
        for (Integer value : Arrays.asList(null, 0, 1, null, 2)) {
            all.add(Miou.async(() -> {
                if (value == null) {
                    throw new IllegalStateException("not to be chosen");
                }
                return value;
            }));
        }
        Miou.yield();
        return Collections.unmodifiableList(all);
    }

    @OnEveryEngine
    void domainsToCallTo_areEquallyLikely(Variant variant) {
        Counts fromMain = new Counts(4);
        Counts fromThePool = new Counts(3);
        for (long seed = 1; seed <= SEEDS; seed++) {
            variant.launcher().domains(4).seed(seed).run(() -> {
                for (int i = 0; i < CHOICES_PER_SEED; i++) {
                    fromMain.add(Miou.call(() -> Domain.self().id()).await() - 1);
                }
                Miou.task().on(Domain.pool().get(1)).call(() -> {
                    List<Integer> others = List.of(1, 3, 4);
                    for (int i = 0; i < CHOICES_PER_SEED; i++) {
                        fromThePool.add(others.indexOf(Miou.call(() -> Domain.self().id()).await()));
                    }
                }).await();
            });
        }
        fromMain.assertUniform();
        fromThePool.assertUniform();
    }
}
