package io.miou.sync;

import io.miou.fiber.StackReserve;
import io.miou.support.VarHandles;
import io.miou.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * Lets fibers that hold a {@link Mutex} wait for a change that another fiber makes under the same mutex. First come,
 * first served.
 *
 * <p>Only a signal ends a wait: there are no spurious wakeups. Still wait in a loop, because a third fiber may have
 * held the mutex between the signal and the return.
 *
 * {@snippet :
 * Mutex mutex = new Mutex();
 * Condition filled = new Condition();
 * // the fiber that takes
 * String first = mutex.protect(() -> {
 *     while (shelf.isEmpty()) {
 *         filled.await(mutex);
 *     }
 *     return shelf.remove();
 * });
 * // the fiber that brings
 * mutex.protect(() -> {
 *     shelf.add("book");
 *     filled.signal();
 * });
 * }
 *
 * <p>Threads: {@link #signal} and {@link #broadcast} are for any thread and never suspend, with the mutex or without.
 * {@link #await} is for a fiber, of any domain.
 *
 * @since 0.1.0
 */
public final class Condition {

    /*
     * Wait morphing: signal() moves the waiter to the mutex's queue instead of waking it, because the signaller often
     * holds the mutex. The waiter is woken when it holds the mutex. From the signal on it cannot be cancelled: so a
     * cancelled waiter locks the mutex again as if shielded.
     */
    private static final VarHandle WAITING = VarHandles.field(MethodHandles.lookup(), "waiting", int.class);

    private final SpinLock lock = new SpinLock();
    private WaitQueue queue = new WaitQueue();

    /**
     * An upper bound of the number of waiters; written under the lock. A signal that reads 0 needs no lock: a signal
     * that comes after a wait reads what that wait wrote.
     */
    @SuppressWarnings("unused")
    private volatile int waiting;

    /** Creates a condition without waiters. Any thread. */
    public Condition() {
    }

    /**
     * Unlocks a mutex, suspends the calling fiber until it is signalled, and locks the mutex again, however the wait
     * ends. Unlocking and beginning to wait is one step: no signal of a mutex holder is missed.
     *
     * @param mutex a mutex that the caller holds
     * @throws io.miou.TaskCancelled if the caller is cancelled first. It has had no signal, and it holds the mutex: it
     *        waits for the mutex as if shielded
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

    /** Ends the wait of the oldest waiter. Does nothing if there is none. Any thread; never suspends. */
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

    /** Ends the wait of every waiter, in the order in which they came. Any thread; never suspends. */
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
