package io.miou.task;

import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.TaskCancelled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The children of one join, each once, and the ways to await several of them (rules 4, 5 and 12). Each child carries
 * the join's stamp; once the join completes, they are exempt from cancellation (rule 9). On the parent's fiber.
 */
public final class JoinSet {

    private final Task<?> parent;

    /** The children in the order of their promises. */
    private final List<Task<?>> children;

    /** The stamp of these children and of no other. */
    private final long stamp;

    /** The number of children that have not ended. */
    private final int living;

    private JoinSet(Task<?> parent, List<Task<?>> children, long stamp, int living) {
        this.parent = parent;
        this.children = children;
        this.stamp = stamp;
        this.living = living;
    }

    List<Task<?>> children() {
        return children;
    }

    long stamp() {
        return stamp;
    }

    int living() {
        return living;
    }

    /**
     * The tasks behind promises, found in one walk: there may be a hundred thousand of them, far apart in memory, and
     * nothing is allocated for each.
     *
     * @throws io.miou.NotAChildError if one of them is no child of the parent
     * @throws TaskCancelled if the parent is cancelled
     */
    private static JoinSet of(Task<?> parent, @Nullable Collection<? extends Promise<?>> promises) {
        Objects.requireNonNull(promises, "promises");
        Children siblings = parent.ownChildren();
        long stamp = siblings.newStamp();
        List<Task<?>> children = new ArrayList<>(promises.size());
        int living = 0;
        for (Promise<?> promise : promises) {
            Task<?> child = switch ((Promise<?>) Objects.requireNonNull(promise, "one of the promises")) {
                case Task<?> task -> task;
            };
            child.requireChildOf(parent, ChildUse.AWAIT);
            if (child.joinStamp != stamp) {
                child.joinStamp = stamp;
                children.add(child);
                if (!child.ended) {
                    living++;
                }
            }
        }
        parent.beginOperation();
        if (siblings.isLatest(stamp)) {
            return new JoinSet(parent, children, stamp, living);
        }
        // The collection is foreign code: it has suspended, or waited for others, and one child may be in the list
        // twice.
        return again(parent, new ArrayList<>(new LinkedHashSet<>(children)));
    }

    /** Makes a set from the present state of the children. Each child is in the list once. */
    static JoinSet again(Task<?> parent, List<Task<?>> children) {
        long stamp = parent.ownChildren().newStamp();
        int living = 0;
        for (Task<?> child : children) {
            child.joinStamp = stamp;
            if (!child.ended) {
                living++;
            }
        }
        return new JoinSet(parent, children, stamp, living);
    }

