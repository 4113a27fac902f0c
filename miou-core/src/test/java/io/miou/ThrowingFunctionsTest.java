package io.miou;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryEngine;
import io.miou.testing.Trail;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;

/**
 * Functions of a user that throw the same exception, or an {@code Error}: the others run, and each exception is
 * reported once.
 */
class ThrowingFunctionsTest {

    private final Trail trail = new Trail();
    private final IllegalStateException same = new IllegalStateException("the same");
    private final AssertionError error = new AssertionError("an error");

    private void ownOneThatThrows(String name, Throwable thrown) {
        Owned<String> _ = Resource.own(name, value -> {
            trail.add("release " + value);
            throwIt(thrown);
        });
    }

    private static void throwIt(Throwable thrown) {
        if (thrown instanceof Error e) {
            throw e;
        }
        throw (RuntimeException) thrown;
    }

    @OnEveryEngine
    void releaseFunctionsThatThrowTheTasksFailure_areAllRunAndTheFailureIsKept(Variant variant) {
        variant.run(() -> {
            Promise<Void> child = Miou.async(() -> {
                ownOneThatThrows("a", same);
                ownOneThatThrows("b", error);
                ownOneThatThrows("c", error);
                ownOneThatThrows("d", same);
                throwIt(same);
            });
            assertThat(child.awaitOutcome()).isEqualTo(new Outcome.Failure<>(same));
            assertThat(same.getSuppressed()).containsExactly(error);
        });
        assertThat(trail.events()).containsExactly("release d", "release c", "release b", "release a");
    }

    @OnEveryEngine
    void releaseFunctionsOfACancelledTask_areLoggedOnceForEachException(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Promise<Void> child = Miou.async(() -> {
                    ownOneThatThrows("a", same);
                    ownOneThatThrows("b", error);
                    ownOneThatThrows("c", same);
                    Miou.sleep(Duration.ofDays(1));
                });
                Miou.yield();
                child.cancel();
            });
            assertThat(log.thrown(Level.WARNING)).containsExactly(same, error);
        }
        assertThat(trail.events()).containsExactly("release c", "release b", "release a");
    }

    @OnEveryEngine
    void finalizersThatThrowWhatTheBodyThrew_areAllRun(Variant variant) {
        variant.run(() -> {
            Throwable thrown = catchThrowable(() -> Miou.protect(() -> Miou.protect(() -> {
                throw same;
            }, _ -> throwIt(error)), _ -> {
                trail.add("outer");
                throwIt(same);
            }));
            assertThat(thrown).isSameAs(same);
            assertThat(same.getSuppressed()).containsExactly(error);
        });
        assertThat(trail.events()).containsExactly("outer");
    }

    @OnEveryEngine
    void childrenThatFailWithTheSameException_areAllReported(Variant variant) {
        variant.run(() -> {
            List<Promise<Void>> children = List.of(failing(same), failing(error), failing(error), failing(same));
            Miou.yield();
            Throwable thrown = catchThrowable(() -> Miou.all(children));
            assertThat(thrown).isInstanceOf(TaskFailedException.class).hasCause(same);
            assertThat(thrown.getSuppressed()).containsExactly(error);
        });
    }

    private static Promise<Void> failing(Throwable thrown) {
        return Miou.async(() -> throwIt(thrown));
    }

    @OnEveryEngine
    void hooksThatThrow_areRemovedAndTheOthersRun(Variant variant) {
        try (LogRecorder log = new LogRecorder()) {
            variant.run(() -> {
                Hook _ = Hook.add(() -> throwIt(same));
                Hook _ = Hook.add(() -> throwIt(error));
                Hook _ = Hook.add(() -> throwIt(same));
                Hook last = Hook.add(() -> trail.add("last"));
                Miou.sleep(Duration.ofMillis(1));
                last.remove();
            });
            assertThat(log.thrown(Level.SEVERE)).containsExactly(same, error, same);
        }
        assertThat(trail.events()).contains("last");
    }
}
