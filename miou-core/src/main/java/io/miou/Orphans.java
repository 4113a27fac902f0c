package io.miou;

import io.miou.task.OrphanSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Children that their parent looks after later, in the order in which they end: what a server keeps its clients in. Miou's
 * {@code orphans}; adding and taking cost the same however many there are. Those {@linkplain Miou#orphans(int) with a limit} let
 * {@link #add}, {@link #async} and {@link #call} wait for room.
 *
 * {@snippet :
 * Orphans<Void> clients = Miou.orphans();
 * while (true) {
 *     var client = listener.accept();
 *     var _ = clients.add(Miou.task().give(client).async(() -> serve(client)));
 *     while (clients.care().map(Promise::awaitOutcome).isPresent()) {
 *         // Those that have ended are consumed.
 *     }
 * }
 * }
 *
 * <p>Orphans belong to the task that made them: every method is an {@link IllegalStateException} elsewhere (rule 16). Being in
 * orphans does not excuse a parent: what is left when it returns is forgotten (rule 1).
 *
 * @param <T> what the children return
 */
public sealed interface Orphans<T extends @Nullable Object> permits OrphanSet {

    /**
     * Adds a child of the current task. Awaiting or cancelling it directly removes it.
     *
     * @param <P> its promise
     * @param child that is neither awaited nor cancelled yet
     * @return the child
     * @throws NotAChildError if it is another task's
     * @throws IllegalArgumentException if it was awaited or cancelled already, or is in other orphans
     */
    @CheckReturnValue
    <P extends Promise<? extends T>> P add(P child);

    /**
     * Starts a child on this domain and adds it.
     *
     * @param task its code
     * @return the child; it may be ignored, for it is in good hands
     */
    @CheckReturnValue
    Promise<T> async(Callable<? extends T> task);

    /**
     * Starts a child without a result on this domain and adds it.
     *
     * @param task its code
     * @return the child
     */
    @CheckReturnValue
    Promise<T> async(Action task);

    /**
     * Starts a child on another domain and adds it.
     *
     * @param task its code
     * @return the child
     * @throws NoDomainAvailableException if there is no other domain (rule 13)
     */
    @CheckReturnValue
    Promise<T> call(Callable<? extends T> task);

    /**
     * Starts a child without a result on another domain and adds it.
     *
     * @param task its code
     * @return the child
     * @throws NoDomainAvailableException if there is no other domain (rule 13)
     */
    @CheckReturnValue
    Promise<T> call(Action task);

    /**
     * Takes out one that has ended, without waiting; the caller is to await it.
     *
     * @return the one that ended first; empty if none has
     */
    @CheckReturnValue
    Optional<Promise<T>> care();

    /**
     * Takes out any one, ended or not; the caller is to await or cancel it.
     *
     * @return one; empty if there are none
     */
    @CheckReturnValue
    Optional<Promise<T>> take();

    /**
     * Waits for one to end, and consumes it. Suspends unless one has ended.
     *
     * @return its outcome; empty if there are none
     * @throws TaskCancelled if the caller is cancelled; all stay where they are
     */
    Optional<Outcome<T>> get();

    /**
     * Waits for all to end, and consumes them.
     *
     * @return their outcomes, in the order in which they ended
     * @throws TaskCancelled if the caller is cancelled; those not consumed yet stay where they are
     */
    List<Outcome<T>> drain();

    /** Cancels all, waits until they have ended, and forgets them. Works in a cancelled task too. */
    void cancelAll();

    /** {@return how many there are, ended or not} */
    int size();

    /** {@return whether there are none} */
    boolean isEmpty();
}
