package io.miou.sync;

import io.miou.fiber.StackReserve;
import io.miou.support.VarHandles;
import io.miou.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * Where fibers that hold a {@link Mutex} wait for something that another fiber brings about under the same mutex. First come,
 * first served; only a signal ends a wait, never chance. All the same wait in a loop: between signal and return, a third
 * fiber may have had the mutex.
 *
 * {@snippet :
 * Mutex mutex = new Mutex();
 * Condition filled = new Condition();
 * // who takes
 * String first = mutex.protect(() -> {
 *     while (shelf.isEmpty()) {
 *         filled.await(mutex);
 *     }
 *     return shelf.remove();
 * });
 * // who brings
 * mutex.protect(() -> {
 *     shelf.add("book");
 *     filled.signal();
 * });
 * }
 *
 * <p>Threads: {@link #signal} and {@link #broadcast} are for any thread and never suspend, with the mutex or without;
 * {@link #await} is for a fiber, of any domain.
 */
public final class Condition {

    /*
     * A waiter that is signalled does not run only to find the mutex locked by who has signalled: it passes from this queue to
     * that of the mutex, and is woken when it has been given that. From the signal on it cannot be withdrawn, which is the
     * shield under which a cancelled waiter locks the mutex again.
     */
    private static final VarHandle WAITING = VarHandles.field(MethodHandles.lookup(), "waiting", int.class);

    private final SpinLock lock = new SpinLock();
    private WaitQueue queue = new WaitQueue();

    /**
     * How many wait, or more; written under the lock. Most signals find nobody and need no lock: one that came after a wait, which
     * then happened before it, sees that.
     */
    @SuppressWarnings("unused")
    private volatile int waiting;

    /** Creates a condition that nobody waits for. Any thread. */
    public Condition() {
    }

    /**
     * Unlocks a mutex, suspends the calling fiber until it is signalled, and locks the mutex again, however it ends. Unlocking and
     * beginning to wait is one step: no signal by a holder of the mutex is missed.
     *
     * @param mutex held by the caller
     * @throws io.miou.TaskCancelled if the caller is cancelled first; it has had no signal then, and holds the mutex, for which
     *         it waits as if shielded
     * @throws IllegalStateException if the caller does not hold the mutex; outside a fiber
     */
    public void await(Mutex mutex) {
        Objects.requireNonNull(mutex, "mutex");
        Task<?> task = Task.current();
        mutex.requireHeldBy(task, "given to a condition");
        task.checkCancelled();
        TaskWaiter waiter = new TaskWaiter(task, lock, this);
        waiter.item = mutex;
        lock.lock();
        try {
            queue.add(waiter);
            WAITING.setRelease(this, queue.size());
        } finally {
            lock.unlock();
        }
        long place = mutex.giveUp(task);
        try {
            waiter.await();
        } catch (Throwable e) {
            mutex.lockBack(task, place);
            throw e;
        }
        mutex.passedTo(task, place);
    }

    /** Ends the wait of the fiber that has waited longest; does nothing if none waits. Any thread. */
    public void signal() {
        if ((int) WAITING.getAcquire(this) == 0) {
            return;
        }
        StackReserve.require();
        Waiter waiter;
        lock.lock();
        try {
            waiter = queue.claimOldest();
            WAITING.setRelease(this, queue.size());
        } finally {
            lock.unlock();
        }
        if (waiter != null) {
            passOn(waiter);
        }
    }

    /** Ends the wait of every fiber that waits now, in the order in which they came. Any thread. */
    public void broadcast() {
        StackReserve.require();
        WaitQueue all;
        lock.lock();
        try {
            all = queue;
            queue = new WaitQueue();
            WAITING.setRelease(this, 0);
        } finally {
            lock.unlock();
        }
        all.serveAll(lock, Condition::passOn);
    }

    private static void passOn(Waiter signalled) {
        if (signalled.item instanceof Mutex mutex) {
            mutex.passTo(signalled);
        }
    }

    @Override
    public String toString() {
        return "a condition";
    }
}
