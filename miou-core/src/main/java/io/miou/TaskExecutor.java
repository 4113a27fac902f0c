package io.miou;

import io.miou.bridge.Submissions;
import io.miou.support.Arguments;
import io.miou.support.Log;
import io.miou.task.ChildUse;
import io.miou.task.Failures;
import io.miou.task.Scopes;
import io.miou.task.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ExecutorService} that a task owns: see {@link Miou#asyncExecutor} and {@link Miou#callExecutor}.
 *
 * <p>It is a child of the task that opened it. Each submitted task is a child of the executor, runs on a fiber, and may
 * do what any task may. All are cancelled with the owner. The owner must {@link #close} the executor, as it must await
 * any child (rule 1). {@code close} waits for the submitted tasks; a time limit around the executor cancels them.
 *
 * <p>An accepted task runs, unless it is cancelled: by its future, by {@link #shutdownNow}, or with the owner.
 * Submitting a task that is not accepted throws {@link RejectedExecutionException}. Futures are completed in any case,
 * before {@code close} returns. Cancelling a future cancels its task without waiting for its end, also when the future
 * was completed otherwise ({@code cancel} returns false then). A task that throws anything has failed;
 * {@link TaskFailedException} has a table.
 *
 * <p>Every method except {@code close} may be called by any thread, fibers included. A fiber that waits is suspended,
 * also in {@link Future#get} of a future of this executor, and its domain runs other fibers. Fibers may also wait in
 * calls of the JDK, such as {@code CompletableFuture.supplyAsync(f, executor).join()} or
 * {@code ExecutorCompletionService.take()}.
 *
 * <p>On the portable fiber engine such a call of the JDK blocks the fiber's domain. The owner of a
 * {@link Miou#callExecutor} may make it, because neither the tasks nor what starts them are on its domain. The owner of
 * a {@link Miou#asyncExecutor} must not, because its tasks run on that very domain. Nor must the tasks themselves,
 * which may share a domain with what they wait for.
 *
 * <p>A task sees the scoped values, contexts and class loader of the thread that submitted it. So do dependent actions
 * of its future that run on its thread. If a task given to {@link #execute} throws, that is logged.
 *
 * @since 0.1.0
 */
public final class TaskExecutor implements ExecutorService {

    private final Submissions submissions;
    private final Task<?> service;

    /** Commands that have not begun. */
    private final Set<Command> waiting = ConcurrentHashMap.newKeySet();

    private volatile boolean stoppedNow;

    private TaskExecutor(Submissions submissions, Task<?> service) {
        this.submissions = submissions;
        this.service = service;
    }

    static TaskExecutor open(Submissions.Place place) {
        Submissions submissions = new Submissions(Task.current().run(), place, "this executor");
        return new TaskExecutor(submissions, submissions.startService("executor"));
    }

    // Handing in

    @Override
    public void execute(Runnable command) {
        Command handedIn = new Command(Objects.requireNonNull(command, "command"));
        CompletableFuture<?> _ = submissions.submit(handedIn);
        waiting.add(handedIn);
        if (handedIn.begun.get()) {
            waiting.remove(handedIn);
        } else if (stoppedNow && waiting.remove(handedIn) && handedIn.begin()) {
            // It was accepted just before the executor was stopped, which did not see it.
            throw new RejectedExecutionException(this + " takes no more tasks; hand them in before it is shut down");
        }
    }

    /** A command given to {@link #execute}: run once, or given back once. */
    private final class Command implements Callable<@Nullable Void> {

        private final Runnable command;
        private final AtomicBoolean begun = new AtomicBoolean();

        Command(Runnable command) {
            this.command = command;
        }

        boolean begin() {
            return begun.compareAndSet(false, true);
        }

        @Override
        @SuppressWarnings("NullAway") // null is the only Void
        public @Nullable Void call() {
            if (begin()) {
                waiting.remove(this);
                run();
            }
            return null;
        }

        private void run() {
            try {
                command.run();
            } catch (Throwable e) {
                TaskCancelled cancelled = Task.current().asCancelled(e);
                if (cancelled != null) {
                    throw e;
                }
                Log.error("a task given to an executor has failed, and no future reports it", e);
            }
        }
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        return submissions.submit(task);
    }

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Runnable task, T result) {
        Objects.requireNonNull(task, "task");
        return submissions.submit(() -> {
            task.run();
            return result;
        });
    }

    @Override
    @SuppressWarnings("NullAway")
    public CompletableFuture<?> submit(Runnable task) {
        return submit(task, null);
    }

    // Handing in many, and waiting

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        Arguments.requireElements(tasks, "tasks");
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean complete = false;
        try {
            for (Callable<T> task : tasks) {
                futures.add(submit(task));
            }
            for (Future<T> future : futures) {
                awaitEnd(future);
            }
            complete = true;
            return futures;
        } finally {
            if (!complete) {
                cancelAll(futures);
            }
        }
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout,
            TimeUnit unit) throws InterruptedException {
        Arguments.requireElements(tasks, "tasks");
        Objects.requireNonNull(unit, "unit");
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        boolean complete = false;
        try {
            // One future for all: the limit is kept on the clock of the caller's domain, if it has one.
            CompletableFuture<@Nullable Void> all = Submissions.newFuture();
            AtomicInteger left = new AtomicInteger(1);
            for (Callable<T> task : tasks) {
                left.incrementAndGet();
                CompletableFuture<T> future = submit(task);
                futures.add(future);
                CompletableFuture<T> _ = future.whenComplete((_, _) -> countDown(left, all));
            }
            countDown(left, all);
            Object _ = all.get(timeout, unit);
            complete = true;
        } catch (TimeoutException e) {
            // The tasks that have not ended are cancelled.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            if (!complete) {
                cancelAll(futures);
            }
        }
        return futures;
    }

    @SuppressWarnings("NullAway") // null is the only Void
    private static void countDown(AtomicInteger left, CompletableFuture<@Nullable Void> all) {
        if (left.decrementAndGet() == 0) {
            all.complete(null);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        Arguments.requireElements(tasks, "tasks");
        Race<T> race = new Race<>();
        try {
            race.start(tasks);
            return race.first.get();
        } finally {
            cancelAll(race.runners);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout,
            TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Arguments.requireElements(tasks, "tasks");
        Objects.requireNonNull(unit, "unit");
        Race<T> race = new Race<>();
        try {
            race.start(tasks);
            return race.first.get(timeout, unit);
        } catch (TimeoutException e) {
            throw new TimeoutException("no task has succeeded within " + timeout + " " + unit
                    + "; those that have not ended are cancelled");
        } finally {
            cancelAll(race.runners);
        }
    }

    /** Several tasks whose first success is wanted, otherwise the last failure. Completed by the tasks' threads. */
    private final class Race<T extends @Nullable Object> {

        private final List<CompletableFuture<T>> runners = new ArrayList<>();
        private final AtomicInteger left = new AtomicInteger();
        private final CompletableFuture<T> first = Submissions.newFuture();

        void start(Collection<? extends Callable<T>> tasks) {
            if (tasks.isEmpty()) {
                throw new IllegalArgumentException(
                        "no tasks to run: the collection is empty; check it before the call");
            }
            left.set(tasks.size());
            for (Callable<T> task : tasks) {
                CompletableFuture<T> runner = submit(task);
                runners.add(runner);
                CompletableFuture<T> _ = runner.whenComplete(this::ended);
            }
        }

        private void ended(@Nullable T value, @Nullable Throwable thrown) {
            if (thrown == null) {
                first.complete(value);
            } else if (left.decrementAndGet() == 0) {
                // The race itself was not cancelled: if its last task was cancelled, no task has succeeded.
                first.completeExceptionally(
                        thrown instanceof CancellationException ? Failures.forFuture(thrown) : thrown);
            }
        }
    }

    private static void awaitEnd(Future<?> future) throws InterruptedException {
        try {
            Object _ = future.get();
        } catch (ExecutionException | CancellationException e) {
            // The future keeps the failure.
        }
    }

    private static void cancelAll(List<? extends Future<?>> futures) {
        for (Future<?> future : futures) {
            future.cancel(true);
        }
    }

    // Its end

    /** Stops accepting tasks. Submitted tasks go on. Any thread. */
    @Override
    public void shutdown() {
        submissions.stopAccepting();
    }

    /**
     * Stops accepting tasks and cancels the submitted ones, without waiting for their ends. A task that has not started
     * never runs. Any thread.
     *
     * @return the commands given to {@link #execute} that have not started; a task with a future is not among them: its
     *        future is cancelled. Empty if it was called before
     */
    @Override
    public List<Runnable> shutdownNow() {
        submissions.stopAccepting();
        if (stoppedNow) {
            // A command that the first call did not see is on its way in: execute rejects it.
            return new ArrayList<>();
        }
        stoppedNow = true;
        List<Runnable> back = new ArrayList<>();
        for (Command one : List.copyOf(waiting)) {
            if (waiting.remove(one) && one.begin()) {
                back.add(one.command);
            }
        }
        submissions.cancelAll();
        return back;
    }

    @Override
    public boolean isShutdown() {
        return !submissions.isAccepting();
    }

    @Override
    public boolean isTerminated() {
        return submissions.closed().isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(unit, "unit");
        try {
            Object _ = submissions.closed().get(timeout, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Stops accepting tasks and suspends until the submitted ones have ended. By the task that opened the executor.
     * Calling it again does nothing.
     *
     * <p>In a cancelled task it works and waits too, as if shielded (rule 10); the submitted tasks are cancelled then.
     *
     * @throws NotAChildError if another task calls it (rule 2)
     * @throws IllegalStateException outside a fiber
     */
    @Override
    public void close() {
        Task<?> caller = Task.current();
        service.requireChildOf(caller, ChildUse.CLOSE_EXECUTOR);
        shutdown();
        Outcome<?> _ = Scopes.<Outcome<?>, RuntimeException>shield(service::awaitOutcome);
    }

    @Override
    public String toString() {
        return "executor of " + service.name()
                + (isTerminated() ? " (terminated)" : isShutdown() ? " (shut down)" : "");
    }
}
