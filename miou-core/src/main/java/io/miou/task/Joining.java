package io.miou.task;

import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Awaiting and cancelling children, one or many (rules 2, 4, 5, 6, 12). On the parent's fiber. */
public final class Joining {

    private Joining() {
    }

    static void await(Task<?> parent, Task<?> child) {
        child.requireChildOf(parent);
        parent.checkCancelled();
        if (!child.link.ended) {
            JoinWait wait = JoinWait.forEnds(parent, 1);
            child.link.watcher = wait;
            try {
                parent.suspend(wait);
            } finally {
                child.link.watcher = null;
            }
        }
        parent.children.consume(child);
    }

    /**
     * Waits for all of them.
     *
     * @param <T> their result
     * @param promises children of the current task
     * @return their outcomes, in order
     */
    public static <T extends @Nullable Object> List<Outcome<T>> awaitAll(
            Collection<? extends Promise<? extends T>> promises) {
        Task<?> parent = Task.current();
        List<Task<?>> children = childrenOf(parent, promises);
        parent.checkCancelled();
        awaitEnds(parent, children, children.size());
        List<Outcome<T>> outcomes = new ArrayList<>(children.size());
        for (Task<?> child : children) {
            outcomes.add(consume(parent, child));
        }
        return outcomes;
    }

    /**
     * Waits for one of them; the others stay to be awaited.
     *
     * @param <T> their result
     * @param promises children of the current task
     * @return the outcome of one that has ended
     */
    public static <T extends @Nullable Object> Outcome<T> awaitOne(
            Collection<? extends Promise<? extends T>> promises) {
        Task<?> parent = Task.current();
        return consume(parent, firstOf(parent, someChildrenOf(parent, promises)));
    }

    /**
     * Waits for one of them and cancels the others.
     *
     * @param <T> their result
     * @param promises children of the current task
     * @return the outcome of one that has ended
     */
    public static <T extends @Nullable Object> Outcome<T> awaitFirst(
            Collection<? extends Promise<? extends T>> promises) {
        Task<?> parent = Task.current();
        List<Task<?>> children = someChildrenOf(parent, promises);
        Task<?> first = firstOf(parent, children);
        Outcome<T> outcome = consume(parent, first);
        children.remove(first);
        if (!children.isEmpty()) {
            cancel(parent, children);
        }
        return outcome;
    }

    /**
     * Waits for the success of all of them; the first failure cancels the rest and is thrown.
     *
     * @param <T> their result
     * @param promises children of the current task
     * @return their values, in order
     */
    public static <T extends @Nullable Object> List<T> all(Collection<? extends Promise<? extends T>> promises) {
        Task<?> parent = Task.current();
        List<Task<?>> children = childrenOf(parent, promises);
        parent.checkCancelled();
        Task<?> failed = awaitSuccesses(parent, children);
        if (failed != null) {
            throw failAll(parent, children, failed);
        }
        List<T> values = new ArrayList<>(children.size());
        for (Task<?> child : children) {
            Outcome<T> outcome = consume(parent, child);
            values.add(outcome.get());
        }
        return values;
    }

    @Nullable
    private static Task<?> awaitSuccesses(Task<?> parent, List<Task<?>> children) {
        int living = 0;
        for (Task<?> child : children) {
            if (!child.link.ended) {
                living++;
            } else if (child.state() != State.SUCCEEDED) {
                return child;
            }
        }
        if (living == 0) {
            return null;
        }
        JoinWait wait = JoinWait.forSuccesses(parent, living);
        watch(children, wait);
        try {
            parent.suspend(wait);
        } finally {
            unwatch(children);
        }
        return wait.firstFailure();
    }

    private static RuntimeException failAll(Task<?> parent, List<Task<?>> children, Task<?> first) {
        Throwable toThrow = Failures.ofEnded(first);
        List<Task<?>> rest = new ArrayList<>();
        for (Task<?> child : children) {
            if (child.link.ended && child.state() == State.FAILED) {
                parent.children.consume(child);
                if (child != first) {
                    Failures.suppress(toThrow, Failures.thrownBy(child));
                }
            } else {
                rest.add(child);
            }
        }
        if (!rest.isEmpty()) {
            cancel(parent, rest);
        }
        return Failures.sneak(toThrow);
    }

