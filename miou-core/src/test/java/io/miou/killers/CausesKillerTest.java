package io.miou.killers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Domain;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskFailedException;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** Children that fight their end, and ends that come together: the parent always ends, and the first cause is kept. */
@Slow
class CausesKillerTest {

    private static final int ROUNDS = Form.of(300, 20_000);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int LONGEST_LIMIT_MICROS = 200;

    private static final Logger LOG = Logger.getLogger("io.miou");

    @BeforeAll
    static void quiet() {
        // What cancelled tasks throw is logged as it should be; here there are thousands.
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        LOG.setLevel(null);
    }

    /** Waits for all children and throws the first failure, as {@link Miou#all} does. */
    private interface Joining {
        void all(List<Promise<Void>> children);
    }

    @OnEveryBackend
    void childThatCatchesEverything_stillEnds_andSoDoesItsParent(Variant variant) {
        AtomicInteger started = new AtomicInteger();
        AtomicInteger caught = new AtomicInteger();
        Action catching = () -> {
            started.incrementAndGet();
            catchEverything(caught);
        };
        variant.launcher().domains(1).run(() -> {
            Promise<Void> parent = Miou.async(() -> {
                Promise<Void> _ = Miou.async(catching);
                Promise<Void> _ = Miou.call(catching);
                while (started.get() < 2) {
                    Miou.sleep(Duration.ofMillis(1));
                }
                throw new IOException("the first cause");
            });
            assertThat(parent.awaitOutcome()).isInstanceOfSatisfying(Outcome.Failure.class,
                    failure -> assertThat(failure.cause()).isInstanceOf(IOException.class)
                            .hasMessage("the first cause"));
        });
        assertThat(caught).hasValue(2_000);
    }

    private static void catchEverything(AtomicInteger caught) {
        for (int i = 0; i < 1_000; i++) {
            try {
                Miou.sleep(HOUR);
            } catch (Throwable e) {
                caught.incrementAndGet();
            }
        }
    }

    @OnEveryBackend
    void twoChildrenThatHaveFailed_areBothTold_theFirstAsTheCause(Variant variant) {
        variant.launcher().domains(0).run(() -> failBoth(Miou::all));
    }

    @OnEveryEngine
    void joiningThatForgetsTheSecondFailure_isCaught(Variant variant) {
        assertThatThrownBy(() -> variant.launcher().domains(0)
                .run(() -> failBoth(children -> Miou.awaitFirst(children).get()))).isInstanceOf(AssertionError.class);
    }

    private static void failBoth(Joining joining) {
        List<Promise<Void>> children = List.of(Miou.async(() -> fail("first")), Miou.async(() -> fail("second")));
        Miou.yield();
        assertThatThrownBy(() -> joining.all(children)).isInstanceOfSatisfying(TaskFailedException.class,
                failed -> assertThat(messages(failed)).containsExactly("first", "second"));
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }

    /** Returns the messages of the cause and of the suppressed exceptions. */
    private static List<String> messages(TaskFailedException failed) {
        List<String> messages = new ArrayList<>(List.of(String.valueOf(failed.getCause().getMessage())));
        Arrays.stream(failed.getSuppressed()).map(one -> one instanceof TaskFailedException ? one.getCause() : one)
                .map(Throwable::getMessage).forEach(messages::add);
        return messages;
    }

    @OnEveryBackend
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void twoChildrenThatFailAtOnce_endTheirParentWithOneAndLoseNoOther(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                AtomicInteger there = new AtomicInteger();
                List<Promise<Void>> children = new ArrayList<>();
                for (Domain domain : Domain.pool()) {
                    children.add(Miou.task().on(domain).call(() -> {
                        there.incrementAndGet();
                        while (there.get() < 2) {
                            Miou.yield();
                        }
                        throw new IOException("domain " + domain.id());
                    }));
                }
                assertThatThrownBy(() -> Miou.all(children)).isInstanceOfSatisfying(TaskFailedException.class,
                        failed -> assertThat(messages(failed)).doesNotHaveDuplicates()
                                .isSubsetOf("domain 1", "domain 2"));
                assertThat(children).noneMatch(child -> child.state() == Promise.State.RUNNING);
            }
        });
    }

    /** The limit of a body and the cancellation of its task are due at the same moment, give or take. */
    @OnEveryBackend
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void limitAndCancellationAtOnce_endTheTaskOnceAsCancelled(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            int[] limitsFirst = new int[1];
            for (int round = 0; round < ROUNDS; round++) {
                List<String> seen = new ArrayList<>();
                AtomicInteger released = new AtomicInteger();
                int micros = ThreadLocalRandom.current().nextInt(1, LONGEST_LIMIT_MICROS);
                Promise<Void> victim = round % 2 == 0
                        ? Miou.async(() -> limited(micros, seen, released))
                        : Miou.call(() -> limited(micros, seen, released));
                long due = System.nanoTime() + ThreadLocalRandom.current().nextInt(2 * micros) * 1_000L;
                do {
                    Miou.yield();
                } while (System.nanoTime() - due < 0);
                victim.cancel();
                assertThat(victim.state()).isEqualTo(Promise.State.CANCELLED);
                assertThat(seen).isIn(List.of("the end"), List.of("the limit", "the end"), List.of());
                assertThat(released).hasValue(seen.isEmpty() ? 0 : 1);
                limitsFirst[0] += seen.size() == 2 ? 1 : 0;
            }
            System.out.println(variant + ": of " + ROUNDS + " the limit was first " + limitsFirst[0] + " times");
        });
    }

    private static void limited(int micros, List<String> seen, AtomicInteger released) {
        try (Owned<String> _ = Resource.own("key", _ -> released.incrementAndGet())) {
            Miou.timeout(Duration.ofNanos(micros * 1_000L), () -> Miou.sleep(HOUR));
        } catch (TimeoutException e) {
            seen.add("the limit");
            Miou.sleep(HOUR);
        } finally {
            seen.add("the end");
        }
    }
}
