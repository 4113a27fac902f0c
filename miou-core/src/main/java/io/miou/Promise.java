package io.miou;

import io.miou.task.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A child of a task: what {@link Miou#async} and {@link Miou#call} return. The task that started it, and only that one,
 * must {@linkplain #await() await} or {@linkplain #cancel() cancel} it before it returns (rules 1 and 2).
 *
 * <p>The idea is Miou's: a task is a resource of its parent. {@link #state}, {@link #id}, {@link #name} and {@link #domain} may
 * be asked by any thread.
 *
 * @param <T> what the child returns
 */
public sealed interface Promise<T extends @Nullable Object> permits Task {

    /** How far a task has come. */
    enum State {
        /** It has not ended; it may not even have started. */
        RUNNING,
        /** It has returned. */
        SUCCEEDED,
        /** It has thrown, or broken a rule. */
        FAILED,
        /** It was cancelled, perhaps after it had ended (rule 5). */
        CANCELLED
    }

    /**
     * Waits for the child and returns its value. By its parent only. Suspends until the child has ended; one that has
     * ended is awaited without a switch, any number of times. If the caller is cancelled meanwhile the child stays to be
     * awaited or cancelled.
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
     * As {@link #await()}, but waits no longer than a limit. When it passes the child goes on, still to be awaited or cancelled. A
     * child that has ended is awaited whatever the limit.
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
     * As {@link #await()}, but an {@code X} that the child threw is thrown as itself.
     *
     * {@snippet :
     * String line = Miou.call(() -> readLine(file)).await(IOException.class);
     * }
     *
     * @param <X> the expected exception
     * @param expected its class
     * @return what the child returned
     * @throws X if the child threw one
     */
    <X extends Exception> T await(Class<X> expected) throws X;

    /**
     * As {@link #await()}, but gives the child's failure or cancellation as a value.
     *
     * @return how the child has ended
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    Outcome<T> awaitOutcome();

    /**
     * Cancels the child and all its descendants, and waits until they have ended. By its parent only. The other ready
     * fibers of the domain run once in any case (rule 6). A child that had already ended, even with success, even awaited,
     * is cancelled from then on (rule 5); one that has not started never runs (rule 7). Works in a cancelled task too,
     * as if shielded (rule 10).
     *
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws IllegalStateException outside a fiber
     */
    void cancel();

    /**
     * {@return a future that is completed when the child has ended} By the child's parent only; never suspends. The future may be
     * handed to any thread, and is how code that knows nothing of Miou waits for a task.
     *
     * <p>It is a view, not a hold: having it, or waiting for it, does not count as awaiting, for whoever has it need not be the
     * parent and may never look; the child is still to be awaited or cancelled (rule 1). Completing or cancelling the future leaves
     * the child alone, because only its parent may cancel it (rule 2), and leaves nothing of the future with the child. A future that
     * is dropped stays with the child until that ends: keep one, or use {@link #state}, instead of asking again and again. It tells how
     * the child ended when it ended: cancelling it afterwards (rule 5) changes the promise, not the future. A failure is what the child
     * threw ({@link TaskFailedException} has a table); a cancelled child makes it
     * {@linkplain CompletableFuture#isCancelled cancelled}.
     *
     * <p>Dependent actions run on the child's thread after the child's end, outside any task, with the scoped values and contexts
     * that the child inherited, and the run does not end before they have (those that are added later run at once where they are
     * added). For what takes long use the methods that end in {@code Async}.
     *
     * @throws NotAChildError if the caller is not its parent (rule 2)
     * @throws IllegalStateException outside a fiber
     */
    CompletableFuture<T> toCompletableFuture();

    /** {@return how far the child has come} Any thread. */
    State state();

    /** {@return its number, unique in the run} Any thread. */
    long id();

    /** {@return the name it was given, or one made of its number} Any thread. */
    String name();

    /** {@return the domain it runs on} Any thread. */
    Domain domain();
}
