package io.miou;

import io.miou.task.OrphanSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Children that their parent looks after later, in the order in which they end: what a server keeps its clients in. Miou's
 * {@code orphans}; adding and taking cost the same however many there are. Those {@linkplain Miou#orphans(int) with a limit} let
 * {@link #add}, {@link #async} and {@link #call} wait for room; those {@linkplain Miou#orphans(Consumer) with a consumer} hand it each
 * outcome.
 *
 * {@snippet :
 * try (Orphans<Void> clients = Miou.orphans()) {
 *     while (true) {
 *         var client = listener.accept();
 *         clients.async(Miou.task().give(client), () -> serve(client));
 *         clients.forEachEnded(outcome -> report(outcome));
 *     }
 * }
 * }
 *
 * <p>Orphans belong to the task that made them: every method is an {@link IllegalStateException} elsewhere (rule 16). Being in
 * orphans does not excuse a parent: what is left when it returns is forgotten (rule 1).
 *
 * @param <T> what the children return
 */
public sealed interface Orphans<T extends @Nullable Object> extends AutoCloseable permits OrphanSet {

    /**
     * Adds a child of the current task. Awaiting or cancelling it directly removes it.
     *
     * @param <P> its promise
     * @param child that is neither awaited nor cancelled yet
     * @return the child
     * @throws NotAChildError if it is another task's
     * @throws IllegalArgumentException if it was awaited or cancelled already, or is in other orphans
     */
    <P extends Promise<? extends T>> P add(P child);

    /**
     * Starts a child on this domain and adds it.
     *
     * @param task its code
     * @return the child; it may be ignored, because it is in these orphans
     */
    Promise<T> async(Callable<? extends T> task);

    /**
     * Starts a child without a result on this domain and adds it.
     *
     * @param task its code
     * @return the child
     */
    Promise<T> async(Action task);

    /**
     * Starts a child on another domain and adds it.
     *
     * @param task its code
     * @return the child
     * @throws NoDomainAvailableException if there is no other domain (rule 13)
     */
    Promise<T> call(Callable<? extends T> task);

    /**
     * Starts a child without a result on another domain and adds it.
     *
     * @param task its code
     * @return the child
     * @throws NoDomainAvailableException if there is no other domain (rule 13)
     */
    Promise<T> call(Action task);

    /**
     * Starts a child on this domain as {@link TaskBuilder#async(Callable)} does, and adds it. With a limit it waits for room before
     * the child is started: what the child is given stays the caller's until then.
     *
     * @param how its name and resources; made by {@link Miou#task}, used once
     * @param task its code
     * @return the child; it may be ignored, because it is in these orphans
     * @throws TaskCancelled if the caller is cancelled; nothing was started or given then
     */
    Promise<T> async(TaskBuilder how, Callable<? extends T> task);

    /**
     * As {@link #async(TaskBuilder, Callable)}, for a task without a result.
     *
     * @param how its name and resources
     * @param task its code
     * @return the child
     */
    Promise<T> async(TaskBuilder how, Action task);

    /**
     * Starts a child on another domain as {@link TaskBuilder#call(Callable)} does, and adds it. With a limit it waits for room
     * before the child is started: what the child is given stays the caller's until then.
     *
     * {@snippet :
     * Orphans<Void> clients = Miou.orphans(10_000);
     * var client = listener.accept();
     * clients.call(Miou.task().named("client").give(client), () -> serve(client));
     * }
     *
     * @param how its name, resources and domain; made by {@link Miou#task}, used once
     * @param task its code
     * @return the child; it may be ignored, because it is in these orphans
     * @throws NoDomainAvailableException if there is no other domain (rule 13)
     * @throws TaskCancelled if the caller is cancelled; nothing was started or given then
     */
    Promise<T> call(TaskBuilder how, Callable<? extends T> task);

    /**
     * As {@link #call(TaskBuilder, Callable)}, for a task without a result.
     *
     * @param how its name, resources and domain
     * @param task its code
     * @return the child
     */
    Promise<T> call(TaskBuilder how, Action task);

    /**
     * Consumes those that have ended and hands each outcome to a consumer, in the order in which they ended. Never waits. If the
     * consumer throws, that reaches the caller: the outcome it was given is consumed, the others stay.
     *
     * {@snippet :
     * clients.forEachEnded(outcome -> {
     *     if (outcome instanceof Outcome.Failure<Void> failure) {
     *         log(failure.cause());
     *     }
     * });
     * }
     *
     * @param consumer runs on the calling fiber
     */
    void forEachEnded(Consumer<? super Outcome<T>> consumer);

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

    /** Does what {@link #cancelAll} does: for try-with-resources, so that no child is forgotten on any path. */
    @Override
    void close();

    /** {@return how many there are, ended or not} */
    int size();

    /** {@return whether there are none} */
    boolean isEmpty();
}
