package io.miou;

import io.miou.bridge.BlockingCall;
import io.miou.bridge.Submissions;
import io.miou.domain.DomainLoop;
import io.miou.observe.TreeCapture;
import io.miou.run.Run;
import io.miou.spi.Backend;
import io.miou.support.Arguments;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.sync.Trigger;
import io.miou.task.Callables;
import io.miou.task.Failures;
import io.miou.task.Joining;
import io.miou.task.OrphanSet;
import io.miou.task.Scopes;
import io.miou.task.SleepWait;
import io.miou.task.Spawner;
import io.miou.task.StageWait;
import io.miou.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The language: what a program says to the scheduler. Everything here but {@link #run}, {@link #launcher}, {@link #task} and
 * {@link #dump} needs a current task, and is an {@link IllegalStateException} outside a fiber (rule 23).
 *
 * {@snippet :
 * int sum = Miou.run(() -> {
 *     var left = Miou.call(() -> count(a));
 *     var right = Miou.call(() -> count(b));
 *     return left.await() + right.await();
 * });
 * }
 *
 * <p>The design is that of Miou for OCaml: a task is a resource, and whoever starts one must await or cancel it.
 */
public final class Miou {

    private Miou() {
    }

    // Running

    /**
     * Runs a program with the standard {@linkplain #launcher launcher}; see {@link Launcher#run(Callable)}.
     *
     * @param <T> its result
     * @param main the main task
     * @return what it returned
     */
    public static <T extends @Nullable Object> T run(Callable<? extends T> main) {
        return launcher().run(main);
    }

    /**
     * Runs a program without a result; see {@link Launcher#run(Callable)}.
     *
     * @param main the main task
     */
    public static void run(Action main) {
        launcher().run(main);
    }

    /** {@return the standard launcher, to be changed} Any thread. */
    public static Launcher launcher() {
        return Launcher.standard();
    }

    // Starting

    /**
     * Starts a child on this domain. It runs when the caller suspends, after those that are ready already. Never
     * suspends.
     *
     * @param <T> its result
     * @param task its code
     * @return the child, to be awaited or cancelled
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Promise<T> async(Callable<? extends T> task) {
        return Spawner.async(task);
    }

    /**
     * Starts a child without a result on this domain.
     *
     * @param task its code
     * @return the child, to be awaited or cancelled
     */
    @CheckReturnValue
    public static Promise<@Nullable Void> async(Action task) {
        return Spawner.async(Callables.<@Nullable Void>of(task));
    }

    /**
     * Starts a child on another domain of the pool, picked at random: never domain 0, never the caller's (rule 13). Never
     * suspends.
     *
     * @param <T> its result
     * @param task its code
     * @return the child, to be awaited or cancelled
     * @throws NoDomainAvailableException if there is no other domain
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Promise<T> call(Callable<? extends T> task) {
        return Spawner.call(task);
    }

    /**
     * Starts a child without a result on another domain.
     *
     * @param task its code
     * @return the child, to be awaited or cancelled
     * @throws NoDomainAvailableException if there is no other domain
     */
    @CheckReturnValue
    public static Promise<@Nullable Void> call(Action task) {
        return Spawner.call(Callables.<@Nullable Void>of(task));
    }

    /** {@return a builder for one task with a name, resources or a domain} Any thread. */
    public static TaskBuilder task() {
        return new TaskBuilder();
    }

    /**
     * Runs a task for each input, spread evenly over the pool domains other than the caller's, and waits for all
     * (rule 14).
     *
     * @param <A> the inputs
     * @param <R> the results
     * @param inputs one task each
     * @param task its code
     * @return the outcomes in the order of the inputs
     * @throws NoDomainAvailableException if there are inputs and no other domain
     * @throws TaskCancelled if the caller is cancelled, and the children with it
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> parallel(List<A> inputs,
            TaskFunction<? super A, ? extends R> task) {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(task, "task");
        Task<?> parent = Task.current();
        parent.checkCancelled();
        if (inputs.isEmpty()) {
            return List.of();
        }
        List<DomainLoop> others = parent.run().domains().requireOthers(parent);
        List<Promise<R>> children = new ArrayList<>(inputs.size());
        for (A input : inputs) {
            DomainLoop target = others.get(children.size() % others.size());
            children.add(Spawner.<R>spawn(parent, target, null, () -> task.apply(input), List.of(), List.of()));
        }
        return Joining.awaitAll(children);
    }

    /**
     * Runs a task once on each pool domain and once on this one, and waits for all. The first failure cancels the others
     * and is thrown.
     *
     * @param task its code
     */
    public static void everywhere(Action task) {
        Objects.requireNonNull(task, "task");
        Task<?> parent = Task.current();
        parent.checkCancelled();
        List<Promise<@Nullable Void>> children = new ArrayList<>();
        for (DomainLoop loop : parent.run().domains().others(parent)) {
            children.add(Spawner.<@Nullable Void>spawn(parent, loop, null, Callables.of(task), List.of(),
                    List.of()));
        }
        children.add(async(task));
        List<@Nullable Void> _ = Joining.<@Nullable Void>all(children);
    }

    // Awaiting

    /**
     * Waits until one of the children has ended; the others stay to be awaited. Among those that have ended one that
     * succeeded is preferred; among equals the choice is random (rule 12).
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return its outcome
     * @throws IllegalArgumentException if there are none
     * @throws NotAChildError if one is another task's
     * @throws TaskCancelled if the caller is cancelled
     */
    public static <T extends @Nullable Object> Outcome<T> awaitOne(
            Collection<? extends Promise<? extends T>> promises) {
        return Joining.awaitOne(promises);
    }

    /**
     * As {@link #awaitOne(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the outcome of one
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Outcome<T> awaitOne(Promise<? extends T>... promises) {
        return Joining.awaitOne(Arguments.listOf(promises, "promises"));
    }

    /**
     * Waits until one of the children has ended and cancels the others. The choice is that of
     * {@link #awaitOne(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return its outcome
     * @throws IllegalArgumentException if there are none
     * @throws NotAChildError if one is another task's
     * @throws TaskCancelled if the caller is cancelled before one has ended
     */
    public static <T extends @Nullable Object> Outcome<T> awaitFirst(
            Collection<? extends Promise<? extends T>> promises) {
        return Joining.awaitFirst(promises);
    }

    /**
     * As {@link #awaitFirst(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the outcome of one
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Outcome<T> awaitFirst(Promise<? extends T>... promises) {
        return Joining.awaitFirst(Arguments.listOf(promises, "promises"));
    }

    /**
     * Waits until one of the children has succeeded and cancels the others, the failed ones included (rule 5). Failures are
     * ignored while another child may still succeed. Of several that had succeeded before the call, one is chosen at random
     * (rule 12).
     *
     * {@snippet :
     * String page = Miou.any(Miou.call(() -> fetch(mirror1)), Miou.call(() -> fetch(mirror2)));
     * }
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the value of the first that succeeded
     * @throws TaskFailedException if all have ended and none has succeeded: the cause is what one of them threw, what the others
     *         threw is suppressed
     * @throws CancellationException if all of them were cancelled
     * @throws IllegalArgumentException if there are none
     * @throws NotAChildError if one is another task's
     * @throws TaskCancelled if the caller is cancelled before one has succeeded
     */
    public static <T extends @Nullable Object> T any(Collection<? extends Promise<? extends T>> promises) {
        return Joining.any(promises);
    }

    /**
     * As {@link #any(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the value of the first that succeeded
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T any(Promise<? extends T>... promises) {
        return Joining.any(Arguments.listOf(promises, "promises"));
    }

    /**
     * Waits until all children have ended.
     *
     * @param <T> their result
     * @param promises children of the current task; one that is there twice counts once (rule 4)
     * @return their outcomes, in order
     * @throws NotAChildError if one is another task's
     * @throws TaskCancelled if the caller is cancelled
     */
    public static <T extends @Nullable Object> List<Outcome<T>> awaitAll(
            Collection<? extends Promise<? extends T>> promises) {
        return Joining.awaitAll(promises);
    }

    /**
     * Waits until all children have succeeded. The first failure cancels the rest and is thrown; failures of others that
     * had ended by then are suppressed in it.
     *
     * @param <T> their result
     * @param promises children of the current task; one that is there twice counts once (rule 4)
     * @return their values, in order
     * @throws TaskFailedException if one has failed
     * @throws CancellationException if one was cancelled
     * @throws NotAChildError if one is another task's
     * @throws TaskCancelled if the caller is cancelled
     */
    public static <T extends @Nullable Object> List<T> all(Collection<? extends Promise<? extends T>> promises) {
        return Joining.all(promises);
    }

    /**
     * Waits for a future of other code. Suspends until it is completed. Cancelling the caller leaves the future alone, and nothing
     * stays registered with it: a future that lives long may be awaited with a time limit again and again.
     *
     * <p>The outcome is that of the future's own {@code get()}: the cause is the exception that it was completed with, without the
     * {@code CompletionException} that a dependent future adds. A future that depends on a cancelled one has failed, with a
     * {@code CancellationException} as the cause; it was not cancelled itself.
     *
     * @param <T> its result
     * @param stage completed by any thread
     * @return its value
     * @throws TaskFailedException if it was completed with an exception, which is the cause
     * @throws CancellationException if it was cancelled
     * @throws TaskCancelled if the caller is cancelled
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return StageWait.await(Objects.requireNonNull(stage, "stage"));
    }

    /**
     * {@return an empty set of children to be looked after later}
     *
     * @param <T> what they return
     */
    public static <T extends @Nullable Object> Orphans<T> orphans() {
        return new OrphanSet<>();
    }

    /**
     * {@return an empty set of children to be looked after later, of which only so many run at once} Its {@code async} and
     * {@code call} suspend while {@code limit} of its children have not ended, before they start another; {@code add} suspends
     * before it takes one in. So an overload shows as waiting, not as memory:
     *
     * {@snippet :
     * Orphans<Void> clients = Miou.orphans(10_000);
     * while (true) {
     *     var client = listener.accept();
     *     clients.call(Miou.task().give(client), () -> serve(client));
     *     clients.forEachEnded(outcome -> report(outcome));
     * }
     * }
     *
     * <p>{@code add} takes in a child that is running already, so one more than {@code limit} runs while it waits for room; start
     * children with {@code async} and {@code call} where the limit is to hold.
     *
     * <p>Children that have ended do not count, looked after or not: only the owner can look after them, and it would wait for
     * itself. All three are suspension points, also when there is room; one that throws {@link TaskCancelled} has
     * started and added nothing (rule 9).
     *
     * @param <T> what they return
     * @param limit how many children may run at once, at least 1
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public static <T extends @Nullable Object> Orphans<T> orphans(int limit) {
        return new OrphanSet<>(limit);
    }

    /**
     * {@return an empty set of children, each of which is consumed as it ends and handed to a consumer} So the owner need not look
     * after them: a server learns of each failure while it waits for the next client.
     *
     * {@snippet :
     * try (Orphans<Void> clients = Miou.orphans(outcome -> {
     *     if (outcome instanceof Outcome.Failure<Void> failure) {
     *         log(failure.cause());
     *     }
     * })) {
     *     while (true) {
     *         var client = listener.accept();
     *         clients.call(Miou.task().give(client), () -> serve(client));
     *     }
     * }
     * }
     *
     * <p>The consumer gets each outcome once, cancelled children included, in the order in which they end. It runs on the domain of
     * the task that made the orphans, outside any task: it must be quick, and cannot suspend ({@link IllegalStateException}, rule
     * 23). What it throws is logged, and the next outcome is handed to it all the same. {@link Orphans#get} and
     * {@link Orphans#drain} also return what they waited for; {@link Orphans#care} finds nothing.
     *
     * @param <T> what they return
     * @param ended gets the outcome of each child
     */
    public static <T extends @Nullable Object> Orphans<T> orphans(Consumer<? super Outcome<T>> ended) {
        return new OrphanSet<>(Objects.requireNonNull(ended, "ended"));
    }

    /**
     * As {@link #orphans(Consumer)}, with a limit as {@link #orphans(int)} has it.
     *
     * @param <T> what they return
     * @param limit how many children may run at once, at least 1
     * @param ended gets the outcome of each child
     * @return an empty set
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public static <T extends @Nullable Object> Orphans<T> orphans(int limit, Consumer<? super Outcome<T>> ended) {
        return new OrphanSet<>(limit, Objects.requireNonNull(ended, "ended"));
    }

    /**
     * Opens an {@link java.util.concurrent.ExecutorService} for code that wants one, whose tasks run on this domain as those of
     * {@link #async(Callable)} do. It is a child of the calling task, which must {@linkplain TaskExecutor#close close} it.
     *
     * <p>While a fiber blocks this domain, none of its tasks runs. On the portable fiber engine every wait in a call of the JDK does
     * that: wait for the executor's own futures instead, or use {@link #callExecutor}.
     *
     * @return the executor
     */
    public static TaskExecutor asyncExecutor() {
        return TaskExecutor.open(Submissions.Place.HERE);
    }

    /**
     * Opens an {@link java.util.concurrent.ExecutorService} for code that wants one, whose tasks run on other domains as those of
     * {@link #call(Callable)} do. It is a child of the calling task, which must {@linkplain TaskExecutor#close close} it. Nothing of it
     * is on this domain, so the caller may wait for its tasks in calls of the JDK too, on every fiber engine.
     *
     * {@snippet :
     * try (TaskExecutor executor = Miou.callExecutor()) {
     *     List<Future<Digest>> digests = executor.invokeAll(hashers);
     *     library.useIn(executor);
     * } // all its tasks have ended
     * }
     *
     * @return the executor
     * @throws NoDomainAvailableException if there is no other domain
     */
    public static TaskExecutor callExecutor() {
        return TaskExecutor.open(Submissions.Place.ELSEWHERE);
    }

    // Time

    /**
     * Lets the other ready fibers of the domain run. With nothing else ready it returns at once, but the operating system is
     * still polled every {@linkplain Launcher#eventInterval event interval}. A cancellation that was sent before this call, from
     * another domain or thread, is seen here.
     *
     * @throws TaskCancelled if the caller is cancelled
     */
    @SuppressWarnings("NamedLikeContextualKeyword")
    public static void yield() {
        Task.current().giveWay();
    }

    /**
     * Suspends the caller for a time; the domain goes on.
     *
     * @param duration how long at least; zero and less only yield
     * @throws TaskCancelled if the caller is cancelled before it has passed
     */
    public static void sleep(Duration duration) {
        SleepWait.sleep(nanos(duration));
    }

    private static long nanos(Duration duration) {
        return Arguments.nanos(duration, "duration");
    }

    // Scopes of the calling task

    /**
     * Runs a body with a limit. When it passes, suspension points inside throw, children started inside are cancelled, and
     * what was acquired inside is released; the task itself is not cancelled. A body that returns has won, even after the
     * limit (rule 22).
     *
     * {@snippet :
     * String line = Miou.timeout(Duration.ofSeconds(5), () -> readLine(client));
     * }
     *
     * <p>It is a scope, not a task, as in Trio: the body may use what the task owns. Limits nest; only the scope that set one
     * throws for it.
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param limit from now; zero and less have passed already
     * @param body the code
     * @return its result
     * @throws TimeoutException if the limit has ended the body. That is also so when a library has put the interrupt of its wait into
     *         an exception of its own: this is suppressed in the {@code TimeoutException}
     * @throws X if the body throws it
     */
    public static <T extends @Nullable Object, X extends Exception> T timeout(Duration limit,
            Body<? extends T, ? extends X> body) throws TimeoutException, X {
        Objects.requireNonNull(body, "body");
        try {
            return Scopes.<T>timeout(nanos(limit), body);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * As {@link #timeout(Duration, Body)}, without a result.
     *
     * @param <X> what the body throws
     * @param limit from now
     * @param body the code
     * @throws TimeoutException if the limit has ended the body
     * @throws X if the body throws it
     */
    public static <X extends Exception> void timeout(Duration limit, Step<? extends X> body)
            throws TimeoutException, X {
        Objects.requireNonNull(body, "body");
        Miou.<@Nullable Object, X>timeout(limit, asBody(body));
    }

    /**
     * {@return how much time the calling task has until the nearest limit that it is under, its own or an ancestor's, ends what it
     * waits for; zero if that has passed, empty if there is none} Never suspends.
     *
     * <p>Limits are inherited down the tree, on every domain, as far as they still hold: not those that a
     * {@linkplain #shield(Body) shield} holds back, nor those whose body has returned since. Useful to tell a peer how long it
     * may take, as gRPC does:
     *
     * {@snippet :
     * Duration left = Miou.remaining().orElse(Duration.ofMinutes(1));
     * request.setHeader("timeout-millis", left.toMillis());
     * }
     *
     * @throws IllegalStateException outside a fiber
     */
    public static Optional<Duration> remaining() {
        OptionalLong nanos = Scopes.remaining();
        return nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
    }

    /**
     * Runs a body until a trigger fires. Then it is ended as by a {@linkplain #timeout(Duration, Body) limit} that
     * passes. The scope is the trigger's one waiter while the body runs; where several tasks are to stop at one event, use
     * a {@linkplain #until(Latch, Body) latch}.
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param stop signalled by any thread
     * @param body the code
     * @return its result; empty if it was stopped (or returned null)
     * @throws X if the body throws it
     * @throws IllegalStateException if the trigger has a waiter already
     */
    public static <T extends @Nullable Object, X extends Exception> Optional<T> until(Trigger stop,
            Body<? extends T, ? extends X> body) throws X {
        Objects.requireNonNull(stop, "stop");
        Objects.requireNonNull(body, "body");
        try {
            return Scopes.<T>until(stop::onSignal, stop::forget, body).flatMap(result -> result);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * As {@link #until(Trigger, Body)}, without a result.
     *
     * @param <X> what the body throws
     * @param stop signalled by any thread
     * @param body the code
     * @return true if the body has returned, false if it was stopped
     * @throws X if the body throws it
     */
    public static <X extends Exception> boolean until(Trigger stop, Step<? extends X> body) throws X {
        return Miou.<Boolean, X>until(stop, asTrue(body)).isPresent();
    }

    /**
     * Runs a body until a latch opens. Then it is ended as by a {@linkplain #timeout(Duration, Body) limit} that passes. Any
     * number of tasks may stop at one latch.
     *
     * {@snippet :
     * Latch closing = new Latch(1);
     * // in each of many tasks
     * Optional<Request> next = Miou.until(closing, requests::receive);
     * }
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param stop opened by any thread; if it is open, the first suspension point ends the body
     * @param body the code
     * @return its result; empty if it was stopped (or returned null)
     * @throws X if the body throws it
     */
    public static <T extends @Nullable Object, X extends Exception> Optional<T> until(Latch stop,
            Body<? extends T, ? extends X> body) throws X {
        Objects.requireNonNull(stop, "stop");
        Objects.requireNonNull(body, "body");
        Runnable[] takeBack = new Runnable[1];
        try {
            return Scopes.<T>until(action -> takeBack[0] = stop.onOpen(action), _ -> takeBack[0].run(), body)
                    .flatMap(result -> result);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * As {@link #until(Latch, Body)}, without a result.
     *
     * @param <X> what the body throws
     * @param stop opened by any thread
     * @param body the code
     * @return true if the body has returned, false if it was stopped
     * @throws X if the body throws it
     */
    public static <X extends Exception> boolean until(Latch stop, Step<? extends X> body) throws X {
        return Miou.<Boolean, X>until(stop, asTrue(body)).isPresent();
    }

    /**
     * Runs a body until a computation is complete, with a value or without. Then it is ended as by a
     * {@linkplain #timeout(Duration, Body) limit} that passes. Any number of tasks may stop at one computation.
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param stop completed by any thread; if it is complete, the first suspension point ends the body
     * @param body the code
     * @return its result; empty if it was stopped (or returned null)
     * @throws X if the body throws it
     */
    public static <T extends @Nullable Object, X extends Exception> Optional<T> until(Computation<?> stop,
            Body<? extends T, ? extends X> body) throws X {
        Objects.requireNonNull(stop, "stop");
        Objects.requireNonNull(body, "body");
        Trigger complete = new Trigger();
        try {
            return Scopes.<T>until(action -> {
                complete.onSignal(action);
                if (!stop.attach(complete)) {
                    boolean _ = complete.signal();
                }
            }, action -> {
                complete.forget(action);
                stop.detach(complete);
            }, body).flatMap(result -> result);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * As {@link #until(Computation, Body)}, without a result.
     *
     * @param <X> what the body throws
     * @param stop completed by any thread
     * @param body the code
     * @return true if the body has returned, false if it was stopped
     * @throws X if the body throws it
     */
    public static <X extends Exception> boolean until(Computation<?> stop, Step<? extends X> body) throws X {
        return Miou.<Boolean, X>until(stop, asTrue(body)).isPresent();
    }

    /**
     * Runs a body that cancellation from outside does not reach: it is held back until the body has ended. Limits set inside
     * work, and children started inside are spared too while it runs.
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param body the code
     * @return its result
     * @throws X if the body throws it
     */
    public static <T extends @Nullable Object, X extends Exception> T shield(Body<? extends T, ? extends X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        return Scopes.<T, X>shield(body);
    }

    /**
     * As {@link #shield(Body)}, without a result.
     *
     * @param <X> what the body throws
     * @param body the code
     * @throws X if the body throws it
     */
    public static <X extends Exception> void shield(Step<? extends X> body) throws X {
        Objects.requireNonNull(body, "body");
        Scopes.<@Nullable Object, X>shield(asBody(body));
    }

    /**
     * Runs a body on another thread while the caller is suspended: for code that would block the domain, such as file reads, JDBC or
     * native calls.
     *
     * <p>The body runs on a daemon thread that is not a fiber. Threads are started when they are needed, up to {@code miou.blocking}
     * (1,024) in a run, and end when they are idle. If all are taken, bodies wait in order, and a warning says so after a second.
     *
     * <p>The body sees the caller's inherited scoped values, captured contexts ({@link ContextCapture}) and context class loader. It sees
     * no thread local of another body. It may {@link Resource#check check} and {@link Owned#get get} what the caller owns or has
     * borrowed. Everything else that needs a current task is an {@code IllegalStateException} in it.
     *
     * <p>Cancelling the caller, or a limit that passes, interrupts the body. The caller waits for its end in any case (rule 28). If the
     * body goes on for a second, a warning shows its stack. A body that no interrupt ends needs {@link #blocking(Body, Action)}.
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param body the code
     * @return its result
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled and the body did not return
     */
    public static <T extends @Nullable Object, X extends Exception> T blocking(Body<? extends T, ? extends X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        try {
            return BlockingCall.<T>call(body, null);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * As {@link #blocking(Body)}, without a result.
     *
     * @param <X> what the body throws
     * @param body the code
     * @throws X if the body throws it
     */
    public static <X extends Exception> void blocking(Step<? extends X> body) throws X {
        Objects.requireNonNull(body, "body");
        Miou.<@Nullable Object, X>blocking(asBody(body));
    }

    /**
     * As {@link #blocking(Body)}, for a body that no interrupt ends, or that an interrupt would harm: the body is not interrupted, and
     * {@code onCancel} ends it instead.
     *
     * {@snippet :
     * try (Statement statement = connection.createStatement()) {
     *     return Miou.blocking(() -> statement.executeUpdate(sql), statement::cancel);
     * }
     * }
     *
     * <p>{@code onCancel} is called once, at once, when the caller is cancelled or its limit passes while the body runs. It is not called
     * if the body has not begun, which then never runs, or has ended. It runs on a daemon thread of its own, at the same time as the
     * body, so it may block, and it sees and may use what the body may. The caller waits until both have ended, so a late
     * {@code onCancel} never meets what comes after the call. What it throws is logged. If no thread can be started for it, the body is
     * interrupted.
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param body the code
     * @param onCancel asks the body to end
     * @return its result, also if the body returns after {@code onCancel} was called
     * @throws X if the body throws it and {@code onCancel} was not called
     * @throws TaskCancelled if the caller is cancelled and the body did not return
     */
    public static <T extends @Nullable Object, X extends Exception> T blocking(Body<? extends T, ? extends X> body,
            Action onCancel) throws X {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(onCancel, "onCancel");
        try {
            return BlockingCall.<T>call(body, onCancel);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * As {@link #blocking(Body, Action)}, without a result.
     *
     * @param <X> what the body throws
     * @param body the code
     * @param onCancel asks the body to end
     * @throws X if the body throws it and {@code onCancel} was not called
     */
    public static <X extends Exception> void blocking(Step<? extends X> body, Action onCancel) throws X {
        Objects.requireNonNull(body, "body");
        Miou.<@Nullable Object, X>blocking(asBody(body), onCancel);
    }

    /**
     * Runs a body and then, however it has ended, a finalizer, which is shielded and told if the body was ended by a
     * cancellation. What the finalizer throws is suppressed in what the body threw, else thrown (a checked exception as
     * the cause of a {@link TaskFailedException}).
     *
     * @param <T> the body's result
     * @param <X> what the body throws
     * @param body the code
     * @param finalizer run once
     * @return the body's result
     * @throws X if the body throws it
     */
    public static <T extends @Nullable Object, X extends Exception> T protect(Body<? extends T, ? extends X> body,
            Finalizer finalizer) throws X {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(finalizer, "finalizer");
        try {
            return Scopes.<T>protect(body, finalizer);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * As {@link #protect(Body, Finalizer)}, without a result.
     *
     * @param <X> what the body throws
     * @param body the code
     * @param finalizer run once
     * @throws X if the body throws it
     */
    public static <X extends Exception> void protect(Step<? extends X> body, Finalizer finalizer) throws X {
        Objects.requireNonNull(body, "body");
        Miou.<@Nullable Object, X>protect(asBody(body), finalizer);
    }

    @SuppressWarnings("NullAway")
    private static <X extends Exception> Body<@Nullable Object, X> asBody(Step<? extends X> step) {
        return () -> {
            step.run();
            return null;
        };
    }

    private static <X extends Exception> Body<Boolean, X> asTrue(Step<? extends X> step) {
        Objects.requireNonNull(step, "body");
        return () -> {
            step.run();
            return true;
        };
    }

    // Looking inside

    /**
     * This domain's backend, for those who wrote one.
     *
     * @param <B> its type
     * @param type its class
     * @return the backend that polls for this domain
     * @throws IllegalArgumentException if it is of another class
     */
    public static <B extends Backend> B backend(Class<B> type) {
        Objects.requireNonNull(type, "type");
        Backend backend = Task.current().loop().backend();
        if (!type.isInstance(backend)) {
            throw new IllegalArgumentException("the backend of this run is a " + backend.getClass().getName()
                    + ", not a " + type.getName() + "; choose yours with Miou.launcher().backend(...)");
        }
        return type.cast(backend);
    }

    /** {@return a picture of the tasks of every run in the process} Any thread; print it. */
    public static TaskTree dump() {
        return TreeCapture.capture(Run.activeMains());
    }
}
