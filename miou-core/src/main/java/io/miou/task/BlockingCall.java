package io.miou.task;

import io.miou.Body;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A piece of code that runs on a blocking thread while its task is suspended (rule 28).
 *
 * <p>Threads: {@link #run} is called by a blocking thread, {@link #withdraw} by the task's domain; {@code stage} decides
 * between the two by compare-and-set. {@code value} and {@code thrown} are written before the wake of the task, whose message
 * publishes them. {@code runner} and {@code interrupted} are guarded by this object, so that an interrupt never hits the
 * thread after the body, nor misses it when it comes before.
 *
 * @param <T> its result
 */
public final class BlockingCall<T extends @Nullable Object> implements Runnable, Wait {

    private enum Stage {
        WAITING, RUNNING, WITHDRAWN
    }

    private final Task<?> task;
    private final Body<? extends T, ?> body;
    private final Runnable end;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

    @Nullable
    private Thread runner;

    @Nullable
    private T value;

    @Nullable
    private Throwable thrown;

    private boolean interrupted;

    private BlockingCall(Task<?> task, Body<? extends T, ?> body) {
        this.task = task;
        this.body = body;
        this.end = task.loop().backend().blocking(this::deliver);
    }

    /**
     * Runs a body on a blocking thread and suspends the current task until it has ended.
     *
     * @param <T> its result
     * @param body the code
     * @return its result
     * @throws Throwable what the body has thrown, as it is
     */
    @SuppressWarnings("NullAway")
    public static <T extends @Nullable Object> T call(Body<? extends T, ?> body) throws Throwable {
        Task<?> task = Task.current();
        task.checkCancelled();
        BlockingCall<T> call = new BlockingCall<>(task, body);
        call.begin();
        task.suspend(call);
        Throwable failure = call.thrown;
        if (failure == null) {
            return call.value;
        }
        if (call.interrupted) {
            // It ended because it was interrupted: because the task is cancelled, or cannot be suspended.
            Throwable reason = task.cancellation.cause() != null ? task.cancellation.newError() : task.pinned();
            reason.addSuppressed(failure);
            throw reason;
        }
        throw failure;
    }

    private void begin() {
        try {
            task.run().blockingPool().execute(this);
        } catch (Throwable e) {
            // No thread can be had.
            stage.set(Stage.WITHDRAWN);
            end.run();
            throw e;
        }
    }

    private void deliver() {
        if (stage.get() == Stage.RUNNING) {
            task.wake();
        }
    }

    @Override
    public void run() {
        if (!stage.compareAndSet(Stage.WAITING, Stage.RUNNING)) {
            return;
        }
        synchronized (this) {
            runner = Thread.currentThread();
            if (interrupted) {
                // The cancellation has come since the body was begun.
                runner.interrupt();
            }
        }
        try {
            value = body.run();
        } catch (Throwable e) {
            thrown = e;
        } finally {
            synchronized (this) {
                runner = null;
            }
            Thread.interrupted();
        }
        end.run();
    }

    @Override
    public boolean withdraw() {
        if (stage.compareAndSet(Stage.WAITING, Stage.WITHDRAWN)) {
            task.run().blockingPool().remove(this);
            end.run();
            return true;
        }
        synchronized (this) {
            if (!interrupted) {
                interrupted = true;
                task.cancellation.noteCut();
                if (runner != null) {
                    runner.interrupt();
                }
            }
        }
        return false;
    }

    @Override
    public String describe() {
        return stage.get() == Stage.WAITING ? "a free blocking thread" : "a blocking call";
    }
}
