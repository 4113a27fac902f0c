package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Rule 23, interrupts: interrupting the thread that called run cancels main. */
@Slow
class Rule23InterruptedRunTest {

    private final Trail trail = new Trail();

    /**
     * The end of a run on a thread of its own: the exception that it threw, and the thread's interrupt flag afterwards.
     */
    private record End(Throwable thrown, boolean flag) {
    }

    private static final List<Consumer<Runnable>> KINDS_OF_THREADS = List.of(
            code -> Thread.ofPlatform().daemon().start(code), Thread::startVirtualThread);

    private static End endOf(Consumer<Runnable> starter, Consumer<Thread> meanwhile, Runnable run) throws Exception {
        AtomicReference<Thread> runner = new AtomicReference<>();
        FutureTask<End> future = new FutureTask<>(() -> {
            runner.set(Thread.currentThread());
            Throwable thrown = catchThrowable(run::run);
            return new End(thrown, Thread.currentThread().isInterrupted());
        });
        starter.accept(future);
        while (runner.get() == null) {
            Thread.onSpinWait();
        }
        meanwhile.accept(runner.get());
        return future.get();
    }

    private void await(String event) {
        while (trail.count(event) == 0) {
            Thread.onSpinWait();
        }
    }

    @OnEveryBackend
    void interruptWhileMainWaits_cancelsMainAndKeepsTheFlag(Variant variant) throws Exception {
        for (Consumer<Runnable> kind : KINDS_OF_THREADS) {
            Trail ended = new Trail();
            Trail began = new Trail();
            End end = endOf(kind, runner -> {
                while (began.events().isEmpty()) {
                    Thread.onSpinWait();
                }
                runner.interrupt();
            }, () -> variant.run(() -> {
                Resource.own("lamp", _ -> ended.add("released"));
                Promise<Void> _ = Miou.call(() -> {
                    try {
                        began.add("child");
                        Miou.sleep(Duration.ofDays(1));
                    } finally {
                        ended.add("child cancelled");
                    }
                });
                Miou.sleep(Duration.ofDays(1));
            }));
            assertThat(end.thrown()).isInstanceOf(CancellationException.class);
            assertThat(end.flag()).isTrue();
            assertThat(ended.events()).containsExactly("child cancelled", "released");
        }
    }

    @OnEveryBackend
    void interruptWhileMainOnlyYields_cancelsIt(Variant variant) throws Exception {
        for (Consumer<Runnable> kind : KINDS_OF_THREADS) {
            Trigger began = new Trigger();
            End end = endOf(kind, runner -> {
                while (!began.isSignalled()) {
                    Thread.onSpinWait();
                }
                runner.interrupt();
            }, () -> variant.run(() -> {
                began.signal();
                while (true) {
                    Miou.yield();
                }
            }));
            assertThat(end.thrown()).isInstanceOf(CancellationException.class);
            assertThat(end.flag()).isTrue();
        }
    }

    @OnEveryBackend
    void threadInterruptedBefore_cancelsMainAtOnce(Variant variant) throws Exception {
        for (Consumer<Runnable> kind : KINDS_OF_THREADS) {
            End end = endOf(kind, _ -> {
            }, () -> {
                Thread.currentThread().interrupt();
                variant.run(() -> Miou.sleep(Duration.ofDays(1)));
            });
            assertThat(end.thrown()).isInstanceOf(CancellationException.class);
            assertThat(end.flag()).isTrue();
        }
    }

    @OnEveryBackend
    void interruptedMain_mayCleanUpInAShield(Variant variant) throws Exception {
        for (Consumer<Runnable> kind : KINDS_OF_THREADS) {
            Trail cleaned = new Trail();
            Trigger began = new Trigger();
            End end = endOf(kind, runner -> {
                while (!began.isSignalled()) {
                    Thread.onSpinWait();
                }
                runner.interrupt();
            }, () -> variant.run(() -> {
                try {
                    began.signal();
                    Miou.sleep(Duration.ofDays(1));
                } catch (TaskCancelled e) {
                    Miou.shield(() -> {
                        Miou.sleep(Duration.ofMillis(1));
                        Miou.blocking(() -> Thread.sleep(1));
                        cleaned.add(Miou.call(() -> "cleaned up").await());
                    });
                    throw e;
                }
            }));
            assertThat(end.thrown()).isInstanceOf(CancellationException.class);
            assertThat(cleaned.events()).containsExactly("cleaned up");
        }
    }

    @OnEveryBackend
    void interruptedMainThatReturnsAValue_isStillCancelled(Variant variant) throws Exception {
        End end = endOf(KINDS_OF_THREADS.get(0), runner -> {
            await("began");
            runner.interrupt();
        }, () -> variant.run(() -> {
            trail.add("began");
            try {
                Miou.sleep(Duration.ofDays(1));
            } catch (TaskCancelled e) {
                trail.add("swallowed");
            }
            return 1;
        }));
        assertThat(end.thrown()).isInstanceOf(CancellationException.class);
        assertThat(end.flag()).isTrue();
        assertThat(trail.events()).containsExactly("began", "swallowed");
    }

    @OnEveryBackend
    void interruptedMainThatThrows_hasThatSuppressed(Variant variant) throws Exception {
        try (LogRecorder _ = new LogRecorder()) {
            End end = endOf(KINDS_OF_THREADS.get(0), runner -> {
                await("began");
                runner.interrupt();
            }, () -> variant.run(() -> {
                trail.add("began");
                try {
                    Miou.sleep(Duration.ofDays(1));
                } finally {
                    trail.add("unwinding");
                    failForItself();
                }
            }));
            assertThat(end.thrown()).isInstanceOf(CancellationException.class);
            assertThat(end.thrown().getSuppressed()).extracting(Throwable::getMessage).containsExactly("of its own");
        }
    }

    private static void failForItself() {
        throw new IllegalArgumentException("of its own");
    }

    @OnEveryBackend
    void interruptOfAFiberByForeignCode_isNoCancellationAndIsKept(Variant variant) {
        boolean flag = variant.run(() -> {
            Thread fiber = Thread.currentThread();
            Miou.blocking(() -> fiber.interrupt());
            Miou.sleep(Duration.ofMillis(1));
            Miou.yield();
            return Thread.interrupted();
        });
        assertThat(flag).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @OnEveryBackend
    void uninterruptedRun_leavesTheFlagClear(Variant variant) throws Exception {
        for (Consumer<Runnable> kind : KINDS_OF_THREADS) {
            End end = endOf(kind, _ -> {
            }, () -> variant.run(() -> Miou.call(() -> Miou.sleep(Duration.ofNanos(1))).await()));
            assertThat(end).isEqualTo(new End(null, false));
        }
    }

    @OnEveryBackend
    void interruptAtARandomMoment_endsTheRunOneWayOrTheOther(Variant variant) throws Exception {
        for (int round = 0; round < 60; round++) {
            int spins = (round % 20) * 2_000;
            End end = endOf(KINDS_OF_THREADS.get(round % 2), runner -> {
                for (int i = 0; i < spins; i++) {
                    Thread.onSpinWait();
                }
                runner.interrupt();
            }, () -> variant.run(() -> {
                Miou.call(() -> Miou.sleep(Duration.ofNanos(1))).await();
                Miou.sleep(Duration.ofNanos(1));
            }));
            assertThat(end.flag() || end.thrown() == null).as("round %d: %s", round, end).isTrue();
            if (end.thrown() != null) {
                assertThat(end.thrown()).isInstanceOf(CancellationException.class);
            }
        }
    }
}
