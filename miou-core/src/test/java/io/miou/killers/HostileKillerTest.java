package io.miou.killers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miou.Hook;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Owned;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.ResourceLeakedError;
import io.miou.TaskExecutor;
import io.miou.TaskFailedException;
import io.miou.Violations;
import io.miou.sync.Computation;
import io.miou.sync.Lazy;
import io.miou.testing.LogRecorder;
import io.miou.testing.OnEveryBackend;
import io.miou.testing.Variant;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * User code that throws what nobody expects, wherever the scheduler calls it: no memory, no stack, and exceptions and
 * resources that throw when they are asked what they are. The run ends or goes on by the rules.
 */
class HostileKillerTest {

    /** Throws whatever it is asked. */
    private static final class Hostile extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("asked for its message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("asked what it is");
        }
    }

    /** A value that cannot be described. */
    private static final class Nameless {

        @Override
        public String toString() {
            throw new IllegalStateException("asked what it is");
        }
    }

    /** Every throwable that no catch block of a user expects. */
    private static Map<String, Supplier<Throwable>> throwables() {
        Map<String, Supplier<Throwable>> all = new TreeMap<>();
        all.put("no memory", () -> new OutOfMemoryError("as planned"));
        all.put("no stack", StackOverflowError::new);
        all.put("hostile", Hostile::new);
        return all;
    }

    /** A piece of the user's code that the scheduler calls. */
    private interface Story {
        void tell(Throwable thrown) throws Exception;
    }

    private static <T> T fail(Throwable thrown) {
        return HostileKillerTest.<RuntimeException, T>sneak(thrown);
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable, T> T sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    private static void isFailure(Outcome<?> outcome, Throwable cause) {
        assertThat(outcome instanceof Outcome.Failure<?> failure && failure.cause() == cause).isTrue();
    }

    private static Map<String, Story> stories() {
        Map<String, Story> all = new TreeMap<>();
        all.put("a child", thrown -> isFailure(Miou.async(() -> fail(thrown)).awaitOutcome(), thrown));
        all.put("a child elsewhere", thrown -> isFailure(Miou.call(() -> fail(thrown)).awaitOutcome(), thrown));
        all.put("a child that is awaited", thrown -> {
            Promise<Object> child = Miou.async(() -> fail(thrown));
            Throwable told = catchThrowable(child::await);
            assertThat(told instanceof TaskFailedException && told.getCause() == thrown).isTrue();
        });
        all.put("two generations", thrown -> {
            Promise<Object> child = Miou.call(() -> Miou.async(() -> fail(thrown)).await());
            Throwable told = catchThrowable(child::await);
            assertThat(told instanceof TaskFailedException && told.getCause() == thrown).isTrue();
        });
        all.put("a child that is cancelled", thrown -> {
            Promise<Void> child = Miou.async(() -> {
                try {
                    Miou.sleep(Duration.ofHours(1));
                } finally {
                    fail(thrown);
                }
            });
            Miou.yield();
            child.cancel();
            assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
            assertThat(catchThrowable(child::await) != null).isTrue();
        });
        all.put("a hook", thrown -> {
            Hook _ = Hook.add(() -> fail(thrown));
            Miou.sleep(Duration.ofMillis(1));
        });
        all.put("a release function", thrown -> {
            Promise<Object> child = Miou.async(() -> {
                Owned<String> _ = Resource.own("key", _ -> fail(thrown));
                throw new IOException("the first cause");
            });
            assertThat(child.awaitOutcome() instanceof Outcome.Failure<Object>(IOException _)).isTrue();
        });
        all.put("a release function of a cancelled task", thrown -> {
            Promise<Void> child = Miou.async(() -> {
                Owned<String> _ = Resource.own("key", _ -> fail(thrown));
                Miou.sleep(Duration.ofHours(1));
            });
            Miou.yield();
            child.cancel();
            assertThat(child.state()).isEqualTo(Promise.State.CANCELLED);
        });
        all.put("a release function called by close", thrown -> {
            Owned<String> key = Resource.own("key", _ -> fail(thrown));
            assertThat(catchThrowable(key::close) == thrown).isTrue();
        });
        all.put("a finalizer", thrown -> assertThat(
                catchThrowable(() -> Miou.protect(() -> 1, _ -> fail(thrown))) == thrown).isTrue());
        all.put("a body with a limit", thrown -> assertThat(
                catchThrowable(() -> Miou.timeout(Duration.ofHours(1), () -> fail(thrown))) == thrown).isTrue());
        all.put("a shielded body", thrown -> assertThat(
                catchThrowable(() -> Miou.shield(() -> fail(thrown))) == thrown).isTrue());
        all.put("a blocking body", thrown -> assertThat(
                catchThrowable(() -> Miou.blocking(() -> fail(thrown))) == thrown).isTrue());
        all.put("a lazy value", thrown -> {
            Lazy<Object> lazy = Lazy.of(() -> fail(thrown));
            assertThat(catchThrowable(lazy::get) != null).isTrue();
        });
        all.put("a computation", thrown -> {
            Computation<Object> computation = new Computation<>();
            boolean _ = computation.tryCapture(() -> fail(thrown));
            isFailure(computation.peek().orElseThrow(), thrown);
        });
        all.put("a future", thrown -> {
            Throwable told = catchThrowable(() -> Miou.await(CompletableFuture.failedFuture(thrown)));
            assertThat(told instanceof TaskFailedException && told.getCause() == thrown).isTrue();
        });
        all.put("an input of parallel", thrown -> Miou.parallel(List.of(1, 2), _ -> fail(thrown))
                .forEach(outcome -> isFailure(outcome, thrown)));
        all.put("a task of an executor", thrown -> {
            try (TaskExecutor executor = Miou.asyncExecutor()) {
                executor.execute(() -> fail(thrown));
                CompletableFuture<Object> future = executor.submit(() -> fail(thrown));
                Throwable told = Miou.blocking(() -> catchThrowable(future::get));
                assertThat(told instanceof ExecutionException && told.getCause() == thrown).isTrue();
            }
        });
        return all;
    }

    @OnEveryBackend
    void whateverIsThrown_endsItsTaskByTheRules_andTheRunGoesOn(Variant variant) {
        Map<String, Throwable> surprises = new TreeMap<>();
        try (LogRecorder _ = new LogRecorder()) {
            stories().forEach((story, told) -> throwables().forEach((name, throwable) -> {
                Throwable surprise = catchThrowable(() -> variant.launcher().domains(1).run(() -> {
                    told.tell(throwable.get());
                    assertThat(Miou.call(() -> Miou.async(() -> 1).await()).await()).isEqualTo(1);
                }));
                if (surprise != null) {
                    surprises.put(story + " that throws " + name, surprise);
                }
            }));
        }
        assertNone(surprises);
    }

    @OnEveryBackend
    void whateverMainThrows_isThrownByRun(Variant variant) {
        throwables().forEach((name, throwable) -> {
            Throwable thrown = throwable.get();
            assertThat(catchThrowable(() -> variant.launcher().domains(1).run(() -> fail(thrown))) == thrown).as(name)
                    .isTrue();
        });
    }

    @OnEveryBackend
    void resourceThatCannotBeDescribed_isReleasedAndToldAsAnyOther(Variant variant) {
        int[] released = new int[1];
        try (LogRecorder _ = new LogRecorder()) {
            Throwable leak = catchThrowable(() -> variant.launcher().domains(1).run(() -> {
                Owned<Nameless> _ = Resource.own(new Nameless(), _ -> released[0]++);
                assertThat(Miou.dump().toString()).isNotEmpty();
            }));
            assertThat(leak).isInstanceOf(ResourceLeakedError.class);
            variant.launcher().domains(1).violations(Violations.CONTAINED).run(() -> {
                Promise<Object> leaking = Miou.call(() -> Resource.own(new Nameless(), _ -> released[0]++));
                assertThat(leaking.awaitOutcome()).isInstanceOfSatisfying(Outcome.Failure.class,
                        failure -> assertThat(failure.cause()).isInstanceOf(ResourceLeakedError.class));
            });
            variant.launcher().domains(1).run(() -> {
                Owned<Nameless> left = Resource.own(new Nameless(), _ -> released[0]++);
                left.disown();
            });
        }
        assertThat(released).containsExactly(3);
    }

    /**
     * Checks that there are no surprises. It prints class and stack of each, not the message, because some have none.
     */
    private static void assertNone(Map<String, Throwable> surprises) {
        StringBuilder told = new StringBuilder();
        surprises.forEach((story, surprise) -> {
            told.append(story).append(": ").append(surprise.getClass().getName());
            for (int i = 0; i < Math.min(6, surprise.getStackTrace().length); i++) {
                told.append("\n    ").append(surprise.getStackTrace()[i]);
            }
            told.append('\n');
        });
        assertThat(told.toString()).isEmpty();
    }
}
