package io.miou.task;

import io.miou.NotAChildError;
import io.miou.RuleViolation;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.support.Log;
import io.miou.support.Thrown;
import io.miou.support.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions that follow from a failed task, with their messages and receivers. Any thread. */
public final class Failures {

    /** The advice at the end of a message about a failed task. */
    private static final String ADVICE = "; fix the cause, or handle it with awaitOutcome";

    /** The longest text about an exception in a message. The exception is also the cause, with its whole text. */
    private static final int LONGEST_WORDS = 2_000;

    private Failures() {
    }

    /**
     * {@return the task as messages name it}
     *
     * @param task any
     */
    public static String describe(Task<?> task) {
        String words = task.isNamed() ? "task " + task.name() + " (#" + task.id() + ")" : task.name();
        StackTraceElement line = task.spawnSite();
        return line == null ? words : words + " [started at " + line + "]";
    }

    /**
     * {@return the advice on debug mode in a message about a broken rule; empty in debug mode}
     *
     * @param task whose run it is
     * @param what it would tell
     */
    static String debugHint(Task<?> task, String what) {
        return task.run.isDebug() ? "" : " (-Dmiou.debug=true shows " + what + ")";
    }

    /** {@return the error of a task that treats another as its child (rule 2)} */
    static NotAChildError notAChild(Task<?> caller, ChildUse use, Task<?> other) {
        caller.run.ruleBroken();
        NotAChildError error = ApiAccess.get().newNotAChild(use.refusal(describe(caller), describe(other))
                + debugHint(caller, "where both were started"));
        TaskReports.violated(caller, error);
        return error;
    }

    /**
     * Makes the exception that a parent gets for a failure.
     *
     * @param task that has failed, if it is known
     * @param thrown by it
     * @return to be thrown; a violation is thrown here, bare
     */
    public static RuntimeException toThrow(@Nullable Task<?> task, Throwable thrown) {
        if (thrown instanceof RuleViolation violation) {
            throw violation;
        }
        return letPass(task == null ? "a task" : describe(task), thrown, ADVICE);
    }

    /**
     * {@return the exception for a task that awaits something that has failed, or has let the failure of another pass}
     */
    private static TaskFailedException letPass(String who, Throwable thrown, String advice) {
        Throwable cause = thrown instanceof TaskFailedException ? thrown.getCause() : null;
        if (thrown instanceof TaskFailedException inner && cause != null) {
            FailurePath path = FailurePath.of(inner);
            FailurePath before = path == null ? FailurePath.of(withoutAdvice(inner.getMessage())) : path;
            return before.through(who).toException(advice, cause);
        }
        return FailurePath.of(who + " has failed: " + words(thrown)).toException(advice, thrown);
    }

    /**
     * {@return the description of a throwable for a message, even if its methods throw; cut if it is very long}
     *
     * @param thrown by code of a user
     */
    public static String words(Throwable thrown) {
        String words = Words.of(thrown);
        int length = words.length();
        return length <= LONGEST_WORDS
                ? words
                : words.substring(0, LONGEST_WORDS) + "... (" + (length - LONGEST_WORDS) + " more characters)";
    }

    /** A chain of failures gives its advice once, at the end. */
    private static String withoutAdvice(@Nullable String message) {
        String words = String.valueOf(message);
        return words.endsWith(ADVICE) ? words.substring(0, words.length() - ADVICE.length()) : words;
    }

    /**
     * Puts words to an exception of the JDK that takes no message.
     *
     * @param <X> its type
     * @param silent just created
     * @param message what happened, to which task, and what to do
     * @return the same, with a cause that says so
     */
    public static <X extends Exception> X explained(X silent, String message) {
        silent.initCause(new IllegalStateException(message));
        return silent;
    }

    /** {@return the exception for a task that awaits a future that was completed with an exception} */
    static RuntimeException ofFuture(Throwable cause) {
        if (cause instanceof RuleViolation violation) {
            throw violation;
        }
        return letPass("a future", cause, "; fix the cause, or catch this");
    }

    /**
     * {@return the exception with which a future fails so that its cause is the thrown one} A {@link CompletableFuture}
     * takes a {@link CancellationException} for its own cancellation. It takes the outermost
     * {@link CompletionException} for its own wrapper, and removes it. So these two exceptions get a wrapper here.
     *
     * @param thrown by a task
     */
    public static Throwable forFuture(Throwable thrown) {
        return thrown instanceof CancellationException || thrown instanceof CompletionException
                ? new CompletionException(words(thrown), thrown)
                : thrown;
    }

    /** {@return the exception that was thrown first, before it was wrapped for a parent} */
    static Throwable original(Throwable thrown) {
        Throwable cause = thrown instanceof TaskFailedException ? thrown.getCause() : null;
        return cause == null ? thrown : cause;
    }

    public static CancellationException cancelled(@Nullable Task<?> task, @Nullable Throwable thrown) {
        CancellationException cancelled = new CancellationException(
                (task == null ? "a task" : describe(task))
                        + " was cancelled; use awaitOutcome where that is to be expected");
        if (thrown != null) {
            cancelled.addSuppressed(thrown);
        }
        return cancelled;
    }

    /** Adds a suppressed exception, unless it is the same, its cause, or suppressed already. */
    public static void suppress(Throwable to, Throwable suppressed) {
        Thrown.suppress(to, suppressed);
    }

    /** Moves the suppressed exceptions of an exception to its replacement. */
    static void suppressAll(Throwable to, Throwable replaced) {
        for (Throwable suppressed : replaced.getSuppressed()) {
            suppress(to, suppressed);
        }
    }

    /**
     * Throws anything as it is.
     *
     * @param thrown to be thrown
     * @return never
     */
    public static RuntimeException sneak(Throwable thrown) {
        throw Failures.<RuntimeException>unchecked(thrown);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X unchecked(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /** {@return whether a throwable is how a cancellation unwinds} */
    static boolean isCancellation(Throwable thrown) {
        return thrown instanceof TaskCancelled;
    }

    public static void log(System.Logger.Level level, String message, @Nullable Throwable thrown) {
        Log.log(level, message, thrown);
    }

    /** The exceptions of several release functions. */
    static final class Collector {

        private final List<Throwable> thrown = new ArrayList<>(0);

        void add(Throwable failure) {
            for (Throwable known : thrown) {
                if (known == failure) {
                    return;
                }
            }
            thrown.add(failure);
        }

        boolean isEmpty() {
            return thrown.isEmpty();
        }

        void suppressIn(Throwable failure) {
            for (Throwable one : thrown) {
                suppress(failure, one);
            }
        }

        void log(Task<?> task) {
            for (Throwable one : thrown) {
                Failures.log(System.Logger.Level.WARNING,
                        "a release function of " + describe(task) + " has thrown", one);
            }
        }
    }
}