    /** Cancels children and waits until they and their descendants have ended, as if shielded (rules 6 and 10). */
    static void cancel(Task<?> parent, List<? extends Task<?>> children) {
        for (Task<?> child : children) {
            parent.children.cancel(child);
        }
        Scope shield = parent.cancellation.enter(Scope.Kind.SHIELD);
        try {
            parent.suspendForOneTurn();
            awaitEnds(parent, children, children.size());
            for (Task<?> child : children) {
                parent.children.discard(child);
            }
            Failures.Collector failures = new Failures.Collector();
            parent.children.releaseAbandoned(failures);
            failures.log(parent);
        } finally {
            parent.cancellation.leave(shield);
        }
    }

    /** Waits for children of a scope that were cancelled with it; the caller is shielded. */
    static void awaitCancelledSince(Task<?> parent, long firstChild) {
        JoinWait wait = JoinWait.forEnds(parent, 0);
        int count = parent.children.stillEnding(firstChild, wait);
        if (count > 0) {
            wait.expect(count);
            parent.suspend(wait);
        }
    }

    static void awaitEnds(Task<?> parent, List<? extends Task<?>> children, int wanted) {
        int living = 0;
        for (Task<?> child : children) {
            if (!child.link.ended) {
                living++;
            }
        }
        int missing = wanted - (children.size() - living);
        if (missing <= 0) {
            return;
        }
        JoinWait wait = JoinWait.forEnds(parent, missing);
        watch(children, wait);
        try {
            parent.suspend(wait);
        } finally {
            unwatch(children);
        }
    }

    private static void watch(List<? extends Task<?>> children, JoinWait wait) {
        for (Task<?> child : children) {
            // Also those that have ended: once the wait is complete, no cancellation takes any of them back.
            child.link.watcher = wait;
        }
    }

    private static void unwatch(List<? extends Task<?>> children) {
        for (Task<?> child : children) {
            child.link.watcher = null;
        }
    }

    /** One that has ended; a success if there is one, else any (rule 12). Waits if none has. */
    private static Task<?> firstOf(Task<?> parent, List<Task<?>> children) {
        parent.checkCancelled();
        awaitEnds(parent, children, 1);
        List<Task<?>> succeeded = new ArrayList<>();
        List<Task<?>> others = new ArrayList<>();
        for (Task<?> child : children) {
            if (child.link.ended) {
                (child.state() == State.SUCCEEDED ? succeeded : others).add(child);
            }
        }
        List<Task<?>> choice = succeeded.isEmpty() ? others : succeeded;
        return choice.get(parent.loop().random().nextInt(choice.size()));
    }

    @SuppressWarnings("unchecked")
    private static <T extends @Nullable Object> Outcome<T> consume(Task<?> parent, Task<?> child) {
        parent.children.consume(child);
        return (Outcome<T>) child.outcome();
    }

    private static List<Task<?>> someChildrenOf(Task<?> parent, Collection<? extends Promise<?>> promises) {
        List<Task<?>> children = childrenOf(parent, promises);
        if (children.isEmpty()) {
            throw new IllegalArgumentException(
                    "no promises to wait for: the collection is empty; check it before the call");
        }
        return children;
    }

    /** The tasks behind promises, each once, all of them children of the parent. */
    private static List<Task<?>> childrenOf(Task<?> parent, Collection<? extends Promise<?>> promises) {
        Objects.requireNonNull(promises, "promises");
        // A mark in each child instead of a set: nothing is allocated for each of a hundred thousand.
        long visit = parent.ownChildren().beginVisit();
        List<Task<?>> children = new ArrayList<>(promises.size());
        for (Promise<?> promise : promises) {
            Task<?> child = switch ((Promise<?>) Objects.requireNonNull(promise, "one of the promises")) {
                case Task<?> task -> task;
            };
            child.requireChildOf(parent);
            if (child.link.visit != visit) {
                child.link.visit = visit;
                children.add(child);
            }
        }
        return children;
    }
}