    /** Makes a set as {@link #of} does, but throws if there is no promise. */
    private static JoinSet some(Task<?> parent, @Nullable Collection<? extends Promise<?>> promises) {
        JoinSet set = of(parent, promises);
        if (set.children.isEmpty()) {
            throw new IllegalArgumentException(
                    "no promises to wait for: the collection is empty; check it before the call");
        }
        return set;
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
        JoinSet set = of(parent, promises);
        parent.children.awaitEnds(set);
        List<Outcome<T>> outcomes = new ArrayList<>(set.children.size());
        for (Task<?> child : set.children) {
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
        return consume(parent, some(parent, promises).firstOf());
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
        JoinSet set = some(parent, promises);
        Task<?> first = set.firstOf();
        Outcome<T> outcome = consume(parent, first);
        set.cancelOthers(first);
        return outcome;
    }

    /**
     * Waits for the success of one of them and cancels the others.
     *
     * @param <T> their result
     * @param promises children of the current task
     * @return the value of the first that succeeded
     */
    public static <T extends @Nullable Object> T any(Collection<? extends Promise<? extends T>> promises) {
        Task<?> parent = Task.current();
        JoinSet set = some(parent, promises);
        List<Task<?>> children = set.children;
        Task<?> winner = anyIn(parent, children, State.SUCCEEDED);
        Task<?> failed = firstIn(children, State.FAILED);
        if (winner == null && set.living > 0) {
            Join join = Join.forFirstSuccess(parent, set.stamp, set.living);
            parent.children.join(join);
            winner = join.firstSuccess();
            failed = failed == null ? join.firstFailure() : failed;
        }
        if (winner == null) {
            throw noneSucceeded(parent, children, failed == null ? children.getFirst() : failed);
        }
        Outcome<T> outcome = consume(parent, winner);
        set.cancelOthers(winner);
        return outcome.get();
    }

    private static RuntimeException noneSucceeded(Task<?> parent, List<Task<?>> children, Task<?> first) {
        Throwable toThrow = Outcomes.failure(first);
        for (Task<?> child : children) {
            parent.children.consume(child);
            if (child != first) {
                Failures.suppress(toThrow,
                        child.state() == State.FAILED ? Outcomes.thrownBy(child) : Outcomes.failure(child));
            }
        }
        return Failures.sneak(toThrow);
    }

    @Nullable
    private static Task<?> firstIn(List<Task<?>> children, State end) {
        for (Task<?> child : children) {
            if (child.ended && child.state() == end) {
                return child;
            }
        }
        return null;
    }

    @Nullable
    private static Task<?> anyIn(Task<?> parent, List<Task<?>> children, State end) {
        List<Task<?>> equals = new ArrayList<>();
        for (Task<?> child : children) {
            if (child.ended && child.state() == end) {
                equals.add(child);
            }
        }
        return equals.isEmpty() ? null : anyOf(parent, equals);
    }

    private void cancelOthers(Task<?> winner) {
        List<Task<?>> others = children;
        others.remove(winner);
        if (!others.isEmpty()) {
            parent.children.cancelAndAwait(others);
        }
    }

    private static Task<?> anyOf(Task<?> parent, List<Task<?>> equals) {
        return equals.get(parent.loop().random().nextInt(equals.size()));
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
        JoinSet set = of(parent, promises);
        Task<?> failed = set.awaitSuccesses();
        if (failed != null) {
            throw failAll(parent, set.children, failed);
        }
        List<T> values = new ArrayList<>(set.children.size());
        for (Task<?> child : set.children) {
            Outcome<T> outcome = consume(parent, child);
            values.add(outcome.get());
        }
        return values;
    }

    @Nullable
    private Task<?> awaitSuccesses() {
        if (living < children.size()) {
            for (Task<?> child : children) {
                if (child.ended && child.state() != State.SUCCEEDED) {
                    return child;
                }
            }
        }
        if (living == 0) {
            return null;
        }
        Join join = Join.forSuccesses(parent, stamp, living);
        parent.children.join(join);
        return join.firstFailure();
    }

    private static RuntimeException failAll(Task<?> parent, List<Task<?>> children, Task<?> ended) {
        // A failure says more than the end of a child that the parent itself has cancelled (rule 5).
        Task<?> failed = ended.state() == State.FAILED ? ended : firstIn(children, State.FAILED);
        Task<?> first = failed == null ? ended : failed;
        Throwable toThrow = Outcomes.failure(first);
        List<Task<?>> rest = new ArrayList<>();
        for (Task<?> child : children) {
            if (child.ended && child.state() == State.FAILED) {
                parent.children.consume(child);
                if (child != first) {
                    Failures.suppress(toThrow, Outcomes.thrownBy(child));
                }
            } else {
                rest.add(child);
            }
        }
        if (!rest.isEmpty()) {
            parent.children.cancelAndAwait(rest);
        }
        return Failures.sneak(toThrow);
    }

    /** Waits until a child has ended and returns it: a success if there is one, else any (rule 12). */
    private Task<?> firstOf() {
        if (living == children.size()) {
            parent.children.join(Join.forEnds(parent, stamp, 1));
        }
        List<Task<?>> succeeded = new ArrayList<>();
        List<Task<?>> others = new ArrayList<>();
        for (Task<?> child : children) {
            if (child.ended) {
                (child.state() == State.SUCCEEDED ? succeeded : others).add(child);
            }
        }
        return anyOf(parent, succeeded.isEmpty() ? others : succeeded);
    }

    @SuppressWarnings("unchecked")
    private static <T extends @Nullable Object> Outcome<T> consume(Task<?> parent, Task<?> child) {
        parent.children.consume(child);
        return (Outcome<T>) Outcomes.of(child);
    }
}
