package io.miou.sync;

import io.miou.task.Task;
import io.miou.task.Wait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A task that waits in one queue: the queue's node and the task's wait are one object.
 *
 * <p>Threads: {@link #claim} and {@link #wake} are called by whoever serves the queue, on any thread; {@link #withdraw} on the
 * task's domain. They are decided by the compare-and-set of {@code stage}.
 */
class TaskWaiter extends Waiter implements Wait {

    /*
     *   stage       claim()            withdraw()
     *   WAITING     SERVED, true       WITHDRAWN, true
     *   SERVED      true (see below)   false: the wake comes or has come
     *   WITHDRAWN   false              -
     *
     * One that was served by a condition waits for the mutex next, in the queue of that, and is claimed again there.
     */
    private enum Stage {
        WAITING, SERVED, WITHDRAWN
    }

    private static final VarHandle STAGE;

    static {
        try {
            STAGE = MethodHandles.lookup().findVarHandle(TaskWaiter.class, "stage", Stage.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Task<?> task;
    private final SpinLock lock;
    private final Object on;

    private volatile Stage stage = Stage.WAITING;

    /**
     * Makes a waiter that is in no queue.
     *
     * @param task who waits
     * @param lock of the queue that it will be in
     * @param on what it waits for, as text, for the task tree
     */
    TaskWaiter(Task<?> task, SpinLock lock, Object on) {
        this.task = task;
        this.lock = lock;
        this.on = on;
    }

    /** Suspends until it is served; it is in a queue already, or has been served since. By its task. */
    void await() {
        task.suspend(this);
    }

    @Override
    boolean claim() {
        return STAGE.compareAndSet(this, Stage.WAITING, Stage.SERVED) || stage == Stage.SERVED;
    }

    @Override
    void wake() {
        task.wake();
    }

    @Override
    public boolean withdraw() {
        lock.lock();
        try {
            if (!STAGE.compareAndSet(this, Stage.WAITING, Stage.WITHDRAWN)) {
                return false;
            }
            WaitQueue in = queue;
            if (in != null) {
                in.remove(this);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String describe() {
        return on.toString();
    }
}
