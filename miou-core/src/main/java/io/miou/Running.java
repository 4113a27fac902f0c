package io.miou;

import io.miou.bridge.Submissions;
import io.miou.run.Run;
import io.miou.support.Log;
import io.miou.support.Threads;
import io.miou.task.Callables;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A program that was {@linkplain Launcher#start started} and runs beside the thread that started it.
 *
 * <p>Any thread may call every method. A fiber, or a dependent action that runs on its thread, may call only
 * {@link #submit}, {@link #cancel} and {@link #isRunning}. The other methods would block the domain or wait for
 * themselves: there they throw {@link IllegalStateException}.
 *
 * <p>Submitted tasks run beside main: they are children of a service task, which is a child of main. So they have a
 * parent (rules 1 to 3), and no task outlives main: when main ends for any reason, they are cancelled. A main that only
 * serves them waits for a trigger, or until it is cancelled.
 *
 * <p>Threads: the run's thread writes {@code result} and {@code thrown} when everything else is over. Other threads
 * read them after that thread has ended.
 *
 * @param <T> main's result
 * @since 0.1.0
 */
public final class Running<T extends @Nullable Object> implements AutoCloseable {

    private final Run run;
    private final Submissions submissions;
    private final Thread thread;

    @Nullable
    private T result;

    @Nullable
    private Throwable thrown;

    private volatile boolean ended;
    private volatile boolean joined;

    private Running(Run run, Callable<? extends T> captured) {
        this.run = run;
        this.submissions = new Submissions(run,
                run.domains().pool().isEmpty() ? Submissions.Place.HERE : Submissions.Place.ELSEWHERE, "this run");
        this.thread = new Thread(null, () -> execute(captured), "miou-run");
    }

    static <T extends @Nullable Object> Running<T> start(Run run, Callable<? extends T> main) {
        Running<T> running;
        try {
            running = new Running<>(run, run.capture(main));
            running.thread.start();
        } catch (Throwable e) {
            run.abandon();
            throw e;
        }
        return running;
    }

    private void execute(Callable<? extends T> captured) {
        try (DumpSignal _ = DumpSignal.open()) {
            result = run.<T>execute(() -> {
                submissions.startAttendant("submissions");
                return captured.call();
            }, true);
        } catch (Throwable e) {
            thrown = e;
        } finally {
            submissions.close();
            ended = true;
        }
    }

    /**
     * Submits a task. It runs on a domain of the pool, or on domain 0 if the pool is empty. It sees the scoped values,
     * contexts and class loader of the calling thread. Never waits. The task starts as soon as a domain of the pool
     * gets to it, also while main blocks domain 0.
     *
     * @param <R> the task's result
     * @param task its code
     * @return a future that is completed in any case: with the task's value, or with its exception
     *        ({@link TaskFailedException} has a table). It is cancelled if main ends before the task, or if the run
     *        fails. {@linkplain CompletableFuture#cancel Cancelling} it cancels the task without waiting for its end,
     *        also when the future was completed otherwise. A task that has not started never runs. Dependent actions
     *        run on the task's thread, outside any task, and see the same scoped values and contexts
     * @throws RejectedExecutionException if the run has ended
     */
    public <R extends @Nullable Object> CompletableFuture<R> submit(Callable<? extends R> task) {
        return submissions.submit(task);
    }

    /**
     * Submits a task without a result. Otherwise the same as {@link #submit(Callable)}.
     *
     * @param task its code
     * @return a future that is completed in any case
     * @throws RejectedExecutionException if the run has ended
     */
    public CompletableFuture<@Nullable Void> submit(Action task) {
        return submissions.submit(Callables.<@Nullable Void>of(task));
    }

    /**
     * Cancels main, and with it every task. Does nothing if main has ended. Never waits. Fibers that do not come back
     * from a call of the JDK are {@linkplain Launcher#onShutdown given up} after the grace (rule 32).
     */
    public void cancel() {
        run.cancelMain();
    }

    /** {@return whether main or anything it started has not ended} */
    public boolean isRunning() {
        return !ended;
    }

    /**
     * Waits until the run has ended (rule 18), and returns or throws what {@link Launcher#run(Callable)} would.
     * Interrupting the caller ends its wait, not the run.
     *
     * @return what main returned
     * @throws TaskFailedException if main threw a checked exception, which is the cause; an unchecked one is thrown as
     *        it is
     * @throws RuleViolation if a rule was broken and violations are fatal
     * @throws CancellationException if main was cancelled
     * @throws InterruptedException if the caller is interrupted
     * @throws IllegalStateException on a fiber; or if fibers did not come back from a call of the JDK and were
     *        {@linkplain Launcher#onShutdown given up} (rule 32): the message names them, with their stacks
     */
    @SuppressWarnings("NullAway") // a result may be null
    public T join() throws InterruptedException {
        refuseOnFiber("join");
        thread.join();
        joined = true;
        Throwable failure = thrown;
        if (failure != null) {
            throw Failures.sneak(failure);
        }
        return result;
    }

    /**
     * Cancels main and waits until the run has ended. Interrupting the caller does not end the wait; its interrupt flag
     * is set again.
     *
     * <p>Never throws what main threw: that is logged unless {@link #join} has thrown it. Fibers that do not come back
     * from a call of the JDK are {@linkplain Launcher#onShutdown given up} after the grace (rule 32), and the error
     * that names them is logged.
     *
     * @throws IllegalStateException on a fiber
     */
    @Override
    public void close() {
        refuseOnFiber("close");
        cancel();
        Threads.joinUninterruptibly(thread);
        Throwable failure = thrown;
        if (!joined && failure != null && !run.wasCancelled()) {
            joined = true;
            Log.error("a run has failed that was closed and not joined", failure);
        }
    }

    private static void refuseOnFiber(String what) {
        if (Task.isOnFiber()) {
            throw new IllegalStateException(
                    what + " of a run on a fiber: it would block the domain, or wait for itself;"
                            + " do it on the thread that has started the run");
        }
    }

    @Override
    public String toString() {
        return "run " + (isRunning() ? "that is running" : "that has ended");
    }
}
