package io.miou.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NotAChildError;
import io.miou.Promise;
import io.miou.TaskCancelled;
import io.miou.sync.Latch;
import io.miou.sync.Trigger;
import io.miou.testing.Foreign;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Handlers of signals in this JVM. The signals used here are those that do nothing to a process that does not handle
 * them.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has neither WINCH nor CONT nor URG")
@Slow
class SignalsTest {

    private static final String SIGNAL = "WINCH";

    private final Trail trail = new Trail();

    @OnEveryBackend
    void handler_runsAsAFiberOnTheDomainOfWhoRegisteredIt(Variant variant) {
        variant.launcher().domains(2).run(() -> {
            Miou.everywhere(() -> {
                Trigger handled = new Trigger();
                AtomicReference<Domain> domain = new AtomicReference<>();
                try (Signals _ = Signals.on(SIGNAL, () -> {
                    domain.set(Domain.self());
                    handled.signal();
                })) {
                    JvmSignals.raise(SIGNAL);
                    handled.await();
                    assertThat(domain.get()).isEqualTo(Domain.self());
                }
            });
        });
    }

    @OnEveryBackend
    @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere these signals have one name each")
    void twoNamesOfOneSignal_areOneSignal(Variant variant) {
        for (List<String> names : List.of(List.of("CHLD", "CLD"), List.of("IO", "POLL"))) {
            try (LogRecorder log = new LogRecorder()) {
                variant.run(() -> {
                    Latch both = new Latch(2);
                    try (Signals _ = Signals.on(names.getFirst(), both::countDown);
                            Signals _ = Signals.on(names.getLast(), both::countDown)) {
                        JvmSignals.raise(names.getFirst());
                        both.await();
                    }
                    Latch second = new Latch(1);
                    try (Signals first = Signals.on(names.getFirst(), () -> trail.add("closed"));
                            Signals _ = Signals.on(names.getLast(), second::countDown)) {
                        first.close();
                        JvmSignals.raise(names.getFirst());
                        second.await();
                    }
                });
                assertThat(log.messages(Level.SEVERE)).isEmpty();
                assertThat(log.messages(Level.WARNING)).isEmpty();
            }
        }
        assertThat(trail.events()).isEmpty();
    }

