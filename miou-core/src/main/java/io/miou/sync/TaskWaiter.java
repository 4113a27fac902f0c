package io.miou.sync;

import io.miou.task.Task;
import io.miou.task.Wait;

/**
 * A task that waits in one queue: the queue's node and the task's wait are one object.
 *
 * <p>Threads: {@link #claim} and {@link #wake} are called by whoever serves the queue, on any thread; {@link #withdraw} on the
 * task's domain. {@code stage} decides between them, and is guarded by the lock of the first queue: from that the waiter goes to
 * another only when it has been served, which the lock of the other publishes.
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

    private final Task<?> task;
    private final SpinLock lock;
    private final Object on;

    private Stage stage = Stage.WAITING;

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
