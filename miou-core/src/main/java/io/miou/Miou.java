package io.miou;

import io.miou.bridge.BlockingCall;
import io.miou.bridge.Submissions;
import io.miou.observe.TreeCapture;
import io.miou.run.ActiveRuns;
import io.miou.run.ProcessMetrics;
import io.miou.spi.Backend;
import io.miou.support.Arguments;
import io.miou.sync.Computation;
import io.miou.sync.Latch;
import io.miou.sync.Trigger;
import io.miou.task.Bodies;
import io.miou.task.Callables;
import io.miou.task.Failures;
import io.miou.task.JoinSet;
import io.miou.task.OrphanSet;
import io.miou.task.ParallelTasks;
import io.miou.task.Scopes;
import io.miou.task.SleepWait;
import io.miou.task.Spawner;
import io.miou.task.StageWait;
import io.miou.task.Task;
import java.io.IOException;
import java.time.Duration;
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
 * The language: every call that a program makes to the scheduler.
 *
 * {@snippet :
 * int sum = Miou.run(() -> {
 *     var left = Miou.call(() -> count(a));
 *     var right = Miou.call(() -> count(b));
 *     return left.await() + right.await();
 * });
 * }
 *
 * <p>A task is a resource: the task that starts a child must await or cancel it before it returns (rule 1).
 *
 * <p>{@link #run}, {@link #launcher}, {@link #task} and {@link #dump} may be called by any thread. All other methods
 * need a current task: outside a fiber they throw {@link IllegalStateException} (rule 23).
 *
 * <p>The design is that of Miou for OCaml.
 *
 * @since 0.1.0
 */
public final class Miou {

    private Miou() {
    }

    // Running

    /**
     * Runs a program with the standard {@linkplain #launcher launcher}, and returns when it has ended; see
     * {@link Launcher#run(Callable)}. On any thread that is not a fiber.
     *
     * @param <T> its result
     * @param main the main task
     * @return what main returned
     * @throws TaskFailedException if main threw a checked exception, which is the cause; an unchecked one is thrown as
     *        it is
     * @throws RuleViolation if a rule was broken and violations are fatal
     * @throws CancellationException if main was cancelled, or the calling thread was interrupted
     * @throws IllegalStateException on a fiber
     */
    public static <T extends @Nullable Object> T run(Callable<? extends T> main) {
        return launcher().run(main);
    }

    /**
     * Runs a program without a result. Otherwise the same as {@link #run(Callable)}.
     *
     * @param main the main task
     * @throws TaskFailedException if main threw a checked exception, which is the cause; an unchecked one is thrown as
     *        it is
     * @throws RuleViolation if a rule was broken and violations are fatal
     * @throws CancellationException if main was cancelled, or the calling thread was interrupted
     * @throws IllegalStateException on a fiber
     */
    public static void run(Action main) {
        launcher().run(main);
    }

    /** {@return the standard launcher, whose methods return changed copies} Any thread. */
    public static Launcher launcher() {
        return Launcher.standard();
    }

    // Starting

    /**
     * Starts a child on the caller's domain. The child runs when the caller suspends, after the fibers that are ready
     * already (rule 15). Never suspends.
     *
     * @param <T> its result
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws IllegalStateException outside a fiber; in a release function
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Promise<T> async(Callable<? extends T> task) {
        return Spawner.async(task);
    }

    /**
     * Starts a child without a result on the caller's domain. Otherwise the same as {@link #async(Callable)}.
     *
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws IllegalStateException outside a fiber; in a release function
     */
    @CheckReturnValue
    public static Promise<@Nullable Void> async(Action task) {
        return Spawner.async(Callables.<@Nullable Void>of(task));
    }

    /**
     * Starts a child on another domain of the pool, chosen at random: never domain 0 and never the caller's (rule 13).
     * Never suspends.
     *
     * @param <T> its result
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws NoDomainAvailableException if the pool has no other domain
     * @throws IllegalStateException outside a fiber; in a release function
     */
    @CheckReturnValue
    public static <T extends @Nullable Object> Promise<T> call(Callable<? extends T> task) {
        return Spawner.call(task);
    }

    /**
     * Starts a child without a result on another domain. Otherwise the same as {@link #call(Callable)}.
     *
     * @param task its code
     * @return the child, which the caller must await or cancel (rule 1)
     * @throws NoDomainAvailableException if the pool has no other domain
     * @throws IllegalStateException outside a fiber; in a release function
     */
    @CheckReturnValue
    public static Promise<@Nullable Void> call(Action task) {
        return Spawner.call(Callables.<@Nullable Void>of(task));
    }

    /** {@return a builder that starts one task with a name, resources or a domain} Any thread. */
    public static TaskBuilder task() {
        return new TaskBuilder();
    }

    /**
     * Runs one child for each input and suspends until all of them have ended. The children are spread evenly over the
     * pool domains other than the caller's (rule 14). A failed child neither cancels the others nor makes this method
     * throw.
     *
     * @param <A> the inputs
     * @param <R> the results
     * @param inputs each is the input of one child; copied before the first child starts
     * @param task the children's code
     * @return the outcomes in the order of the inputs; empty without inputs
     * @throws NoDomainAvailableException if there are inputs and the pool has no other domain
     * @throws TaskCancelled if the caller is cancelled, and its children with it
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> List<Outcome<R>> parallel(
            Collection<A> inputs, TaskFunction<? super A, ? extends R> task) {
        return ParallelTasks.forEach(inputs, task);
    }

    /**
     * Runs one child for each input, suspends until all of them have ended, and returns their values. The children are
     * spread as those of {@link #parallel} are (rule 14). The first failure cancels the rest and is thrown, as
     * {@link #all(Collection)} does (rule 5).
     *
     * {@snippet :
     * List<Digest> digests = Miou.map(files, file -> hash(file));
     * }
     *
     * @param <A> the inputs
     * @param <R> the results
     * @param inputs each is the input of one child; copied before the first child starts
     * @param task the children's code
     * @return the values in the order of the inputs; empty without inputs
     * @throws TaskFailedException if a child failed; the cause is what it threw
     * @throws RuleViolation if a child broke a rule
     * @throws NoDomainAvailableException if there are inputs and the pool has no other domain
     * @throws TaskCancelled if the caller is cancelled, and its children with it
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> List<R> map(Collection<A> inputs,
            TaskFunction<? super A, ? extends R> task) {
        return ParallelTasks.map(inputs, task);
    }

    /**
     * Runs one child on each pool domain and one on the caller's, and suspends until all of them have ended. The first
     * failure cancels the others and is thrown.
     *
     * @param task the children's code
     * @throws TaskFailedException if a child failed; the cause is what it threw
     * @throws TaskCancelled if the caller is cancelled, and its children with it
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static void everywhere(Action task) {
        ParallelTasks.everywhere(task);
    }

    // Awaiting

    /**
     * Suspends until one of the children has ended, and consumes it. The others stay to be awaited or cancelled. Of
     * several that have ended, one that succeeded is preferred; among equals the choice is random (rule 12).
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the outcome of the chosen child
     * @throws IllegalArgumentException if the collection is empty
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled; all children stay to be awaited or cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> Outcome<T> awaitOne(
            Collection<? extends Promise<? extends T>> promises) {
        return JoinSet.awaitOne(promises);
    }

    /**
     * Suspends until one of the children has ended, and consumes it. Otherwise the same as
     * {@link #awaitOne(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the outcome of the chosen child
     * @throws IllegalArgumentException if there are no promises
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled; all children stay to be awaited or cancelled
     * @throws IllegalStateException outside a fiber
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Outcome<T> awaitOne(Promise<? extends T>... promises) {
        return JoinSet.awaitOne(Arguments.listOf(promises, "promises"));
    }

    /**
     * Suspends until one of the children has ended, cancels the others, and waits for their ends. The choice is that of
     * {@link #awaitOne(Collection)} (rule 12).
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the outcome of the chosen child
     * @throws IllegalArgumentException if the collection is empty
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled before a child has ended
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> Outcome<T> awaitFirst(
            Collection<? extends Promise<? extends T>> promises) {
        return JoinSet.awaitFirst(promises);
    }

    /**
     * Suspends until one of the children has ended, and cancels the others. Otherwise the same as
     * {@link #awaitFirst(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the outcome of the chosen child
     * @throws IllegalArgumentException if there are no promises
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled before a child has ended
     * @throws IllegalStateException outside a fiber
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> Outcome<T> awaitFirst(Promise<? extends T>... promises) {
        return JoinSet.awaitFirst(Arguments.listOf(promises, "promises"));
    }

    /**
     * Suspends until one of the children has succeeded, and cancels the others, the failed ones included (rule 5).
     * Failures are ignored while another child may still succeed. Of several that had succeeded before the call, one is
     * chosen at random (rule 12).
     *
     * {@snippet :
     * String page = Miou.any(Miou.call(() -> fetch(mirror1)), Miou.call(() -> fetch(mirror2)));
     * }
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the value of the chosen child
     * @throws TaskFailedException if all children have ended and none has succeeded: the cause is the exception of one
     *        failed child, those of the others are suppressed
     * @throws CancellationException if all children were cancelled
     * @throws IllegalArgumentException if the collection is empty
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled before a child has succeeded
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> T any(Collection<? extends Promise<? extends T>> promises) {
        return JoinSet.any(promises);
    }

    /**
     * Suspends until one of the children has succeeded, and cancels the others. Otherwise the same as
     * {@link #any(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task, at least one
     * @return the value of the chosen child
     * @throws TaskFailedException if all children have ended and none has succeeded
     * @throws CancellationException if all children were cancelled
     * @throws IllegalArgumentException if there are no promises
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled before a child has succeeded
     * @throws IllegalStateException outside a fiber
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> T any(Promise<? extends T>... promises) {
        return JoinSet.any(Arguments.listOf(promises, "promises"));
    }

    /**
     * Suspends until all children have ended, and consumes them. Never throws for a child.
     *
     * @param <T> their result
     * @param promises children of the current task; a promise that occurs twice counts once (rule 4)
     * @return the outcomes in the order of the promises; empty without promises
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled; all children stay to be awaited or cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> List<Outcome<T>> awaitAll(
            Collection<? extends Promise<? extends T>> promises) {
        return JoinSet.awaitAll(promises);
    }

    /**
     * Suspends until all children have ended, and consumes them. Otherwise the same as {@link #awaitAll(Collection)}.
     *
     * @param <T> their result
     * @param promises children of the current task; a promise that occurs twice counts once (rule 4)
     * @return the outcomes in the order of the promises; empty without promises
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled; all children stay to be awaited or cancelled
     * @throws IllegalStateException outside a fiber
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> List<Outcome<T>> awaitAll(Promise<? extends T>... promises) {
        return JoinSet.awaitAll(Arguments.listOf(promises, "promises"));
    }

    /**
     * Suspends until all children have succeeded. The first failure cancels the rest and is thrown; the failures of
     * others that had ended by then are suppressed in it (rule 5).
     *
     * @param <T> their result
     * @param promises children of the current task; a promise that occurs twice counts once (rule 4)
     * @return the values in the order of the promises; empty without promises
     * @throws TaskFailedException if a child failed; the cause is what it threw
     * @throws RuleViolation if a child broke a rule
     * @throws CancellationException if a child was cancelled
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled; the children stay to be awaited or cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> List<T> all(Collection<? extends Promise<? extends T>> promises) {
        return JoinSet.all(promises);
    }

    /**
     * Suspends until all children have succeeded. Otherwise the same as {@link #all(Collection)}.
     *
     * {@snippet :
     * Miou.all(Miou.async(() -> copy(client, server)), Miou.async(() -> copy(server, client)));
     * }
     *
     * @param <T> their result
     * @param promises children of the current task; a promise that occurs twice counts once (rule 4)
     * @return the values in the order of the promises; empty without promises
     * @throws TaskFailedException if a child failed; the cause is what it threw
     * @throws RuleViolation if a child broke a rule
     * @throws CancellationException if a child was cancelled
     * @throws NotAChildError if a promise belongs to another task (rule 2)
     * @throws TaskCancelled if the caller is cancelled; the children stay to be awaited or cancelled
     * @throws IllegalStateException outside a fiber
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <T extends @Nullable Object> List<T> all(Promise<? extends T>... promises) {
        return JoinSet.all(Arguments.listOf(promises, "promises"));
    }

    /**
     * Suspends until a future, such as one of another library, is completed. Cancelling the caller leaves the future
     * alone and removes the wait from it. So a long-lived future may be awaited with a time limit again and again.
     *
     * <p>The outcome is that of the future's own {@code get()}: the cause is the exception that it was completed with,
     * without the {@code CompletionException} that a dependent future adds. A future that depends on a cancelled one
     * has failed, with a {@code CancellationException} as the cause; it was not cancelled itself.
     *
     * @param <T> the future's result
     * @param stage may be completed by any thread
     * @return its value
     * @throws TaskFailedException if the future was completed with an exception, which is the cause
     * @throws CancellationException if the future was cancelled
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return StageWait.await(Objects.requireNonNull(stage, "stage"));
    }

    /**
     * {@return an empty set of children that the calling task looks after later} It belongs to that task (rule 16).
     *
     * @param <T> the children's result
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> Orphans<T> orphans() {
        return new OrphanSet<>();
    }

    /**
     * {@return an empty set of children that lets at most {@code limit} of them run at once} {@code async} and
     * {@code call} of the set suspend while that many children have not ended; {@code add} suspends before it adds a
     * child. So overload makes callers wait instead of using memory:
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
     * <p>{@code add} takes a child that runs already, so one child more runs while {@code add} waits for room. Start
     * children with {@code async} and {@code call} if the limit must hold.
     *
     * <p>Ended children do not count, whether they were looked after or not. The three methods are suspension points,
     * also when there is room. If one throws {@link TaskCancelled}, it has started and added nothing (rule 9).
     *
     * @param <T> the children's result
     * @param limit how many children may run at once, at least 1
     * @throws IllegalArgumentException if the limit is less than 1
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> Orphans<T> orphans(int limit) {
        return new OrphanSet<>(limit);
    }

    /**
     * {@return an empty set of children that hands the outcome of each to a consumer as it ends} The owner need not
     * look after them: a server learns of each failure while it waits for the next client.
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
     * <p>The consumer gets each outcome once, in the order in which the children end, cancelled children included. It
     * runs on the domain of the task that made the set, outside any task: it must be quick, and cannot suspend
     * ({@link IllegalStateException}, rule 23). If it throws, that is logged, and it still gets the next outcome.
     * {@link Orphans#get} and {@link Orphans#drain} also return the outcomes that they waited for; {@link Orphans#care}
     * finds none.
     *
     * @param <T> the children's result
     * @param ended gets the outcome of each child
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> Orphans<T> orphans(Consumer<? super Outcome<T>> ended) {
        return new OrphanSet<>(Objects.requireNonNull(ended, "ended"));
    }

    /**
     * {@return an empty set of children with both a {@linkplain #orphans(int) limit} and a
     * {@linkplain #orphans(Consumer) consumer}}
     *
     * @param <T> the children's result
     * @param limit how many children may run at once, at least 1
     * @param ended gets the outcome of each child
     * @throws IllegalArgumentException if the limit is less than 1
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object> Orphans<T> orphans(int limit, Consumer<? super Outcome<T>> ended) {
        return new OrphanSet<>(limit, Objects.requireNonNull(ended, "ended"));
    }

    /**
     * Opens an {@link java.util.concurrent.ExecutorService} whose tasks run on the caller's domain, as those of
     * {@link #async(Callable)} do. It is a child of the calling task, which must {@linkplain TaskExecutor#close close}
     * it (rule 1).
     *
     * <p>While a fiber blocks this domain, none of the executor's tasks runs. On the portable fiber engine every wait
     * in a call of the JDK blocks it: wait for the executor's own futures instead, or use {@link #callExecutor}.
     *
     * @return the executor
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static TaskExecutor asyncExecutor() {
        return TaskExecutor.open(Submissions.Place.HERE);
    }

    /**
     * Opens an {@link java.util.concurrent.ExecutorService} whose tasks run on other domains, as those of
     * {@link #call(Callable)} do. It is a child of the calling task, which must {@linkplain TaskExecutor#close close}
     * it (rule 1). None of its tasks is on the caller's domain, so the caller may also wait for them in calls of the
     * JDK, on every fiber engine.
     *
     * {@snippet :
     * try (TaskExecutor executor = Miou.callExecutor()) {
     *     List<Future<Digest>> digests = executor.invokeAll(hashers);
     *     library.useIn(executor);
     * } // all its tasks have ended
     * }
     *
     * @return the executor
     * @throws NoDomainAvailableException if the pool has no other domain
     * @throws IllegalStateException outside a fiber; in a release function
     */
    public static TaskExecutor callExecutor() {
        return TaskExecutor.open(Submissions.Place.ELSEWHERE);
    }

    // Time

    /**
     * Lets the other ready fibers of the domain run, and suspends the caller meanwhile. If no other fiber is ready it
     * returns at once; the operating system is still polled every {@linkplain Launcher#eventInterval event interval}. A
     * cancellation that another domain or thread sent before this call takes effect here, and so does a time limit that
     * has passed.
     *
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    @SuppressWarnings("NamedLikeContextualKeyword")
    public static void yield() {
        Task.current().yieldNow();
    }

    /**
     * Suspends the calling fiber for a time. The domain runs other fibers meanwhile.
     *
     * @param duration how long at least; zero and less only yield
     * @throws TaskCancelled if the caller is cancelled before the time has passed
     * @throws IllegalStateException outside a fiber
     */
    public static void sleep(Duration duration) {
        SleepWait.sleep(Arguments.nanos(duration, "duration"));
    }

    // Scopes of the calling task

    /**
     * Runs a body with a time limit. When the limit expires, suspension points inside the body throw and children
     * started in it are cancelled. What the body acquired and still owns is released. The task itself is not cancelled.
     * A body that returns has won, even after the limit (rule 22).
     *
     * {@snippet :
     * String line = Miou.timeout(Duration.ofSeconds(5), () -> readLine(client));
     * }
     *
     * <p>The body runs in the calling task, not in a task of its own, so it may use what the task owns. The call
     * suspends where the body does. Limits nest: only the scope that set a limit throws for it.
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param limit counted from now; zero and less have passed already
     * @param body the code
     * @return its result
     * @throws TimeoutException if the limit has ended the body, also if a library wrapped the interrupt of its wait in
     *        an exception of its own, which is suppressed in this one
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object, X extends Exception> T timeout(Duration limit,
            Body<? extends T, ? extends X> body) throws TimeoutException, X {
        Objects.requireNonNull(body, "body");
        try {
            return Scopes.<T>timeout(Arguments.nanos(limit, "duration"), body);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * Runs a body without a result with a time limit. Otherwise the same as {@link #timeout(Duration, Body)}.
     *
     * @param <X> the body's exception
     * @param limit counted from now; zero and less have passed already
     * @param body the code
     * @throws TimeoutException if the limit has ended the body
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <X extends Exception> void timeout(Duration limit, Step<? extends X> body)
            throws TimeoutException, X {
        Miou.<@Nullable Object, X>timeout(limit, Bodies.of(body));
    }

    /**
     * {@return the time until the nearest limit ends what the calling task waits for; zero if it has passed, empty
     * without a limit} It may be a limit of the task or of an ancestor. Never suspends.
     *
     * <p>Limits are inherited down the tree, on every domain, while they hold. A limit that a {@linkplain #shield(Body)
     * shield} holds back does not count, nor one whose body has returned. Use it to tell a peer how long it may take,
     * as gRPC does:
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
     * Runs a body until a trigger is signalled. The signal ends the body as a {@linkplain #timeout(Duration, Body)
     * limit} does. The call suspends where the body does. The scope is the trigger's one waiter while the body runs; if
     * several tasks stop at one event, use a {@linkplain #until(Latch, Body) latch}.
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param stop may be signalled by any thread
     * @param body the code
     * @return the body's result; empty if it was stopped, or returned null
     * @throws X if the body throws it
     * @throws IllegalStateException if the trigger has a waiter already; outside a fiber
     * @throws TaskCancelled if the caller is cancelled
     */
    public static <T extends @Nullable Object, X extends Exception> Optional<T> until(Trigger stop,
            Body<? extends T, ? extends X> body) throws X {
        Objects.requireNonNull(stop, "stop");
        Objects.requireNonNull(body, "body");
        try {
            return Scopes.<T>until(stop::onSignal, stop::forget, body);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * Runs a body without a result until a trigger is signalled. Otherwise the same as {@link #until(Trigger, Body)}.
     *
     * @param <X> the body's exception
     * @param stop may be signalled by any thread
     * @param body the code
     * @return true if the body has returned, false if it was stopped
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException if the trigger has a waiter already; outside a fiber
     */
    public static <X extends Exception> boolean until(Trigger stop, Step<? extends X> body) throws X {
        return Miou.<Boolean, X>until(stop, Bodies.returningTrue(body)).isPresent();
    }

    /**
     * Runs a body until a latch opens. The latch ends the body as a {@linkplain #timeout(Duration, Body) limit} does.
     * The call suspends where the body does. Any number of tasks may stop at one latch.
     *
     * {@snippet :
     * Latch closing = new Latch(1);
     * // in each of many tasks
     * Optional<Request> next = Miou.until(closing, requests::receive);
     * }
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param stop may be opened by any thread; if it is open, the first suspension point ends the body
     * @param body the code
     * @return the body's result; empty if it was stopped, or returned null
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object, X extends Exception> Optional<T> until(Latch stop,
            Body<? extends T, ? extends X> body) throws X {
        Objects.requireNonNull(stop, "stop");
        Objects.requireNonNull(body, "body");
        Runnable[] takeBack = new Runnable[1];
        try {
            return Scopes.<T>until(action -> takeBack[0] = stop.onOpen(action), _ -> takeBack[0].run(), body);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * Runs a body without a result until a latch opens. Otherwise the same as {@link #until(Latch, Body)}.
     *
     * @param <X> the body's exception
     * @param stop may be opened by any thread; if it is open, the first suspension point ends the body
     * @param body the code
     * @return true if the body has returned, false if it was stopped
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <X extends Exception> boolean until(Latch stop, Step<? extends X> body) throws X {
        return Miou.<Boolean, X>until(stop, Bodies.returningTrue(body)).isPresent();
    }

    /**
     * Runs a body until a computation is complete, with a value or without. Its completion ends the body as a
     * {@linkplain #timeout(Duration, Body) limit} does. The call suspends where the body does. Any number of tasks may
     * stop at one computation.
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param stop may be completed by any thread; if it is complete, the first suspension point ends the body
     * @param body the code
     * @return the body's result; empty if it was stopped, or returned null
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
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
            }, body);
        } catch (Throwable e) {
            throw Failures.sneak(e);
        }
    }

    /**
     * Runs a body without a result until a computation is complete. Otherwise the same as
     * {@link #until(Computation, Body)}.
     *
     * @param <X> the body's exception
     * @param stop may be completed by any thread; if it is complete, the first suspension point ends the body
     * @param body the code
     * @return true if the body has returned, false if it was stopped
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled
     * @throws IllegalStateException outside a fiber
     */
    public static <X extends Exception> boolean until(Computation<?> stop, Step<? extends X> body) throws X {
        return Miou.<Boolean, X>until(stop, Bodies.returningTrue(body)).isPresent();
    }

    /**
     * Runs a body that cancellation from outside does not reach. The cancellation is held back until the body has
     * ended, also for children started in it. Limits set inside the body hold (rule 22). Suspends where the body does.
     * Works in a cancelled task too (rule 8).
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param body the code
     * @return its result
     * @throws X if the body throws it
     * @throws IllegalStateException outside a fiber
     */
    public static <T extends @Nullable Object, X extends Exception> T shield(Body<? extends T, ? extends X> body)
            throws X {
        Objects.requireNonNull(body, "body");
        return Scopes.<T, X>shield(body);
    }

    /**
     * Runs a body without a result that cancellation from outside does not reach. Works in a cancelled task too
     * (rule 8). Otherwise the same as {@link #shield(Body)}.
     *
     * @param <X> the body's exception
     * @param body the code
     * @throws X if the body throws it
     * @throws IllegalStateException outside a fiber
     */
    public static <X extends Exception> void shield(Step<? extends X> body) throws X {
        Scopes.<@Nullable Object, X>shield(Bodies.of(body));
    }

    /**
     * Runs a body on another thread and suspends the caller meanwhile. Use it for code that would block the domain,
     * such as file reads, JDBC or native calls.
     *
     * <p>The body runs on a daemon thread that is not a fiber. Threads are started when they are needed, up to
     * {@code miou.blocking} (1,024) in a run, and end when they are idle. If all are taken, bodies wait in order, and a
     * warning says so after a second.
     *
     * <p>The body sees the caller's inherited scoped values, captured contexts ({@link ContextCapture}) and context
     * class loader. It sees no thread local of another body. It may {@link Resource#check check} and {@link Owned#get
     * get} what the caller owns or has borrowed. Everything else that needs a current task throws
     * {@code IllegalStateException} in it.
     *
     * <p>A cancellation of the caller and a time limit that expires interrupt the body. The caller waits for the body's
     * end in any case (rule 28). If the body goes on for a second, a warning shows its stack. If no interrupt ends it,
     * use {@link #blocking(Body, Action)}.
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param body the code
     * @return its result
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled and the body did not return
     * @throws IllegalStateException outside a fiber
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
     * Runs a body without a result on another thread. Otherwise the same as {@link #blocking(Body)}.
     *
     * @param <X> the body's exception
     * @param body the code
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled and the body did not return
     * @throws IllegalStateException outside a fiber
     */
    public static <X extends Exception> void blocking(Step<? extends X> body) throws X {
        Miou.<@Nullable Object, X>blocking(Bodies.of(body));
    }

    /**
     * Runs a body on another thread, where {@code onCancel} instead of an interrupt ends it. Use it for a body that no
     * interrupt ends, or that an interrupt would harm. Otherwise the same as {@link #blocking(Body)}.
     *
     * {@snippet :
     * try (Statement statement = connection.createStatement()) {
     *     return Miou.blocking(() -> statement.executeUpdate(sql), statement::cancel);
     * }
     * }
     *
     * <p>{@code onCancel} is called once, as soon as the caller is cancelled or its time limit expires while the body
     * runs. It is not called if the body has ended, or has not begun, which then never runs. It runs on a daemon thread
     * of its own beside the body. So it may block, and it sees and may use what the body may. The caller waits until
     * both have ended: a late {@code onCancel} never meets code after the call. If {@code onCancel} throws, that is
     * logged. If no thread can be started for it, the body is interrupted.
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param body the code
     * @param onCancel asks the body to end
     * @return its result, also if the body returns after {@code onCancel} was called
     * @throws X if the body throws it and {@code onCancel} was not called
     * @throws TaskCancelled if the caller is cancelled and the body did not return
     * @throws IllegalStateException outside a fiber
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
     * Runs a body without a result on another thread, where {@code onCancel} ends it. Otherwise the same as
     * {@link #blocking(Body, Action)}.
     *
     * @param <X> the body's exception
     * @param body the code
     * @param onCancel asks the body to end
     * @throws X if the body throws it and {@code onCancel} was not called
     * @throws TaskCancelled if the caller is cancelled and the body did not return
     * @throws IllegalStateException outside a fiber
     */
    public static <X extends Exception> void blocking(Step<? extends X> body, Action onCancel) throws X {
        Miou.<@Nullable Object, X>blocking(Bodies.of(body), onCancel);
    }

    /**
     * Runs a body and, however it ends, a finalizer. Suspends where they do. The finalizer is shielded, and learns
     * whether a cancellation ended the body. An exception of the finalizer is suppressed in that of the body. If the
     * body returned, it is thrown, a checked one as the cause of a {@link TaskFailedException}.
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param body the code
     * @param finalizer run once
     * @return the body's result
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled; the finalizer has run then
     * @throws IllegalStateException outside a fiber
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
     * Runs a body without a result and, however it ends, a finalizer. Otherwise the same as
     * {@link #protect(Body, Finalizer)}.
     *
     * @param <X> the body's exception
     * @param body the code
     * @param finalizer run once
     * @throws X if the body throws it
     * @throws TaskCancelled if the caller is cancelled; the finalizer has run then
     * @throws IllegalStateException outside a fiber
     */
    public static <X extends Exception> void protect(Step<? extends X> body, Finalizer finalizer) throws X {
        Miou.<@Nullable Object, X>protect(Bodies.of(body), finalizer);
    }

    // Looking inside

    /**
     * {@return the calling task: its number, name and domain, and the time that its nearest limit leaves} Never
     * suspends, and works in a cancelled task too.
     *
     * {@snippet :
     * log.info("{}: {} bytes read", Miou.self().name(), count);
     * }
     *
     * @throws IllegalStateException outside a fiber
     */
    public static Self self() {
        Task<?> task = Task.current();
        return new Self(task.id(), task.name(), task.domain(), remaining());
    }

    /**
     * {@return the backend that polls for the caller's domain, for programs with a backend of their own} Never
     * suspends.
     *
     * @param <B> its type
     * @param type its class
     * @throws IllegalArgumentException if the run's backend is of another class
     * @throws IllegalStateException outside a fiber
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

    /**
     * {@return a snapshot of the tasks of every run in the process} Any thread. Print it to see what the program does.
     */
    public static TaskTree dump() {
        return TreeCapture.capture(ActiveRuns.mains());
    }

    /**
     * Writes the tasks of every run in the process, as {@link #dump()} does, without a copy of them: a million tasks
     * need no memory. Any thread. No domain waits meanwhile.
     *
     * @param format the format
     * @param out gets the text, in pieces of about a line; give it a buffer
     * @throws IOException if {@code out} throws it
     */
    public static void dump(TaskTree.Format format, Appendable out) throws IOException {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(out, "out");
        TreeCapture.write(ActiveRuns.mains(), format, out);
    }

    /**
     * {@return the numbers of this process: tasks, domains, blocking threads} Any thread. Reading them stops no domain.
     * The same over JMX: {@link MiouMXBean}.
     */
    public static MiouMXBean metrics() {
        return ProcessMetrics.ofProcess();
    }
}
