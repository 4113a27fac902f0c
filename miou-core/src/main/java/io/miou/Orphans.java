package io.miou;

import io.miou.task.OrphanSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of children that their parent looks after later, in the order in which they end. A server keeps its clients in
 * one.
 *
 * <p>Adding and taking cost the same with any number of children. With a {@linkplain Miou#orphans(int) limit},
 * {@link #add}, {@link #async} and {@link #call} wait for room. With a {@linkplain Miou#orphans(Consumer) consumer},
 * each outcome is handed to it.
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
 * <p>Orphans belong to the task that made them: in another task every method throws {@link IllegalStateException} (rule
 * 16). They do not excuse a parent: a child that is left in them when the parent returns is forgotten (rule 1). The
 * idea is that of Miou's {@code orphans}.
 *
 * @param <T> the children's result
 * @since 0.1.0
 */
public sealed interface Orphans<T extends @Nullable Object> extends AutoCloseable permits OrphanSet {

    /**
     * Adds a child of the current task. With a limit it suspends until there is room. Awaiting or cancelling the child
     * directly removes it.
     *
     * @param <P> the promise's type
     * @param child neither awaited nor cancelled yet
     * @return the child
     * @throws NotAChildError if it is a child of another task (rule 2)
     * @throws IllegalArgumentException if it was awaited or cancelled already, or is in other orphans
     * @throws TaskCancelled with a limit, if the caller is cancelled; the child is not added then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    <P extends Promise<? extends T>> P add(P child);

    /**
     * Starts a child on the caller's domain and adds it. With a limit it suspends until there is room.
     *
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    Promise<T> async(Callable<? extends T> task);

    /**
     * Starts a child without a result on the caller's domain and adds it. Otherwise the same as
     * {@link #async(Callable)}.
     *
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    Promise<T> async(Action task);

    /**
     * Starts a child on another domain and adds it. With a limit it suspends until there is room.
     *
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws NoDomainAvailableException if the pool has no other domain (rule 13)
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    Promise<T> call(Callable<? extends T> task);

    /**
     * Starts a child without a result on another domain and adds it. Otherwise the same as {@link #call(Callable)}.
     *
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws NoDomainAvailableException if the pool has no other domain (rule 13)
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    Promise<T> call(Action task);

    /**
     * Starts a child on the caller's domain as {@link TaskBuilder#async(Callable)} does, and adds it. With a limit it
     * suspends until there is room, and gives the child its resources afterwards.
     *
     * @param how the child's name and resources; made by {@link Miou#task}, used once
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started or given then
     * @throws NotOwnerError if a given or lent resource is not the caller's; nothing has moved then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber; if the
     *        builder has a domain or has started a task already
     */
    Promise<T> async(TaskBuilder how, Callable<? extends T> task);

    /**
     * Starts a child without a result on the caller's domain and adds it. Otherwise the same as
     * {@link #async(TaskBuilder, Callable)}.
     *
     * @param how the child's name and resources; made by {@link Miou#task}, used once
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws NotOwnerError if a given or lent resource is not the caller's; nothing has moved then
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started or given then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber; if the
     *        builder has a domain or has started a task already
     */
    Promise<T> async(TaskBuilder how, Action task);

    /**
     * Starts a child on another domain as {@link TaskBuilder#call(Callable)} does, and adds it. With a limit it
     * suspends until there is room, and gives the child its resources afterwards.
     *
     * {@snippet :
     * Orphans<Void> clients = Miou.orphans(10_000);
     * var client = listener.accept();
     * clients.call(Miou.task().named("client").give(client), () -> serve(client));
     * }
     *
     * @param how the child's name, resources and domain; made by {@link Miou#task}, used once
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws NoDomainAvailableException if the pool has no other domain (rule 13)
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started or given then
     * @throws NotOwnerError if a given resource is not the caller's; nothing has moved then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber; if the
     *        builder lends a resource or has started a task already
     */
    Promise<T> call(TaskBuilder how, Callable<? extends T> task);

    /**
     * Starts a child without a result on another domain and adds it. Otherwise the same as
     * {@link #call(TaskBuilder, Callable)}.
     *
     * @param how the child's name, resources and domain; made by {@link Miou#task}, used once
     * @param task its code
     * @return the child; the result may be ignored, because the set keeps it
     * @throws NoDomainAvailableException if the pool has no other domain (rule 13)
     * @throws NotOwnerError if a given resource is not the caller's; nothing has moved then
     * @throws TaskCancelled with a limit, if the caller is cancelled; nothing was started or given then
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber; if the
     *        builder lends a resource or has started a task already
     */
    Promise<T> call(TaskBuilder how, Action task);

    /**
     * Consumes the children that have ended and hands each outcome to a consumer, in the order in which they ended.
     * Never waits. If the consumer throws, the caller gets that: the outcome it was given is consumed, the other
     * children stay.
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
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    void forEachEnded(Consumer<? super Outcome<T>> consumer);

    /**
     * Takes out the child that ended first; the caller must await it. Never waits.
     *
     * @return the child; empty if none has ended
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    @CheckReturnValue
    Optional<Promise<T>> care();

    /**
     * Takes out any one child, ended or not; the caller must await or cancel it. Never waits.
     *
     * @return the child; empty if the set is empty
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    @CheckReturnValue
    Optional<Promise<T>> take();

    /**
     * Suspends until a child has ended, and consumes it. Does not suspend if one has ended already.
     *
     * @return the child's outcome; empty if the set is empty
     * @throws TaskCancelled if the caller is cancelled; all children stay in the set
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    Optional<Outcome<T>> get();

    /**
     * Suspends until all children have ended, and consumes them.
     *
     * @return the outcomes in the order in which the children ended
     * @throws TaskCancelled if the caller is cancelled; children not consumed yet stay in the set
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    List<Outcome<T>> drain();

    /**
     * Cancels all children, suspends until they have ended, and removes them. Works in a cancelled task too (rule 10).
     *
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    void cancelAll();

    /**
     * Does the same as {@link #cancelAll()}, so that try-with-resources forgets no child on any path. Works in a
     * cancelled task too (rule 10).
     *
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    @Override
    void close();

    /**
     * {@return the number of children, ended or not}
     *
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    int size();

    /**
     * {@return whether the set is empty}
     *
     * @throws IllegalStateException if the current task did not make this set (rule 16); outside a fiber
     */
    boolean isEmpty();
}