    @OnEveryBackend
    void handlerThatIsClosedInAWaitOfTheJdk_isNotLoggedAsAFailure(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.launcher().domains(1).run(() -> {
                CountDownLatch handling = new CountDownLatch(1);
                Promise<Void> listener = Miou.call(() -> {
                    try (Signals _ = Signals.on(SIGNAL, () -> {
                        handling.countDown();
                        Thread.sleep(Duration.ofDays(1));
                    })) {
                        JvmSignals.raise(SIGNAL);
                        Miou.sleep(Duration.ofDays(1));
                    }
                });
                Miou.blocking(() -> handling.await());
                listener.cancel();
            });
            assertThat(log.messages(Level.SEVERE)).isEmpty();
        }
    }

    @OnEveryBackend
    void handlerThatThrowsATaskCancelledOfAnotherTask_stays(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                AtomicReference<TaskCancelled> kept = new AtomicReference<>();
                Promise<Void> cancelled = Miou.async(() -> {
                    try {
                        Miou.sleep(Duration.ofDays(1));
                    } catch (TaskCancelled e) {
                        kept.set(e);
                    }
                });
                Miou.yield();
                cancelled.cancel();
                AtomicInteger handled = new AtomicInteger();
                Trigger second = new Trigger();
                try (Signals _ = Signals.on(SIGNAL, () -> {
                    if (handled.incrementAndGet() == 2) {
                        second.signal();
                    }
                    throw kept.get();
                })) {
                    JvmSignals.raise(SIGNAL);
                    while (handled.get() == 0) {
                        Miou.sleep(Duration.ofMillis(1));
                    }
                    JvmSignals.raise(SIGNAL);
                    second.await();
                }
            });
            assertThat(log.thrown(Level.SEVERE)).hasSize(2).allMatch(TaskCancelled.class::isInstance);
        }
    }

    @OnEveryBackend
    void handler_maySuspendAndStartTasks(Variant variant) {
        variant.run(() -> {
            Trigger handled = new Trigger();
            List<Integer> results = new ArrayList<>();
            try (Signals _ = Signals.on(SIGNAL, () -> {
                Miou.yield();
                Miou.sleep(Duration.ofMillis(1));
                results.add(Miou.async(() -> 20).await() + Miou.call(() -> 22).await());
                handled.signal();
            })) {
                JvmSignals.raise(SIGNAL);
                handled.await();
            }
            assertThat(results).containsExactly(42);
        });
    }

    @OnEveryBackend
    void severalHandlersOfOneSignal_allRun_andClosingOneLeavesTheOthers(Variant variant) {
        variant.run(() -> {
            Trail trail = new Trail();
            AtomicReference<Trigger> second = new AtomicReference<>(new Trigger());
            Trigger first = new Trigger();
            Signals one = Signals.on(SIGNAL, () -> {
                trail.add("first");
                first.signal();
            });
            Signals two = Signals.on(SIGNAL, () -> {
                trail.add("second");
                second.get().signal();
            });
            JvmSignals.raise(SIGNAL);
            first.await();
            second.get().await();
            assertThat(trail.events()).containsExactlyInAnyOrder("first", "second");
            one.close();
            second.set(new Trigger());
            JvmSignals.raise(SIGNAL);
            second.get().await();
            two.close();
            assertThat(trail.count("first")).isEqualTo(1);
            assertThat(trail.count("second")).isEqualTo(2);
        });
    }

    @OnEveryBackend
    void handlersOfTwoRuns_bothRun(Variant variant) throws Exception {
        CountDownLatch registered = new CountDownLatch(2);
        List<FutureTask<Integer>> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runs.add(Foreign.start(() -> variant.run(() -> {
                Trigger handled = new Trigger();
                try (Signals _ = Signals.on(SIGNAL, handled::signal)) {
                    registered.countDown();
                    handled.await();
                }
                return 1;
            })));
        }
        registered.await();
        JvmSignals.raise(SIGNAL);
        for (FutureTask<Integer> run : runs) {
            assertThat(run.get()).isEqualTo(1);
        }
    }

    @OnEveryBackend
    void handlerThatThrows_isLoggedAndStays(Variant variant) {
        throwing(variant, new IllegalStateException("the handler's own problem"));
    }

    @OnEveryBackend
    void handlerThatThrowsAnError_isLoggedAndStays(Variant variant) {
        throwing(variant, new AssertionError("the handler's own error"));
    }

    private static void throwing(Variant variant, Throwable thrown) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                AtomicInteger calls = new AtomicInteger();
                Trigger again = new Trigger();
                try (Signals _ = Signals.on(SIGNAL, () -> {
                    if (calls.incrementAndGet() == 2) {
                        again.signal();
                        return;
                    }
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (Exception) thrown;
                })) {
                    JvmSignals.raise(SIGNAL);
                    while (calls.get() == 0) {
                        Miou.sleep(Duration.ofMillis(1));
                    }
                    JvmSignals.raise(SIGNAL);
                    again.await();
                }
            });
            assertThat(log.messages(Level.SEVERE)).singleElement().asString().contains(SIGNAL);
            assertThat(log.thrown(Level.SEVERE)).containsExactly(thrown);
        }
    }

    @OnEveryBackend
    void signalsOneAfterAnother_areEachHandledOnce(Variant variant) {
        variant.run(() -> {
            AtomicInteger count = new AtomicInteger();
            AtomicReference<Trigger> handled = new AtomicReference<>();
            try (Signals _ = Signals.on(SIGNAL, () -> {
                count.incrementAndGet();
                handled.get().signal();
            })) {
                for (int i = 0; i < 200; i++) {
                    handled.set(new Trigger());
                    JvmSignals.raise(SIGNAL);
                    handled.get().await();
                }
                Miou.yield();
            }
            assertThat(count.get()).isEqualTo(200);
        });
    }

    @OnEveryBackend
    void burstOfSignals_isHandledAtLeastOnceAfterTheLastAndNotMoreOftenThanItCame(Variant variant) throws Exception {
        variant.run(() -> {
            AtomicInteger count = new AtomicInteger();
            AtomicInteger raised = new AtomicInteger();
            AtomicInteger seen = new AtomicInteger();
            Trigger last = new Trigger();
            try (Signals _ = Signals.on(SIGNAL, () -> {
                count.incrementAndGet();
                seen.set(raised.get());
                Miou.yield();
                if (seen.get() == 500) {
                    last.signal();
                }
            })) {
                Foreign.call(() -> {
                    for (int i = 0; i < 500; i++) {
                        raised.incrementAndGet();
                        JvmSignals.raise(SIGNAL);
                    }
                    return null;
                });
                last.await();
            }
            assertThat(count.get()).isBetween(1, 500);
        });
    }

    @OnEveryBackend
    void signalThatComesWhileEveryDomainSleeps_isHandled(Variant variant) {
        variant.launcher().domains(1).run(() -> {
            Miou.everywhere(() -> {
                Trigger handled = new Trigger();
                try (Signals _ = Signals.on(SIGNAL, handled::signal)) {
                    FutureTask<Void> later = Foreign.start(() -> {
                        Thread.sleep(50); // both domains have nothing to do but to sleep
                        JvmSignals.raise(SIGNAL);
                        return null;
                    });
                    handled.await();
                    later.get();
                }
            });
        });
    }

    @OnEveryBackend
    void close_bringsTheFormerHandlingBack(Variant variant) {
        Trail trail = new Trail();
        JvmSignals.handled("URG", name -> trail.add("former " + name), () -> variant.run(() -> {
            Trigger handled = new Trigger();
            Signals signals = Signals.on("URG", () -> {
                trail.add("ours");
                handled.signal();
            });
            JvmSignals.raise("URG");
            handled.await();
            signals.close();
            signals.close();
            raiseAndAwait("URG", trail, "former SIGURG");
            assertThat(trail.events()).containsExactly("ours", "former SIGURG");
        }));
    }

    /** Raises a signal and waits until something that a handler does has happened. */
    private static void raiseAndAwait(String signal, Trail trail, String event) {
        long before = trail.count(event);
        JvmSignals.raise(signal);
        while (trail.count(event) == before) {
            Miou.sleep(Duration.ofMillis(1));
        }
    }

    @OnEveryBackend
    void taskThatEndsWithoutClosing_breaksNoRuleAndTakesItsHandlerAlong(Variant variant) {
        Trail trail = new Trail();
        JvmSignals.handled("URG", _ -> trail.add("former"), () -> variant.run(() -> {
            Miou.async(() -> {
                Signals _ = Signals.on("URG", () -> trail.add("ours"));
            }).await();
            Miou.call(() -> {
                Signals _ = Signals.on("URG", () -> trail.add("ours"));
            }).await();
            raiseAndAwait("URG", trail, "former");
            Signals _ = Signals.on("URG", () -> trail.add("main's"));
        }));
        assertThat(trail.events()).containsExactly("former");
    }

    @OnEveryBackend
    void cancelledTask_takesItsHandlerAlong_evenOneThatIsRunning(Variant variant) {
        Trail trail = new Trail();
        JvmSignals.handled("URG", _ -> trail.add("former"), () -> variant.run(() -> {
            Trigger running = new Trigger();
            Promise<Void> task = Miou.async(() -> {
                Signals _ = Signals.on("URG", () -> {
                    try {
                        running.signal();
                        Miou.sleep(Duration.ofDays(1));
                    } finally {
                        trail.add("handler ended");
                    }
                });
                Miou.sleep(Duration.ofDays(1));
            });
            Miou.yield();
            JvmSignals.raise("URG");
            running.await();
            task.cancel();
            trail.add("task ended");
            raiseAndAwait("URG", trail, "former");
        }));
        assertThat(trail.events()).containsExactly("handler ended", "task ended", "former");
    }

    @OnEveryBackend
    void registrationInATaskThatIsCancelledAlready_leavesNothing(Variant variant) {
        Trail trail = new Trail();
        JvmSignals.handled("URG", _ -> trail.add("former"), () -> variant.run(() -> {
            Promise<Void> task = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    Signals _ = Signals.on("URG", () -> trail.add("ours"));
                }
            });
            Miou.yield();
            task.cancel();
            raiseAndAwait("URG", trail, "former");
        }));
        assertThat(trail.events()).containsExactly("former");
    }

    @OnEveryBackend
    void close_cancelsAHandlerThatIsRunningAndWaitsForIt(Variant variant) {
        variant.run(() -> {
            Trail trail = new Trail();
            Trigger running = new Trigger();
            Signals signals = Signals.on(SIGNAL, () -> {
                try {
                    running.signal();
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    Miou.shield(() -> Miou.sleep(Duration.ofMillis(5)));
                    trail.add("handler ended");
                }
            });
            JvmSignals.raise(SIGNAL);
            running.await();
            signals.close();
            trail.add("closed");
            assertThat(trail.events()).containsExactly("handler ended", "closed");
        });
    }

    @OnEveryBackend
    void unknownAndReservedNames_areIllegalArgumentsThatNameThem(Variant variant) {
        variant.run(() -> {
            for (String name : List.of("NOSUCHSIGNAL", "SIGTERM", "", "KILL", "SEGV")) {
                assertThatThrownBy(() -> Signals.on(name, () -> {
                })).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'" + name + "'");
            }
        });
    }

    @OnEveryBackend
    void closeByAnotherTask_isANotAChildError(Variant variant) {
        variant.run(() -> {
            try (Signals signals = Signals.on(SIGNAL, () -> {
            })) {
                Throwable thrown = Miou.async(() -> catchThrowable(signals::close)).await();
                assertThat(thrown).isInstanceOf(NotAChildError.class);
            }
        });
    }

    @Test
    void outsideAFiber_isAnIllegalState() {
        assertThatThrownBy(() -> Signals.on(SIGNAL, () -> {
        })).isInstanceOf(IllegalStateException.class);
    }
}
