package io.miou.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Miou;
import io.miou.NotOwnerError;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskFailedException;
import io.miou.sync.Trigger;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Slow;
import io.miou.testing.Variant;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.logging.Level;

/**
 * Rules 21 and 22: an exception that wraps the interrupt of a cancelled wait counts as the cancellation. Any other
 * failure does not.
 */
@Slow
class Rule21WrappedInterruptTest {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration LATE = Duration.ofHours(1);

    /** The exceptions that libraries make of an interrupt. */
    private static final List<Function<InterruptedException, Throwable>> HABITS = List.of(
            IllegalStateException::new,
            e -> new RuntimeException("deep", new ExecutionException(new IOException(e))),
            AssertionError::new,
            e -> new UncheckedIOException(interruptedIo()),
            e -> interruptedIo(),
            e -> {
                Thread.currentThread().interrupt();
                return new IllegalStateException("interrupted, and its flag set again");
            });

    private static InterruptedIOException interruptedIo() {
        return new InterruptedIOException("interrupted");
    }

    private static void waitInLibrary(Function<InterruptedException, Throwable> habit) throws Exception {
        try {
            new LinkedBlockingQueue<Integer>().take();
        } catch (InterruptedException e) {
            rethrow(habit.apply(e));
        }
    }

    private static void rethrow(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    @OnEveryBackend
    void limitThatPassesInALibrary_throwsTimeoutWithTheWrapperSuppressed(Variant variant) {
        variant.run(() -> {
            for (Function<InterruptedException, Throwable> habit : HABITS) {
                Throwable thrown = catchThrowable(() -> Miou.timeout(SOON, () -> waitInLibrary(habit)));
                assertThat(thrown).isInstanceOf(TimeoutException.class);
                assertThat(thrown.getSuppressed()).hasSize(1);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                Miou.yield();
            }
        });
    }

    @OnEveryBackend
    void triggerThatStopsALibrary_givesEmpty(Variant variant) {
        variant.run(() -> {
            for (Function<InterruptedException, Throwable> habit : HABITS) {
                Trigger stop = new Trigger();
                Promise<Boolean> signaller = Miou.call(() -> {
                    Miou.sleep(SOON);
                    return stop.signal();
                });
                assertThat(Miou.until(stop, () -> waitInLibrary(habit))).isFalse();
                signaller.await();
            }
        });
    }

    @OnEveryBackend
    void cancelledTaskInALibrary_isCancelledWithoutALineInTheLog(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                for (Function<InterruptedException, Throwable> habit : HABITS) {
                    Trigger began = new Trigger();
                    Promise<Void> child = Miou.call(() -> {
                        began.signal();
                        waitInLibrary(habit);
                    });
                    began.await();
                    Miou.sleep(SOON);
                    child.cancel();
                    assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
                    Throwable thrown = catchThrowable(child::await);
                    assertThat(thrown).isInstanceOf(CancellationException.class);
                    assertThat(thrown.getSuppressed()).hasSize(1);
                }
            });
            assertThat(log.messages(Level.INFO)).isEmpty();
        }
    }

    @OnEveryBackend
    void outerLimitThatPassesInALibrary_isTheOneThatThrows(Variant variant) {
        variant.run(() -> {
            for (Function<InterruptedException, Throwable> habit : HABITS) {
                boolean[] told = new boolean[1];
                assertThatThrownBy(() -> Miou.timeout(SOON, () -> Miou.until(new Trigger(),
                        () -> Miou.timeout(LATE, () -> Miou.protect(() -> waitInLibrary(habit),
                                cancelled -> told[0] = cancelled)))))
                        .isInstanceOf(TimeoutException.class).hasMessageContaining("0.005S");
                assertThat(told).containsExactly(true);
            }
        });
    }

    // What is not a consequence of the interrupt passes as it is

    @OnEveryBackend
    void libraryThatSwallowsTheInterruptAndFailsOtherwise_throwsItsOwn(Variant variant) {
        variant.run(() -> {
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> waitInLibrary(_ -> new IOException("disk full"))))
                    .isInstanceOf(IOException.class).hasMessage("disk full");
            Trigger stop = new Trigger();
            Promise<Boolean> signaller = Miou.call(() -> {
                Miou.sleep(SOON);
                return stop.signal();
            });
            assertThatThrownBy(() -> Miou.until(stop, () -> waitInLibrary(_ -> new IOException("disk full"))))
                    .isInstanceOf(IOException.class).hasMessage("disk full");
            signaller.await();
        });
    }

    @OnEveryBackend
    void wrapperOfAnInterruptThatWasNotOurs_passesAsItIs(Variant variant) {
        variant.run(() -> {
            IllegalStateException own = new IllegalStateException(new InterruptedException("somebody else's"));
            assertThatThrownBy(() -> Miou.<Integer, RuntimeException>timeout(LATE, () -> {
                throw own;
            })).isSameAs(own);
            assertThatThrownBy(() -> Miou.<Integer, RuntimeException>timeout(SOON, () -> {
                Miou.shield(() -> Miou.sleep(SOON.multipliedBy(2)));
                throw own;
            })).isSameAs(own);
        });
    }

    @OnEveryBackend
    void failureOfAChild_passesAsItIs(Variant variant) {
        variant.run(() -> {
            Promise<Void> failed = Miou.async(() -> {
                throw new IOException(new InterruptedException("in the child"));
            });
            failed.awaitOutcome();
            assertThatThrownBy(() -> Miou.timeout(SOON, () -> {
                try {
                    new LinkedBlockingQueue<Integer>().take();
                } catch (InterruptedException e) {
                    Miou.<Void, RuntimeException>shield(() -> failed.await());
                }
            })).isInstanceOf(TaskFailedException.class);
        });
    }

    @OnEveryBackend
    void brokenRule_passesAsItIs(Variant variant) {
        variant.run(() -> {
            Owned<String> lamp = Resource.own("lamp", _ -> {
            });
            Promise<Void> child = Miou.async(() -> {
                assertThatThrownBy(() -> Miou.timeout(SOON, () -> waitInLibrary(e -> {
                    Thread.currentThread().interrupt();
                    return catchThrowable(lamp::get);
                }))).isInstanceOf(NotOwnerError.class);
            });
            child.await();
            lamp.close();
        });
    }
}
