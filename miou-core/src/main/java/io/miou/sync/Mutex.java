package io.miou.sync;

import io.miou.Body;
import io.miou.Step;
import io.miou.task.Failures;
import io.miou.task.Holding;
import io.miou.task.Scopes;
import io.miou.task.Task;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion between fibers of any domain, first come, first served. The fiber that unlocks hands the mutex to the one
 * that has waited longest; nobody can slip in between.
 *
 * {@snippet :
 * Mutex mutex = new Mutex();
 * // in each task
 * int number = mutex.protect(() -> {
 *     int next = file.readInt();
 *     file.writeInt(next + 1);
 *     return next;
 * });
 * }
 *
 * <p>Between two suspension points a fiber runs alone on its domain: data that only one domain uses needs a mutex only if the
 * fiber suspends in the middle of it.
 *
 * <p>A mutex is held by a task, and not reentrant. It is a resource of that task (rule 17): one that returns and holds it still is an
 * {@link io.miou.ResourceLeakedError}; one that fails or is cancelled has it unlocked, as soon as its children have ended and
 * after the finally blocks of its own, like a scope that is ended by its limit (rule 22).
 *
 * <p>Threads: every method but {@link #toString} needs a current task (rule 23). What the holder did is seen by the next.
 */
public final class Mutex {

    /*
     * A semaphore with one permit, and the holding that says who has it. The holding is confined to the task that has the
     * permit, which publishes it to the next; who asks whether it is the holder itself gets a true answer without it.
     */
    private final Semaphore permit = new Semaphore(1);

    private final Holding holding = Holding.inTurns(new Holding.Content() {
        @Override
        public void release() {
            permit.release();
        }

        @Override
        public String remedy() {
            return "unlock it";
        }

        @Override
        public String toString() {
            return "a mutex";
        }
    });

    /** Creates a mutex that nobody holds. Any thread. */
    public Mutex() {
    }

    /**
     * Locks it; suspends the calling fiber until all who came before have unlocked it.
     *
     * @throws io.miou.TaskCancelled if the caller is cancelled first; it does not hold it then
     * @throws IllegalStateException if the caller holds it; outside a fiber
     */
    public void lock() {
        Task<?> task = Task.current();
        if (holding.owner() == task) {
            throw new IllegalStateException(Failures.describe(task)
                    + " holds this mutex already and would wait for itself; lock it once, it is not reentrant");
        }
        permit.acquire(task, this);
        holding.take(task);
    }

    /**
     * Locks it if nobody holds it. Never suspends.
     *
     * @return whether it has locked it; false too if the caller holds it
     * @throws IllegalStateException outside a fiber
     */
    public boolean tryLock() {
        Task<?> task = Task.current();
        if (!permit.tryAcquire()) {
            return false;
        }
        holding.take(task);
        return true;
    }

    /**
     * Unlocks it and hands it to the fiber that has waited longest, if one waits. Never suspends; works in a cancelled task too.
     *
     * @throws IllegalStateException if the caller does not hold it; outside a fiber
     */
    public void unlock() {
        Task<?> task = Task.current();
        requireHeldBy(task, "unlocked");
        long _ = giveUp(task);
    }

    /**
     * Runs a body while the mutex is locked, and unlocks it however the body ends.
     *
     * @param <T> its result
     * @param <X> what it may throw
     * @param body the code
     * @return its result
     * @throws X what it throws
     * @throws io.miou.TaskCancelled if the caller is cancelled before it has the mutex; the body has not run then
     * @throws IllegalStateException if the caller holds it; outside a fiber
     */
    public <T extends @Nullable Object, X extends Exception> T protect(Body<? extends T, ? extends X> body) throws X {
        Objects.requireNonNull(body, "body");
        lock();
        T value;
        try {
            value = body.run();
        } catch (Throwable e) {
            unlockIfHeld();
            throw e;
        }
        unlock();
        return value;
    }

    /**
     * As {@link #protect(Body)}, without a result.
     *
     * @param <X> what it may throw
     * @param step the code
     * @throws X what it throws
     */
    public <X extends Exception> void protect(Step<? extends X> step) throws X {
        Objects.requireNonNull(step, "step");
        lock();
        try {
            step.run();
        } catch (Throwable e) {
            unlockIfHeld();
            throw e;
        }
        unlock();
    }

    /** A body that has thrown may have failed while it had given the mutex up. */
    private void unlockIfHeld() {
        if (holding.owner() == Task.current()) {
            unlock();
        }
    }

    // For conditions

    void requireHeldBy(Task<?> task, String what) {
        Task<?> holder = holding.owner();
        if (holder != task) {
            throw new IllegalStateException("a mutex was " + what + " by " + Failures.describe(task) + ", but "
                    + (holder == null ? "nobody holds it" : Failures.describe(holder) + " holds it")
                    + "; lock it first");
        }
    }

    /** Gives its place among what the task has acquired. */
    long giveUp(Task<?> task) {
        long place = holding.putBack(task);
        permit.release();
        return place;
    }

    /** Locks it for a waiter that has been signalled: at once, or by having it wait here too. */
    void passTo(Waiter waiter) {
        if (permit.acquireOrJoin(waiter)) {
            waiter.wake();
        }
    }

    /** The task, which had given it up, was woken by {@link #passTo}. */
    void passedTo(Task<?> task, long place) {
        holding.takeBack(task, place);
    }

    /** Locks it for the current task, which had given it up, although that is cancelled. */
    void lockBack(Task<?> task, long place) {
        boolean _ = Scopes.<Boolean, RuntimeException>shield(() -> {
            permit.acquire(task, this);
            return true;
        });
        holding.takeBack(task, place);
    }

    @Override
    public String toString() {
        Task<?> holder = holding.owner();
        return holder == null ? "a mutex" : "a mutex held by " + Failures.describe(holder);
    }
}
