package io.miou;

import io.miou.task.Task;
import java.util.concurrent.CancellationException;
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

    /** {@return how far the child has come} Any thread. */
    State state();

    /** {@return its number, unique in the run} Any thread. */
    long id();

    /** {@return the name it was given, or one made of its number} Any thread. */
    String name();

    /** {@return the domain it runs on} Any thread. */
    Domain domain();
}
