package io.miou;

import io.miou.task.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A child of a task: {@link Miou#async} and {@link Miou#call} return it. The task that started the child, and no other,
 * must {@linkplain #await() await} or {@linkplain #cancel() cancel} it before it returns (rules 1 and 2).
 *
 * <p>{@link #state}, {@link #id}, {@link #name} and {@link #domain} may be called by any thread. The idea is Miou's: a
 * task is a resource of its parent.
 *
 * @param <T> the child's result
 * @since 0.1.0
 */
public sealed interface Promise<T extends @Nullable Object> permits Task {

    /** The progress of a task. */
    enum State {
        /** The task has not ended, and may not even have started. */
        RUNNING,
        /** The task has returned. */
        SUCCEEDED,
        /** The task has thrown, or broken a rule. */
        FAILED,
        /** The task was cancelled, perhaps after it had ended (rule 5). */
        CANCELLED
    }

    /**
     * Suspends until the child has ended, and returns its value. By the parent only.
     *
     * <p>A child that has ended is awaited without a switch, any number of times (rule 4). If the caller is cancelled
     * meanwhile, the child stays to be awaited or cancelled.
     *
     * @return what the child returned
     * @throws TaskFailedException if the child failed; the cause is what it threw
     * @throws RuleViolation if the child broke a rule
     * @throws CancellationException if the child was cancelled
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    T await();

    /**
     * Suspends until the child has ended, but no longer than a limit, and returns its value. Only the parent may call
     * this. When the time limit expires, the child goes on and must still be awaited or cancelled. A child that has
     * ended is awaited whatever the limit.
     *
     * {@snippet :
     * Promise<Report> report = Miou.call(() -> compute());
     * try {
     *     show(report.awaitWithin(Duration.ofSeconds(1)));
     * } catch (TimeoutException e) {
     *     showProgress();
     *     show(report.await());
     * }
     * }
     *
     * @param limit how long to wait; zero and less: not at all
     * @return what the child returned
     * @throws TimeoutException if the child has not ended within the limit
     * @throws TaskFailedException if the child failed; the cause is what it threw
     * @throws RuleViolation if the child broke a rule
     * @throws CancellationException if the child was cancelled
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    T awaitWithin(Duration limit) throws TimeoutException;

    /**
     * Suspends until the child has ended, and returns its value or throws its {@code X} unwrapped. Otherwise the same
     * as {@link #await()}.
     *
     * {@snippet :
     * String line = Miou.call(() -> readLine(file)).awaitChecked(IOException.class);
     * }
     *
     * @param <X> the expected exception
     * @param expected the exception's class
     * @return what the child returned
     * @throws X if the child threw one
     * @throws TaskFailedException if the child threw anything else, which is the cause
     * @throws RuleViolation if the child broke a rule
     * @throws CancellationException if the child was cancelled
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    <X extends Exception> T awaitChecked(Class<X> expected) throws X;

    /**
     * Suspends until the child has ended, and returns its value, failure or cancellation as an {@link Outcome}. By the
     * parent only.
     *
     * @return the child's outcome
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    Outcome<T> awaitOutcome();

    /**
     * Cancels the child and all its descendants, and suspends until they have ended. By the parent only. Works in a
     * cancelled task too, as if shielded (rule 10).
     *
     * <p>The other ready fibers of the domain run once in any case (rule 6). A child that had already ended, even with
     * success, even awaited, is cancelled from then on (rule 5). A child that has not started never runs (rule 7).
     *
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws IllegalStateException outside a fiber
     */
    void cancel();

    /**
     * {@return a future that is completed when the child has ended} By the parent only; never suspends. Any thread may
     * use the future, so code that knows nothing of Miou can wait for a task.
     *
     * <p>The future does not count as awaiting, because any thread may have it and none may look: the child stays to be
     * awaited or cancelled (rule 1). Completing or cancelling the future leaves the child alone, because only the
     * parent may cancel it (rule 2), and removes the future from the child. A future that is dropped stays with the
     * child until its end: keep one future, or use {@link #state}.
     *
     * <p>The future keeps the outcome that the child had at its end: cancelling the child afterwards (rule 5) changes
     * the promise, not the future. A failure is what the child threw ({@link TaskFailedException} has a table). A
     * cancelled child makes the future {@linkplain CompletableFuture#isCancelled cancelled}.
     *
     * <p>Dependent actions run on the child's thread after the child's end, outside any task, with the scoped values
     * and contexts that the child inherited. The run ends after they have run. Actions that are added later run at
     * once, on the thread that adds them. For long actions use the methods that end in {@code Async}.
     *
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws IllegalStateException outside a fiber
     */
    CompletableFuture<T> toCompletableFuture();

    /** {@return the child's progress} Any thread. */
    State state();

    /** {@return the child's number, unique in the run} Any thread. */
    long id();

    /** {@return the child's name: the one it was given, or one made of its number} Any thread. */
    String name();

    /** {@return the child's domain} Any thread. */
    Domain domain();
}
