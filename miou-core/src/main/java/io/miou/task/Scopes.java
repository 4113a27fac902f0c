package io.miou.task;

import io.miou.Body;
import io.miou.Finalizer;
import io.miou.TaskFailedException;
import io.miou.inbox.Message;
import io.miou.support.Log;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The scopes of the calling task (rule 22). On its fiber. */
public final class Scopes {

    private Scopes() {
    }

    /**
     * See {@link io.miou.Miou#timeout}.
     *
     * @param <T> its result
     * @param nanos the limit
     * @param body the code
     * @return its result
     * @throws TimeoutException if the limit has ended it
     * @throws Throwable what the body throws
     */
    public static <T extends @Nullable Object> T timeout(long nanos, Body<? extends T, ?> body) throws Throwable {
        Task<?> task = Task.current();
        long deadline = task.loop().timers().deadlineIn(nanos);
        Scope scope = task.ownCancellation().enterLimit(deadline);
        if (nanos <= 0) {
            scope.fire();
        } else {
            task.loop().timers().startAt(scope, deadline);
        }
        T value;
        try {
            value = body.run();
        } catch (Throwable e) {
            task.deliverPendingInterrupt();
            task.loop().timers().stop(scope);
            Throwable toThrow = e;
            if (leaveByThrow(task, scope, e)) {
                toThrow = new TimeoutException(Failures.describe(task) + " has not finished within "
                        + java.time.Duration.ofNanos(Math.max(0, nanos))
                        + "; allow it more time, or catch this");
                if (Unwinding.isBare(e)) {
                    Failures.suppressAll(toThrow, e);
                } else {
                    Failures.suppress(toThrow, e);
                }
            }
            throw toThrow;
        }
        task.requireOwnFiber();
        task.loop().timers().stop(scope);
        leaveByReturn(task, scope);
        return value;
    }

    /**
     * See {@link io.miou.Miou#until}.
     *
     * @param <T> its result
     * @param onStop attaches a callback that any thread runs to stop the body
     * @param forget detaches it
     * @param body the code
     * @return its result; empty if it was stopped, or if the result is null
     * @throws Throwable what the body throws
     */
    public static <T extends @Nullable Object> Optional<T> until(Consumer<Runnable> onStop,
            Consumer<Runnable> forget, Body<? extends T, ?> body) throws Throwable {
        Task<?> task = Task.current();
        Scope scope = task.ownCancellation().enter(Scope.Kind.STOP);
        Runnable stop = () -> stop(task, scope);
        try {
            onStop.accept(stop);
        } catch (Throwable e) {
            task.cancellation.leave(scope);
            throw e;
        }
        T value;
        try {
            value = body.run();
        } catch (Throwable e) {
            task.deliverPendingInterrupt();
            forget.accept(stop);
            if (leaveByThrow(task, scope, e)) {
                if (!Unwinding.isBare(e)) {
                    Log.debug(() -> Failures.describe(task) + " was stopped and has thrown", e);
                }
                return Optional.empty();
            }
            throw e;
        }
        forget.accept(stop);
        leaveByReturn(task, scope);
        return Optional.ofNullable(value);
    }

    /**
     * {@return the nanoseconds until the nearest limit ends the current task's waits; empty without
     * one}
     */
    public static OptionalLong remaining() {
        Task<?> task = Task.current();
        long now = task.loop().timers().nanoTime();
        long nearest = Long.MAX_VALUE;
        Scope scope = task.cancellation.innermost();
        for (Task<?> level = task; level != null; level = level.parent) {
            for (; scope != null; scope = scope.outer) {
                if (scope.isLeft()) {
                    // An ancestor has left it since it started the task: it has no effect any more.
                    continue;
                }
                if (scope.kind == Scope.Kind.SHIELD) {
                    return asOptional(nearest);
                }
                if (scope.kind == Scope.Kind.LIMIT) {
                    nearest = Math.min(nearest, Math.max(0, scope.deadline() - now));
                }
            }
            scope = level.startedIn;
        }
        return asOptional(nearest);
    }

