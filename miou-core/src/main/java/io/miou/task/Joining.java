package io.miou.task;

import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Promise.State;
import io.miou.fiber.StackReserve;
import io.miou.support.Arguments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Awaiting and cancelling children, one or many (rules 2, 4, 5, 6, 12). On the parent's fiber. */
public final class Joining {

    private Joining() {
    }

    static void await(Task<?> parent, Task<?> child) {
        child.requireChildOf(parent);
        parent.beginOperation();
        if (!child.ended) {
            Children children = parent.children;
            child.mark = children.newMark();
            JoinWait wait = JoinWait.forEnds(parent, child.mark, 1);
            if (parent.inside == null) {
                children.join(wait);
            } else {
                joinInside(parent, List.of(child), wait);
            }
        }
        parent.children.consume(child);
    }

    /** Waits for all of some children inside the computation of a value, which one of them may need. */
    private static void joinInside(Task<?> parent, List<Task<?>> all, JoinWait wait) {
        Needs.noteJoin(parent, all);
        try {
            parent.children.join(wait);
        } finally {
            Needs.over(parent);
        }
    }

    /** Waits for it, but no longer than a limit; it goes on then. */
    static void awaitWithin(Task<?> parent, Task<?> child, Duration limit) throws TimeoutException {
        long nanos = Arguments.nanos(limit, "limit");
        child.requireChildOf(parent);
        if (child.ended) {
            await(parent, child);
            return;
        }
        parent.checkCancelled();
        try {
            Boolean _ = Scopes.<Boolean>timeout(nanos, () -> {
                await(parent, child);
                return true;
            });
        } catch (TimeoutException e) {
            throw new TimeoutException(Failures.describe(child) + " has not ended within " + limit
                    + ", and goes on: await it again, or cancel it");
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
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
        Wanted wanted = Wanted.of(parent, promises);
        awaitEnds(parent, wanted);
        List<Outcome<T>> outcomes = new ArrayList<>(wanted.children().size());
        for (Task<?> child : wanted.children()) {
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
        return consume(parent, firstOf(parent, Wanted.some(parent, promises)));
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
        Wanted wanted = Wanted.some(parent, promises);
        Task<?> first = firstOf(parent, wanted);
        Outcome<T> outcome = consume(parent, first);
        cancelOthers(parent, wanted, first);
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
        Wanted wanted = Wanted.some(parent, promises);
        List<Task<?>> children = wanted.children();
        Task<?> winner = anyIn(parent, children, State.SUCCEEDED);
        Task<?> failed = firstIn(children, State.FAILED);
        if (winner == null && wanted.living() > 0) {
            JoinWait wait = JoinWait.forFirstSuccess(parent, wanted.mark(), wanted.living());
            parent.children.join(wait);
            winner = wait.firstSuccess();
            failed = failed == null ? wait.firstFailure() : failed;
        }
        if (winner == null) {
            throw noneSucceeded(parent, children, failed == null ? children.getFirst() : failed);
        }
        Outcome<T> outcome = consume(parent, winner);
        cancelOthers(parent, wanted, winner);
        return outcome.get();
    }

    private static RuntimeException noneSucceeded(Task<?> parent, List<Task<?>> children, Task<?> first) {
        Throwable toThrow = Failures.ofEnded(first);
        for (Task<?> child : children) {
            parent.children.consume(child);
            if (child != first) {
                Failures.suppress(toThrow,
                        child.state() == State.FAILED ? Failures.thrownBy(child) : Failures.ofEnded(child));
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

    private static void cancelOthers(Task<?> parent, Wanted wanted, Task<?> winner) {
        List<Task<?>> others = wanted.children();
        others.remove(winner);
        if (!others.isEmpty()) {
            cancel(parent, others);
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
        Wanted wanted = Wanted.of(parent, promises);
        Task<?> failed = awaitSuccesses(parent, wanted);
        if (failed != null) {
            throw failAll(parent, wanted.children(), failed);
        }
        List<T> values = new ArrayList<>(wanted.children().size());
        for (Task<?> child : wanted.children()) {
            Outcome<T> outcome = consume(parent, child);
            values.add(outcome.get());
        }
        return values;
    }

    @Nullable
    private static Task<?> awaitSuccesses(Task<?> parent, Wanted wanted) {
        if (wanted.living() < wanted.children().size()) {
            for (Task<?> child : wanted.children()) {
                if (child.ended && child.state() != State.SUCCEEDED) {
                    return child;
                }
            }
        }
        if (wanted.living() == 0) {
            return null;
        }
        JoinWait wait = JoinWait.forSuccesses(parent, wanted.mark(), wanted.living());
        parent.children.join(wait);
        return wait.firstFailure();
    }

    private static RuntimeException failAll(Task<?> parent, List<Task<?>> children, Task<?> first) {
        Throwable toThrow = Failures.ofEnded(first);
        List<Task<?>> rest = new ArrayList<>();
        for (Task<?> child : children) {
            if (child.ended && child.state() == State.FAILED) {
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
    static void cancel(Task<?> parent, List<Task<?>> children) {
        // Who is marked as cancelled is told, whatever happens.
        StackReserve.requireMuch();
        for (Task<?> child : children) {
            parent.children.cancel(child);
        }
        Scope shield = parent.ownCancellation().enter(Scope.Kind.SHIELD);
        try {
            parent.suspendForOneTurn();
            awaitEnds(parent, children);
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
        Children children = parent.children;
        if (children.oldest() == null) {
            return;
        }
        long mark = children.newMark();
        int count = children.stillEnding(firstChild, mark);
        if (count > 0) {
            children.join(JoinWait.forEnds(parent, mark, count));
        }
    }

    /** Waits until all of them have ended. */
    static void awaitEnds(Task<?> parent, List<Task<?>> all) {
        awaitEnds(parent, Wanted.again(parent.ownChildren(), all));
    }

    private static void awaitEnds(Task<?> parent, Wanted wanted) {
        if (wanted.living() > 0) {
            JoinWait wait = JoinWait.forEnds(parent, wanted.mark(), wanted.living());
            if (parent.inside == null) {
                parent.children.join(wait);
            } else {
                joinInside(parent, wanted.children(), wait);
            }
        }
    }

    /** One that has ended; a success if there is one, else any (rule 12). Waits if none has. */
    private static Task<?> firstOf(Task<?> parent, Wanted wanted) {
        if (wanted.living() == wanted.children().size()) {
            parent.children.join(JoinWait.forEnds(parent, wanted.mark(), 1));
        }
        List<Task<?>> succeeded = new ArrayList<>();
        List<Task<?>> others = new ArrayList<>();
        for (Task<?> child : wanted.children()) {
            if (child.ended) {
                (child.state() == State.SUCCEEDED ? succeeded : others).add(child);
            }
        }
        return anyOf(parent, succeeded.isEmpty() ? others : succeeded);
    }

    @SuppressWarnings("unchecked")
    private static <T extends @Nullable Object> Outcome<T> consume(Task<?> parent, Task<?> child) {
        parent.children.consume(child);
        return (Outcome<T>) child.outcome();
    }
}
