package io.miou.bridge;

import io.miou.Action;
import io.miou.Body;
import io.miou.fiber.EndGrace;
import io.miou.run.Abandonable;
import io.miou.run.BlockingPool;
import io.miou.run.BlockingThread;
import io.miou.run.Run;
import io.miou.support.Log;
import io.miou.support.Words;
import io.miou.task.ApiAccess;
import io.miou.task.Callables;
import io.miou.task.Failures;
import io.miou.task.Task;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A piece of code that runs on a blocking thread while its task is suspended (rule 28).
 *
 * <pre>
 * WAITING   -- run, on a blocking thread --------> RUNNING
 * WAITING   -- withdraw, on the task's domain ---> WITHDRAWN   the body never runs
 * RUNNING   -- the body ends --------------------> ENDED
 * RUNNING   -- withdraw -------------------------> TELLING     the body is interrupted, or onCancel gets a thread
 * TELLING   -- that has been done ---------------> TOLD        the blocking thread waits for this after the body
 * </pre>
 *
 * <p>Threads: {@code stage} decides by compare-and-set. {@code runner} is written before RUNNING. {@code value} and
 * {@code thrown} are written before the task is woken, and the message that wakes it publishes them. {@code parts}
 * counts the parts that must end before that: the body, and {@code onCancel} if it is called. The last of them wakes
 * the task, so neither outlives the call.
 *
 * @param <T> its result
 */
public final class BlockingCall<T extends @Nullable Object> implements Runnable, Abandonable {

    private enum Stage {
        WAITING, RUNNING, TELLING, TOLD, ENDED, WITHDRAWN
    }

    private enum Wake {
        NOT_YET, BY_ITS_END,
        /** Woken by its run, which must end and does not wait for the body any longer (rule 32). */
        GIVEN_UP
    }

    private final Task<?> task;
    private final Callable<? extends T> body;
    private final @Nullable Callable<?> onCancel;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Runnable end;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private final AtomicInteger parts = new AtomicInteger(1);

    /** Decides which thread wakes the task. */
    private final AtomicReference<Wake> wake = new AtomicReference<>(Wake.NOT_YET);

    private final long begun = System.nanoTime();

    private volatile @Nullable BlockingThread runner;
    private volatile @Nullable BlockingThread canceller;

    @Nullable
    private T value;

    @Nullable
    private Throwable thrown;

    private BlockingCall(Task<?> task, Callable<? extends T> body, @Nullable Callable<?> onCancel) {
        this.task = task;
        this.body = body;
        this.onCancel = onCancel;
        this.end = task.loop().backend().blocking(this::deliver);
    }

    /**
     * Runs a body on a blocking thread and suspends the current task until it has ended.
     *
     * @param <T> its result
     * @param body the code
     * @param onCancel ends the body if the task is cancelled meanwhile; null: an interrupt does
     * @return its result
     * @throws Throwable the exception of the body, as it is
     */
    @SuppressWarnings("NullAway")
    public static <T extends @Nullable Object> T call(Body<? extends T, ?> body, @Nullable Action onCancel)
            throws Throwable {
        Task<?> task = Task.current();
        task.checkCancelled();
        Run run = Run.of(task);
        BlockingCall<T> call = new BlockingCall<>(task, run.<T>withContext(body::run),
                onCancel == null ? null : run.withContext(Callables.of(onCancel)));
        call.begin();
        task.suspend(call);
        if (call.wake.get() == Wake.GIVEN_UP) {
            throw ApiAccess.get().newCancelled(Failures.describe(task)
                    + " does not wait for its blocking call any longer, because its run is to end");
        }
        Throwable failure = call.thrown;
        if (failure == null) {
            return call.value;
        }
        if (call.wasTold()) {
            // It ended because the call asked for its end: the task is cancelled, or cannot be suspended.
            Throwable reason = task.isCut() ? task.newCancelled() : task.pinned();
            reason.addSuppressed(failure);
            throw reason;
        }
        throw failure;
    }

    private void begin() {
        try {
            pool().execute(this);
        } catch (Throwable e) {
            // No thread can be started.
            stage.set(Stage.WITHDRAWN);
            end.run();
            throw e;
        }
    }

    private BlockingPool pool() {
        return Run.of(task).blockingPool();
    }

    private void deliver() {
        if (stage.get() != Stage.WITHDRAWN && wake.compareAndSet(Wake.NOT_YET, Wake.BY_ITS_END)) {
            task.wake();
        }
    }

