package io.miou.sync;

import io.miou.task.Task;
import io.miou.task.Wait;
import io.miou.task.WaitsFor;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    private final boolean shielded;

    private Stage stage = Stage.WAITING;

    /**
     * Creates a waiter that is in no queue.
     *
     * @param task the task that waits
     * @param lock the lock of its queue
     * @param on the object that it waits for, as text, for the task tree
     */
    TaskWaiter(Task<?> task, SpinLock lock, Object on) {
        this(task, lock, on, task.isShielded());
    }

    /** Creates the same, and says whether the task is in a shield. */
    TaskWaiter(Task<?> task, SpinLock lock, Object on, boolean shielded) {
        this.task = task;
        this.lock = lock;
        this.on = on;
        this.shielded = shielded;
    }

    /** Suspends until the waiter is served. It is in a queue already, or was served since. By its task. */
    void await() {
        task.suspend(this);
    }

    /** Whether its task is one of some children of another, or below one. Any thread. */
    boolean isBelow(Task<?> ancestor, Set<Task<?>> children) {
        return task.isBelow(ancestor, children);
    }

    /** Whether its task was in a shield when it began to wait: then a cancellation of the task ends no wait. */
    boolean isShielded() {
        return shielded;
    }

    /** Whether it waits for the mutex that it has given up in a condition. The caller holds the lock of its queue. */
    boolean isAfterCondition() {
        return item instanceof Mutex;
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

    /** Returns the mutex whose queue the waiter has joined after a condition has served it; null if none. */
    @Nullable
    private Mutex passedTo() {
        return stage == Stage.SERVED && queue != null && on instanceof Condition && item instanceof Mutex mutex
                ? mutex
                : null;
    }

    @Override
    public String describe() {
        Mutex mutex = passedTo();
        return mutex == null ? on.toString() : mutex.toString();
    }

    @Override
    public WaitsFor waitsFor() {
        // Read without the lock: the answer may be out of date.
        Mutex mutex = passedTo();
        if (mutex != null) {
            return mutex.waitsFor();
        }
        return stage == Stage.WAITING ? enders() : WaitsFor.ANYTHING;
    }

    /** Returns the tasks that can serve the waiter. What other threads are made to end is left out (ADR 140). */
    WaitsFor enders() {
        return switch (on) {
            case Mutex mutex -> mutex.waitsFor();
            case ChannelEnd end -> end.channel().waitsFor();
            case Condition _,Barrier _ -> WaitsFor.ANY_TASK;
            default -> WaitsFor.ANYTHING;
        };
    }
}
