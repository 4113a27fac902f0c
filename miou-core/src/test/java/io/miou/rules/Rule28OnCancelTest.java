package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Running;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Property;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Rule 28: a blocking call with an action that ends its body when the task is cancelled or its limit passes. */
@Slow
class Rule28OnCancelTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final Trail trail = new Trail();

    /** A query that only its own cancel ends. */
    private static final class Query {
        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch cancelled = new CountDownLatch(1);
        final AtomicInteger cancels = new AtomicInteger();
        final AtomicBoolean interrupted = new AtomicBoolean();

        String run() throws IOException {
            began.countDown();
            while (cancelled.getCount() > 0) {
                try {
                    cancelled.await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            }
            throw new IOException("cancelled by request");
        }

        void cancel() {
            cancels.incrementAndGet();
            cancelled.countDown();
        }
    }

    @OnEveryBackend
    void limit_callsOnCancelAndThrowsTimeout(Variant variant) {
        variant.run(() -> {
            Query query;
            Throwable thrown;
            Duration limit = Duration.ofMillis(10);
            do {
                // On a busy machine the limit may pass before the body begins.
                query = new Query();
                Query last = query;
                Duration next = limit;
                thrown = catchThrowable(() -> Miou.timeout(next, () -> Miou.blocking(last::run, last::cancel)));
                limit = limit.multipliedBy(2);
            } while (query.began.getCount() > 0);
            assertThat(thrown).isInstanceOf(TimeoutException.class);
            assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(IOException.class);
            assertThat(query.cancels).hasValue(1);
            assertThat(query.interrupted).isFalse();
        });
    }

    @OnEveryBackend
    void cancel_callsOnCancelOnceAndWaitsForTheBody(Variant variant) {
        Query query = new Query();
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.timeout(DAY, () -> {
                        String _ = Miou.blocking(query::run, query::cancel);
                    });
                } catch (TaskCancelled e) {
                    assertThat(e.getSuppressed()).singleElement().isInstanceOf(IOException.class);
                    trail.add("task cancelled");
                    throw e;
                }
            });
            Miou.blocking(() -> query.began.await());
            child.cancel();
            trail.add("cancel returned");
            assertThat(child.awaitOutcome()).isInstanceOf(Outcome.Cancelled.class);
        });
        assertThat(query.cancels).hasValue(1);
        assertThat(query.interrupted).isFalse();
        assertThat(trail.events()).containsExactly("task cancelled", "cancel returned");
    }

    @OnEveryBackend
    void bodyThatEndsInTime_isNotCancelled(Variant variant) {
        AtomicInteger cancels = new AtomicInteger();
        variant.run(() -> {
            int value = Miou.timeout(DAY, () -> Miou.<Integer, RuntimeException>blocking(() -> 42,
                    cancels::incrementAndGet));
            assertThat(value).isEqualTo(42);
            assertThatThrownBy(() -> Miou.blocking(() -> {
                throw new IOException("broken");
            }, cancels::incrementAndGet)).isInstanceOf(IOException.class).hasMessage("broken");
        });
        assertThat(cancels).hasValue(0);
    }

    /** A body that is stopped when it has begun, and returns. */
    private static Optional<String> stopped(Action inOnCancel) throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Trigger stop = new Trigger();
        Promise<Optional<String>> child = Miou.async(() -> Miou.until(stop, () -> Miou.blocking(() -> {
            began.countDown();
            gate.await();
            return "value";
        }, () -> {
            gate.countDown();
            inOnCancel.run();
        })));
        Miou.blocking(() -> began.await());
        boolean _ = stop.signal();
        return child.await();
    }

    @OnEveryBackend
    void bodyThatReturnsAfterOnCancel_hasTakenEffect(Variant variant) {
        variant.run(() -> assertThat(stopped(() -> {
        })).contains("value"));
    }

    @OnEveryBackend
    void bodyThatHasNotBegun_isNotCancelledAndNeverRuns(Variant variant) {
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                CountDownLatch gate = new CountDownLatch(1);
                Promise<Void> first = Miou.async(() -> Miou.blocking(() -> gate.await()));
                Promise<Void> second = Miou
                        .async(() -> Miou.blocking(() -> trail.add("ran"), () -> trail.add("cancelled")));
                Miou.yield();
                second.cancel();
                gate.countDown();
                first.await();
            });
        }
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryEngine
    void onCancel_runsBesideABodyThatHasTheOnlyThread(Variant variant) {
        Query query = new Query();
        try (Property _ = Property.set("miou.blocking", "1")) {
            variant.run(() -> {
                Promise<String> child = Miou.async(() -> Miou.blocking(query::run, () -> {
                    assertThat(Thread.currentThread().isDaemon()).isTrue();
                    query.cancel();
                }));
                while (query.began.getCount() > 0) {
                    Miou.yield();
                }
                child.cancel();
            });
        }
        assertThat(query.cancels).hasValue(1);
    }

    @OnEveryEngine
    void callReturns_onlyWhenOnCancelHasReturned(Variant variant) {
        Query query = new Query();
        variant.run(() -> {
            Promise<String> child = Miou.async(() -> Miou.blocking(query::run, () -> {
                query.cancel();
                Thread.sleep(20);
                trail.add("onCancel ended");
            }));
            Miou.blocking(() -> query.began.await());
            child.cancel();
            trail.add("cancel returned");
        });
        assertThat(trail.events()).containsExactly("onCancel ended", "cancel returned");
    }

    @OnEveryEngine
    void onCancelThatThrows_isLoggedAndTheBodyGoesOn(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> assertThat(stopped(() -> {
                throw new AssertionError("cannot cancel");
            })).contains("value"));
            assertThat(log.thrown(Level.WARNING)).singleElement().isInstanceOf(AssertionError.class);
        }
    }

    @OnEveryEngine
    void bodyInAShield_isNotCancelled(Variant variant) {
        AtomicInteger cancels = new AtomicInteger();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> Miou.shield(() -> Miou.blocking(() -> {
                began.countDown();
                gate.await();
            }, cancels::incrementAndGet)));
            Miou.blocking(() -> began.await());
            Promise<Void> opener = Miou.async(gate::countDown);
            child.cancel();
            opener.await();
        });
        assertThat(cancels).hasValue(0);
    }

    @OnEveryBackend
    void cancelAtAnyMoment_callsOnCancelAtMostOnceAndOnlyWhileTheBodyRuns(Variant variant) {
        variant.run(() -> {
            for (int round = 0; round < 300; round++) {
                Query query = new Query();
                AtomicBoolean over = new AtomicBoolean();
                Promise<String> child = Miou.async(() -> {
                    try {
                        return Miou.blocking(query::run, query::cancel);
                    } finally {
                        over.set(true);
                    }
                });
                Miou.yield();
                for (int spins = round % 50 * 20; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                child.cancel();
                assertThat(over).isTrue();
                assertThat(query.cancels.get()).isEqualTo(query.began.getCount() == 0 ? 1 : 0);
                assertThat(query.interrupted).isFalse();
            }
        });
    }

    /** Runs all variants at once, because each waits for a second. */
    @Test
    void aSecondOfWaitingForAThreadOrForTheEnd_isWarnedOfOnce() throws Exception {
        List<Variant> variants = Variant.all().toList();
        try (Property _ = Property.set("miou.blocking", "1"); LogRecorder log = new LogRecorder()) {
            List<Running<Void>> runs = new ArrayList<>();
            for (Variant variant : variants) {
                runs.add(variant.launcher().start(() -> waitForASecond(
                        () -> log.messages(Level.WARNING).size() >= 2 * variants.size())));
            }
            for (Running<Void> run : runs) {
                run.join();
            }
            List<String> warnings = log.messages(Level.WARNING);
            assertThat(warnings.stream().filter(line -> line.contains("threads of Miou.blocking have been taken")))
                    .hasSameSizeAs(variants)
                    .allMatch(line -> line.contains("miou.blocking") && line.contains("stubborn"));
            assertThat(warnings.stream().filter(line -> line.contains("its body has not ended")))
                    .hasSameSizeAs(variants)
                    .allMatch(line -> line.contains("task query") && line.contains("stubborn"));
            assertThat(warnings).hasSize(2 * variants.size());
        }
    }

    private static void waitForASecond(BooleanSupplier warned) {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Trigger stop = new Trigger();
        Promise<Boolean> query = Miou.task().named("query")
                .async(() -> Miou.until(stop, () -> Miou.blocking(() -> stubborn(began, gate))));
        while (began.getCount() > 0) {
            Miou.sleep(Duration.ofMillis(1));
        }
        Promise<Void> waiting = Miou.async(() -> Miou.blocking(() -> Thread.onSpinWait()));
        boolean _ = stop.signal();
        for (int i = 0; i < 3_000 && !warned.getAsBoolean(); i++) {
            Miou.sleep(Duration.ofMillis(10));
        }
        gate.countDown();
        assertThat(query.await()).isTrue();
        waiting.await();
    }

    private static void stubborn(CountDownLatch began, CountDownLatch gate) {
        began.countDown();
        while (gate.getCount() > 0) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                // Goes on.
            }
        }
    }
}
