package io.miou.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Channel;
import io.miou.sync.Trigger;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A fiber cannot be suspended while a class initialiser is on its stack: it is pinned. The wait throws at once, and
 * afterwards the domain and the fiber work as before.
 */
class ClassInitialiserTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<String> trail = new ArrayList<>();

    /** A way to suspend, with its name; each would wait without end. */
    record Suspension(String name, Action code) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> everySuspensionOnEveryBackend() {
        return Variant.all().flatMap(variant -> Stream.of(new Suspension("yield", Miou::yield),
                new Suspension("sleep", () -> Miou.sleep(LONG)),
                new Suspension("await", () -> endless().await()),
                new Suspension("awaitOne", () -> Miou.awaitOne(endless(), endless())),
                new Suspension("awaitAll", () -> Miou.awaitAll(List.of(endless(), endless()))),
                new Suspension("all", () -> Miou.all(List.of(endless(), endless()))),
                new Suspension("orphans", () -> {
                    var orphans = Miou.orphans();
                    var _ = orphans.add(endless());
                    orphans.get();
                }), new Suspension("cancel", () -> endless().cancel()),
                new Suspension("trigger", () -> new Trigger().await()),
                new Suspension("future", () -> Miou.await(new CompletableFuture<>())),
                new Suspension("blocking", () -> Miou.blocking(() -> new CountDownLatch(1).await())),
                new Suspension("timeout", () -> Miou.timeout(Duration.ofMillis(1), () -> Miou.sleep(LONG))),
                new Suspension("shield", () -> Miou.shield(() -> Miou.sleep(LONG))))
                .map(suspension -> Arguments.of(variant, suspension)));
    }

    private static Promise<Object> endless() {
        return Miou.async(() -> {
            Miou.sleep(LONG);
            return "never";
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everySuspensionOnEveryBackend")
    void suspensionInClassInitialiser_isAnErrorThatSaysWhatToDo(Variant variant, Suspension suspension) {
        variant.require(Variant.Trait.PINNED_FIBERS_ARE_REFUSED);
        variant.run(() -> {
            Promise<?> pinned = Miou.async(() -> {
                assertThatThrownBy(() -> FreshClass.initialise(suspension.code()))
                        .isInstanceOf(ExceptionInInitializerError.class).cause()
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("class initialiser")
                        .hasMessageContaining("before or after");
                trail.add("told");
                // The failed attempt has left nothing behind that ends a later wait early, or is missed by it.
                Trigger signal = new Trigger();
                Promise<?> signaller = Miou.async(() -> {
                    Miou.sleep(Duration.ofMillis(1));
                    trail.add("signals");
                    signal.signal();
                });
                signal.await();
                trail.add("goes on");
                signaller.await();
                throw new ExpectedEnd();
            });
            Promise<?> other = Miou.async(() -> {
                trail.add("other runs");
                Miou.yield();
            });
            assertThatThrownBy(pinned::await).hasCauseInstanceOf(ExpectedEnd.class);
            other.await();
        });
        assertThat(trail).containsExactly("told", "other runs", "signals", "goes on");
    }

    @OnEveryBackend
    void blockingBodyThatHasBegunMeanwhile_isInterruptedAndTheErrorIsTheSame(Variant variant) {
        variant.require(Variant.Trait.PINNED_FIBERS_ARE_REFUSED);
        variant.run(() -> {
            // Whether the body has begun when the fiber finds itself pinned is a race: both happen in a hundred
            // attempts.
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(
                        () -> FreshClass.initialise(() -> Miou.blocking(() -> new CountDownLatch(1).await())))
                        .isInstanceOf(ExceptionInInitializerError.class).cause()
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("class initialiser");
                Miou.blocking(() -> trail.add("a blocking thread is ready"));
            }
        });
        assertThat(trail).hasSize(100);
    }

    /** An exception that ends the task, so that Miou cancels the children that the task could not wait for. */
    private static final class ExpectedEnd extends RuntimeException {
    }

    /**
     * The JVM initialises a class only once. If the initialiser throws, every later use of the class fails, with any
     * exception.
     */
    @OnEveryBackend
    void cancellationInClassInitialiser_spoilsTheClass_unlessItsFirstUseIsShielded(Variant variant) {
        variant.run(() -> {
            Channel<String> log = Channel.of(10);
            Action spoiled = FreshClass.use(() -> log.send("spoiled"));
            Action shielded = FreshClass.use(() -> log.send("shielded"));
            Action before = FreshClass.use(() -> log.send("before"));
            before.run();
            Promise<?> cancelled = Miou.async(() -> {
                try {
                    Miou.sleep(LONG);
                } finally {
                    assertThatThrownBy(spoiled::run).satisfies(ClassInitialiserTest::isCancellation);
                    Miou.shield(() -> shielded.run());
                    before.run();
                }
            });
            Miou.yield();
            cancelled.cancel();
            assertThatThrownBy(spoiled::run).isInstanceOf(NoClassDefFoundError.class);
            shielded.run();
            before.run();
            assertThat(List.of(log.receive(), log.receive())).containsExactly("before", "shielded");
            assertThat(log.tryReceive()).isEmpty();
        });
    }

    /** The same with a limit, which passes while the initialiser runs. */
    @OnEveryBackend
    void limitInClassInitialiser_spoilsTheClass_unlessItsFirstUseIsShielded(Variant variant) {
        variant.run(() -> {
            Channel<String> log = Channel.of(10);
            Action spoiled = FreshClass.use(() -> log.send("spoiled"));
            Action shielded = FreshClass.use(() -> log.send("shielded"));
            assertThatThrownBy(() -> Miou.timeout(Duration.ofMillis(1), () -> {
                try {
                    Miou.sleep(LONG);
                } finally {
                    assertThatThrownBy(spoiled::run).satisfies(ClassInitialiserTest::isCancellation);
                    Miou.shield(() -> shielded.run());
                }
            })).isInstanceOf(TimeoutException.class);
            assertThatThrownBy(spoiled::run).isInstanceOf(NoClassDefFoundError.class);
            shielded.run();
            assertThat(log.receive()).isEqualTo("shielded");
            assertThat(log.tryReceive()).isEmpty();
        });
    }

    private static void isCancellation(Throwable thrown) {
        assertThat(thrown instanceof ExceptionInInitializerError ? thrown.getCause() : thrown)
                .isInstanceOf(TaskCancelled.class);
    }

    @OnEveryBackend
    void whatNeedsNoSuspension_worksInClassInitialiser(Variant variant) {
        variant.run(() -> {
            Promise<String> done = Miou.async(() -> "done");
            Trigger signalled = new Trigger();
            signalled.signal();
            Miou.yield();
            FreshClass.initialise(() -> {
                trail.add(done.await());
                signalled.await();
                Miou.yield();
                trail.add("nothing was ready: yield returned");
            });
        });
        assertThat(trail).containsExactly("done", "nothing was ready: yield returned");
    }
}
