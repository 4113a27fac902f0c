package io.miou.killers.api;

import io.miou.Miou;
import io.miou.TaskCancelled;
import io.miou.testing.Variant;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * The place from which a call is made. The call's receiver belongs to a task of domain 0, which waits for the answer.
 */
enum Place {

    /** In that task. */
    FIBER {
        @Override
        Answer answer(Variant variant, Specimens specimens, Executable executable, Object receiver,
                Object[] arguments, Duration limit) {
            Answer answer = limited(limit, () -> invoke(executable, receiver, arguments));
            specimens.usedUp(answer instanceof Answer.Returned(Object value) ? value : null);
            return answer;
        }
    },

    /** In a child of that task, on the same domain. */
    CHILD {
        @Override
        Answer answer(Variant variant, Specimens specimens, Executable executable, Object receiver,
                Object[] arguments, Duration limit) {
            return Miou.async(() -> tidy(variant, executable, receiver, arguments, limit)).await();
        }
    },

    /** In a child of that task, on another domain. */
    ELSEWHERE {
        @Override
        Answer answer(Variant variant, Specimens specimens, Executable executable, Object receiver,
                Object[] arguments, Duration limit) {
            return Miou.call(() -> tidy(variant, executable, receiver, arguments, limit)).await();
        }
    },

    /** In the body of {@code blocking}. */
    BLOCKING {
        @Override
        Answer answer(Variant variant, Specimens specimens, Executable executable, Object receiver,
                Object[] arguments, Duration limit) {
            Answer answer = limited(limit, () -> Miou.blocking(() -> invoke(executable, receiver, arguments)));
            specimens.usedUp(answer instanceof Answer.Returned(Object value) ? value : null);
            return answer;
        }
    },

    /** On a thread that Miou knows nothing of. */
    FOREIGN_THREAD {
        @Override
        Answer answer(Variant variant, Specimens specimens, Executable executable, Object receiver,
                Object[] arguments, Duration limit) {
            CompletableFuture<Answer> future = new CompletableFuture<>();
            Thread thread = Thread.ofPlatform().daemon()
                    .start(() -> future.complete(invoke(executable, receiver, arguments)));
            Answer answer = limited(limit, () -> Miou.await(future));
            thread.interrupt();
            specimens.usedUp(answer instanceof Answer.Returned(Object value) ? value : null);
            return answer;
        }
    };

    /** The time that a call may take in a place where it must not suspend. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The time that a call gets in a place where it may suspend. */
    static final Duration A_MOMENT = Duration.ofMillis(10);

    private interface Attempt {
        Answer make();
    }

    abstract Answer answer(Variant variant, Specimens specimens, Executable executable, Object receiver,
            Object[] arguments, Duration limit);

    /** Returns whether a call may wait there. */
    boolean maySuspend() {
        return this == FIBER || this == CHILD || this == ELSEWHERE;
    }

    private static Answer tidy(Variant variant, Executable executable, Object receiver, Object[] arguments,
            Duration limit) {
        try (Specimens results = new Specimens(variant)) {
            return FIBER.answer(variant, results, executable, receiver, arguments, limit);
        }
    }

    private static Answer limited(Duration limit, Attempt attempt) {
        try {
            return Miou.timeout(limit, () -> attempt.make());
        } catch (TimeoutException e) {
            return new Answer.Suspended();
        }
    }

    private static Answer invoke(Executable executable, Object receiver, Object[] arguments) {
        try {
            return new Answer.Returned(executable instanceof Constructor<?> constructor
                    ? constructor.newInstance(arguments)
                    : ((Method) executable).invoke(receiver, arguments));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof TaskCancelled end) {
                throw end;
            }
            return new Answer.Threw(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(executable + " cannot be called", e);
        }
    }
}
