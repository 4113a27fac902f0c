package io.miou.task;

import io.miou.Action;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.TaskFunction;
import io.miou.domain.DomainLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Spreads children over the domains of a run and waits for them. On the parent's fiber. */
public final class ParallelTasks {

    private ParallelTasks() {
    }

    /**
     * Runs one child for each input, on the domains other than the caller's in turn, and waits for all.
     *
     * @param <A> the inputs
     * @param <R> the results
     * @param inputs each is the input of one child
     * @param code the children's code
     * @return the outcomes in the order of the inputs
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> forEach(
            Collection<A> inputs, TaskFunction<? super A, ? extends R> code) {
        return JoinSet.awaitAll(ParallelTasks.<A, R>start(inputs, code));
    }

    /**
     * Runs one child for each input as {@link #forEach} does. The first failure cancels the rest and is thrown.
     *
     * @param <A> the inputs
     * @param <R> the results
     * @param inputs each is the input of one child
     * @param code the children's code
     * @return the values in the order of the inputs
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> List<R> map(Collection<A> inputs,
            TaskFunction<? super A, ? extends R> code) {
        return JoinSet.all(ParallelTasks.<A, R>start(inputs, code));
    }

    private static <A extends @Nullable Object, R extends @Nullable Object> List<Promise<R>> start(
            Collection<A> inputs, TaskFunction<? super A, ? extends R> code) {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(code, "task");
        Task<?> parent = Task.current();
        parent.checkCancelled();
        // The collection is foreign code: if it throws, suspends or changes, no child has started yet.
        List<A> copy = new ArrayList<>(inputs);
        if (copy.isEmpty()) {
            return List.of();
        }
        List<DomainLoop> others = parent.run().domains().requireOthers(parent);
        List<Promise<R>> children = new ArrayList<>(copy.size());
        for (A input : copy) {
            DomainLoop target = others.get(children.size() % others.size());
            children.add(Spawner.<R>spawn(parent, target, null, () -> code.apply(input), List.of(), List.of()));
        }
        return children;
    }

    /**
     * Runs one child on each domain of the pool and one on the caller's domain, and waits for all.
     *
     * @param code the children's code
     */
    public static void everywhere(Action code) {
        Objects.requireNonNull(code, "task");
        Task<?> parent = Task.current();
        parent.checkCancelled();
        List<Promise<@Nullable Void>> children = new ArrayList<>();
        for (DomainLoop loop : parent.run().domains().others(parent)) {
            children.add(Spawner.<@Nullable Void>spawn(parent, loop, null, Callables.of(code), List.of(),
                    List.of()));
        }
        children.add(Spawner.async(Callables.<@Nullable Void>of(code)));
        List<@Nullable Void> _ = JoinSet.<@Nullable Void>all(children);
    }
}
