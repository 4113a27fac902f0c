package io.miou.sync;

import io.miou.Body;
import io.miou.Step;
import io.miou.task.Failures;
import io.miou.task.Reservable;
import io.miou.task.Scopes;
import io.miou.task.Task;
import io.miou.task.TurnOwnership;
import io.miou.task.WaitsFor;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion between fibers of any domain, first come, first served. Unlocking hands the mutex to the oldest
 * waiter, so no other fiber can lock it in between.
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
 * <p>Between two suspension points a fiber runs alone on its domain. Data that only one domain uses needs a mutex only
 * if the fiber suspends in the middle of using it.
 *
 * <p>A task holds a mutex, and cannot lock it twice. The mutex is a resource of that task (rule 17): a task that
 * returns while it holds a mutex gets {@link io.miou.ResourceLeakedError}. If the task fails or is cancelled, the mutex
 * is unlocked after its children have ended and its finally blocks have run. A scope that its limit ends does the same
 * (rule 22).
 *
 * <p>A cancelled child may need the mutex to end. Its {@link Condition#await} locks it again, or it waits in a
 * shield or in a release function. When the holder's code is over and it waits for such children, they and the tasks
 * below them can have the mutex, one after the other. In {@code cancel}, only those in {@code Condition.await} can:
 * after it the holder may find what their finally blocks have changed. Code that holds the mutex must not await a
 * child that needs it; {@link io.miou.Miou#dump} names the two as a deadlock.
 *
 * <p>Threads: every method except {@link #toString} needs a current task (rule 23). What a holder did is seen by the
 * next one.
 *
 * @since 0.1.0
 */
public final class Mutex {

    /*
     * A semaphore with one permit, and the ownership of its holder. The ownership is confined to the task that has the
     * permit, and the permit publishes it to the next one. A task that asks whether it is the holder itself needs no
     * permit for a true answer.
     */
    private final Semaphore permit = new Semaphore(1);

    private final TurnOwnership holding = new TurnOwnership(new Reservable() {
        @Override
        public void release() {
            permit.releaseOnly();
        }

        @Override
        public void reserve(Task<?> task, Set<Task<?>> children, Owner owner) {
            permit.reserve(task, children, owner);
        }

        @Override
        public boolean endReservation() {
            return permit.endReservation();
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

    /** Creates a mutex that is not locked. Any thread. */
    public Mutex() {
    }

    /**
     * Locks the mutex. Suspends the calling fiber until all earlier fibers have unlocked it.
     *
     * @throws io.miou.TaskCancelled if the caller is cancelled first; it does not hold the mutex then
     * @throws IllegalStateException if the caller holds the mutex already; outside a fiber
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
     * Locks the mutex if no task holds it. Never suspends.
     *
     * @return whether it was locked; also false if the caller holds it
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
     * Unlocks the mutex and hands it to the oldest waiter, if there is one. Never suspends; works in a cancelled task
     * too.
     *
     * @throws IllegalStateException if the caller does not hold the mutex; outside a fiber
     */
    public void unlock() {
        Task<?> task = Task.current();
        requireHeldBy(task, "unlocked");
        long _ = giveUp(task);
    }

    /**
     * Locks the mutex, runs a body, and unlocks the mutex however the body ends. Suspends the calling fiber until it
     * has the mutex.
     *
     * @param <T> the body's result
     * @param <X> the body's exception
     * @param body the code
     * @return the body's result
     * @throws X if the body throws it
     * @throws io.miou.TaskCancelled if the caller is cancelled before it has the mutex; the body has not run then
     * @throws IllegalStateException if the caller holds the mutex already; outside a fiber
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
     * Locks the mutex, runs a body without a result, and unlocks the mutex however the body ends. Otherwise the same as
     * {@link #protect(Body)}.
     *
     * @param <X> the body's exception
     * @param step the code
     * @throws X if the body throws it
     * @throws io.miou.TaskCancelled if the caller is cancelled before it has the mutex; the body has not run then
     * @throws IllegalStateException if the caller holds the mutex already; outside a fiber
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

    /** Unlocks the mutex unless the body gave it up, as a failed wait for a condition does. */
    private void unlockIfHeld() {
        if (holding.owner() == Task.current()) {
            unlock();
        }
    }

    /** Returns the holder, which must unlock it before a waiter goes on. Any thread. */
    WaitsFor waitsFor() {
        Task<?> holder = holder();
        return holder == null ? WaitsFor.ANYTHING : WaitsFor.task(holder);
    }

    /** Returns the task that has it, or keeps it for its children; null if none. Any thread. */
    @Nullable
    private Task<?> holder() {
        Task<?> owner = holding.owner();
        return owner == null ? permit.reserver() : owner;
    }

    // For conditions

    void requireHeldBy(Task<?> task, String what) {
        Task<?> holder = holding.owner();
        if (holder != task) {
            throw new IllegalStateException("a mutex was " + what + " by " + Failures.describe(task) + ", but "
                    + (holder == null ? "no task holds it" : Failures.describe(holder) + " holds it")
                    + "; lock it first");
        }
    }

    /** Unlocks the mutex; returns its place among what the task has acquired. */
    long giveUp(Task<?> task) {
        long place = holding.putBack(task);
        permit.releaseOnly();
        return place;
    }

    /** Locks the mutex for a signalled waiter, at once or later: then the waiter joins this queue (wait morphing). */
    void passTo(Waiter waiter) {
        if (permit.acquireOrJoin(waiter)) {
            waiter.wake();
        }
    }

    /** Takes the mutex over for the task, which had given it up and was woken after {@link #passTo}. */
    void passedTo(Task<?> task, long place) {
        holding.takeBack(task, place);
    }

    /** Locks the mutex again for the current task, which had given it up, even if the task is cancelled. */
    void lockBack(Task<?> task, long place) {
        boolean _ = Scopes.<Boolean, RuntimeException>shield(() -> {
            permit.acquireAgain(task, this);
            return true;
        });
        holding.takeBack(task, place);
    }

    @Override
    public String toString() {
        Task<?> holder = holder();
        return holder == null ? "a mutex" : "a mutex held by " + Failures.describe(holder);
    }
}