    private static OptionalLong asOptional(long nearest) {
        return nearest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(nearest);
    }

    private static void stop(Task<?> task, Scope scope) {
        if (task.loop().isCurrent()) {
            task.cancellation.fire(scope);
        } else {
            scope.askedToFire = true;
            task.loop().postCancellation(new Message() {
                @Override
                public void deliver() {
                    task.cancellation.fire(scope);
                }
            });
            task.cancellation.signalled();
        }
    }

    /** Leaves a scope whose body has returned: it has won, but children started in it may have been cancelled. */
    private static void leaveByReturn(Task<?> task, Scope scope) {
        task.cancellation.leave(scope);
        if (scope.fired) {
            Failures.Collector failures = new Failures.Collector();
            task.children.releaseAbandoned(failures);
            failures.log(task);
        }
    }

    /**
     * Leaves a scope whose body has thrown.
     *
     * @return whether it was this scope's limit that has ended the body
     */
    private static boolean leaveByThrow(Task<?> task, Scope scope, Throwable thrown) {
        boolean hasEndedIt = task.cancellation.isConsequence(thrown, scope);
        try {
            if (scope.fired) {
                endWhatBeganInside(task, scope, thrown);
            }
        } finally {
            task.cancellation.leave(scope);
        }
        if (!hasEndedIt) {
            return false;
        }
        // An outer scope that has fired, or the task's cancellation, takes precedence and goes on unwinding.
        task.lookForOuterCancellation();
        task.cancellation.passOn(scope);
        return task.cancellation.cause() == null;
    }

    private static void endWhatBeganInside(Task<?> task, Scope scope, Throwable thrown) {
        Failures.Collector failures = new Failures.Collector();
        Scope shield = task.ownCancellation().enter(Scope.Kind.SHIELD);
        try {
            // When the scope fired, the children that the body was about to consume were not cancelled.
            task.children.cancelStarted(scope.firstChild, Long.MAX_VALUE);
            task.children.awaitCancelledSince(scope.firstResource, scope.firstChild);
            task.children.releaseAbandoned(failures);
            task.resources.releaseSince(task, scope.firstResource, failures);
        } finally {
            task.cancellation.leave(shield);
        }
        failures.suppressIn(thrown);
    }

    /**
     * See {@link io.miou.Miou#shield}.
     *
     * @param <T> its result
     * @param <X> what it throws
     * @param body the code
     * @return its result
     * @throws X what it throws
     */
    public static <T extends @Nullable Object, X extends Exception> T shield(Body<? extends T, ? extends X> body)
            throws X {
        Task<?> task = Task.current();
        Scope scope = task.ownCancellation().enter(Scope.Kind.SHIELD);
        try {
            return body.run();
        } finally {
            task.cancellation.leave(scope);
        }
    }

    /**
     * See {@link io.miou.Miou#protect}.
     *
     * @param <T> its result
     * @param body the code
     * @param finalizer run afterwards
     * @return its result
     * @throws Throwable what the body throws
     */
    public static <T extends @Nullable Object> T protect(Body<? extends T, ?> body, Finalizer finalizer)
            throws Throwable {
        Task<?> task = Task.current();
        T value;
        try {
            value = body.run();
        } catch (Throwable e) {
            task.deliverPendingInterrupt();
            boolean cancelled = task.cancellation.isConsequence(e);
            try {
                finish(task, finalizer, cancelled);
            } catch (Throwable second) {
                Failures.suppress(e, second);
            }
            throw e;
        }
        try {
            finish(task, finalizer, false);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new TaskFailedException("the finalizer of " + Failures.describe(task) + " has failed: "
                    + Failures.words(e) + "; catch in it what may go wrong", e);
        }
        return value;
    }

    private static void finish(Task<?> task, Finalizer finalizer, boolean cancelled) throws Exception {
        Scope shield = task.ownCancellation().enter(Scope.Kind.SHIELD);
        try {
            finalizer.run(cancelled);
        } finally {
            task.cancellation.leave(shield);
        }
    }
}
