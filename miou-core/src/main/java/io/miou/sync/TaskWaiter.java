package io.miou.sync;

import io.miou.task.Task;
import io.miou.task.Wait;

/**
 * A task that waits in one queue. The queue's node and the task's wait are one object.
 *
 * <p>Threads: the thread that serves the queue calls {@link #claim} and {@link #wake}; {@link #withdraw} is called on
 * the task's domain. The lock of the first queue guards {@code stage}, which decides between them. The waiter goes to a
 * second queue only when it has been served, which the lock of that queue publishes.
 */
class TaskWaiter extends Waiter implements Wait {

    /*
     *   stage       claim()            withdraw()
     *   WAITING     SERVED, true       WITHDRAWN, true
     *   SERVED      true (see below)   false: the wake comes or has come
     *   WITHDRAWN   false              -
     *
     * A waiter that a condition has served waits for the mutex next, in the mutex's queue, and is claimed again there.
     */
    private enum Stage {
        WAITING, SERVED, WITHDRAWN
    }

    private final Task<?> task;
    private final SpinLock lock;
    private final Object on;

    private Stage stage = Stage.WAITING;

    /**
     * Creates a waiter that is in no queue.
     *
     * @param task the task that waits
     * @param lock the lock of its queue
     * @param on the object that it waits for, as text, for the task tree
     */
    TaskWaiter(Task<?> task, SpinLock lock, Object on) {
        this.task = task;
        this.lock = lock;
        this.on = on;
    }

    /** Suspends until the waiter is served. It is in a queue already, or was served since. By its task. */
    void await() {
        task.suspend(this);
    }

    @Override
    boolean claim() {
        if (stage == Stage.WITHDRAWN) {
            return false;
        }
        stage = Stage.SERVED;
        return true;
    }

    @Override
    void wake() {
        task.wake();
    }

    @Override
    public boolean withdraw() {
        lock.lock();
        try {
            if (stage != Stage.WAITING) {
                return false;
            }
            stage = Stage.WITHDRAWN;
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