    /**
     * Lets its task go on without it if the run does not wait for it any longer; its threads are abandoned. On the
     * task's domain, while the task is suspended on it.
     */
    @Override
    public void giveUp(EndGrace endGrace) {
        BlockingThread body = runner;
        BlockingThread other = canceller;
        if (body == null && other == null || stage.get() == Stage.WAITING || !endGrace.isOver(begun)
                || !wake.compareAndSet(Wake.NOT_YET, Wake.GIVEN_UP)) {
            return;
        }
        if (body != null) {
            Run.of(task).gaveUpBlocking(task, body);
            pool().abandon(body);
        }
        if (other != null) {
            Run.of(task).gaveUpBlocking(task, other);
            pool().abandonBeside(other);
        }
        task.wake();
    }

    private boolean wasTold() {
        Stage now = stage.get();
        return now == Stage.TELLING || now == Stage.TOLD;
    }

    @Override
    public void run() {
        BlockingThread thread = (BlockingThread) Thread.currentThread();
        runner = thread;
        if (!stage.compareAndSet(Stage.WAITING, Stage.RUNNING)) {
            return;
        }
        thread.begin(task, loader);
        try {
            value = body.call();
        } catch (Throwable e) {
            thrown = e;
        }
        if (!stage.compareAndSet(Stage.RUNNING, Stage.ENDED)) {
            awaitTold();
        }
        runner = null;
        thread.end();
        partEnded();
        if (wake.get() == Wake.GIVEN_UP) {
            thread.markAbandoned();
        }
    }

    /**
     * Spins until the call has asked for the body's end, so that no interrupt hits this thread after the body. Takes a
     * moment.
     */
    @SuppressWarnings("ThreadPriorityCheck")
    private void awaitTold() {
        while (stage.get() != Stage.TOLD) {
            Thread.yield();
        }
    }

    private void partEnded() {
        if (parts.decrementAndGet() == 0) {
            end.run();
        }
    }

    @Override
    public boolean withdraw() {
        if (stage.compareAndSet(Stage.WAITING, Stage.WITHDRAWN)) {
            pool().remove(this);
            end.run();
            return true;
        }
        if (stage.compareAndSet(Stage.RUNNING, Stage.TELLING)) {
            // The body waits for TOLD before it counts as ended.
            parts.incrementAndGet();
            tell();
        }
        return false;
    }

    private void tell() {
        task.noteCut();
        pool().inASecond(this::warnIfItGoesOn);
        Callable<?> told = onCancel;
        if (told == null || !startCanceller(told)) {
            Thread running = runner;
            if (running != null) {
                running.interrupt();
            }
            partEnded();
        }
        stage.set(Stage.TOLD);
    }

    /**
     * Starts {@code onCancel} on a thread of its own. It might block the domain, and the pool's threads might all be
     * taken by such bodies.
     */
    private boolean startCanceller(Callable<?> told) {
        try {
            pool().runBeside(() -> cancel(told));
            return true;
        } catch (Throwable e) {
            Log.warning("the onCancel of a Miou.blocking of " + Failures.describe(task)
                    + " cannot be called, because no thread can be started: its body is interrupted instead", e);
            return false;
        }
    }

    private void cancel(Callable<?> told) {
        BlockingThread thread = (BlockingThread) Thread.currentThread();
        canceller = thread;
        thread.begin(task, loader);
        try {
            told.call();
        } catch (Throwable e) {
            Log.warning("the onCancel of a Miou.blocking of " + Failures.describe(task)
                    + " has thrown; its body may go on", e);
        }
        canceller = null;
        thread.end();
        partEnded();
    }

    /** Warns of a body or an onCancel that goes on, a second after the call has asked for the end. */
    private void warnIfItGoesOn() {
        warnIfAlive(runner, "its body has not ended; let onCancel end it, or give the call in it a limit of its own");
        warnIfAlive(canceller, "its onCancel has not returned; it should only ask for the end");
    }

    private void warnIfAlive(@Nullable Thread thread, String what) {
        if (thread != null) {
            String stack = Words.stack(thread);
            Log.warning(Failures.describe(task) + " was cancelled, or its time limit expired, a second ago, but still"
                    + " waits in Miou.blocking: " + what + ". " + thread.getName() + " is here" + stack);
        }
    }

    @Override
    public String describe() {
        BlockingThread thread = runner;
        return stage.get() == Stage.WAITING
                ? "a free blocking thread"
                : thread == null ? "a blocking call" : "a blocking call on " + thread.getName();
    }

    @Override
    public boolean isForBlockingThread() {
        return true;
    }
}
