package io.miou.sync;

import io.miou.fiber.StackReserve;
import io.miou.support.Thrown;
import io.miou.support.VarHandles;
import io.miou.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * A gate that opens once, when it was counted down to zero, and stays open. Any number of fibers wait for any number of
 * events.
 *
 * {@snippet :
 * Latch ready = new Latch(servers.size());
 * for (Server server : servers) {
 *     server.onReady(ready::countDown);
 * }
 * ready.await();
 * }
 *
 * <p>Threads: {@link #countDown}, {@link #count} and {@link #onOpen} are for any thread and never suspend.
 * {@link #await} is for a fiber, of any domain. What a thread did before its count is seen after the latch was passed.
 *
 * @since 0.1.0
 */
public final class Latch {

    private static final VarHandle COUNT = VarHandles.field(MethodHandles.lookup(), "count", int.class);

    /*
     * The opening thread writes the count and then empties the queue under the lock. A waiter reads the count under the
     * lock and then joins. So no waiter joins after the queue was emptied.
     */
    private final SpinLock lock = new SpinLock();
    private final WaitQueue queue = new WaitQueue();
    private volatile int count;

    /**
     * Creates a latch. Any thread.
     *
     * @param count the number of counts that open it; with 0 it is open
     * @throws IllegalArgumentException if it is negative
     */
    public Latch(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a latch cannot count down from " + count + "; give 0 or more");
        }
        this.count = count;
    }

    /**
     * Counts down by one; at zero the latch opens. Does nothing if it is open. Any thread; never suspends.
     *
     * <p>Opening wakes every waiter and runs the actions of {@link #onOpen}, even if actions throw. The first of these
     * exceptions is thrown afterwards, with the others suppressed in it.
     */
    public void countDown() {
        StackReserve.require();
        for (int seen = count; seen > 0; seen = count) {
            if (COUNT.compareAndSet(this, seen, seen - 1)) {
                if (seen == 1) {
                    open();
                }
                return;
            }
        }
    }

    private void open() {
        Thrown thrown = new Thrown();
        queue.serveAll(lock, waiter -> {
            try {
                waiter.wake();
            } catch (Throwable e) {
                thrown.add(e);
            }
        });
        thrown.throwFirst();
    }

    /**
     * Runs an action when the latch opens, on the thread that opens it. If it is open, runs the action now. Any thread;
     * never suspends.
     *
     * @param action quick, never blocking
     * @return removes the action, on any thread; does nothing if the action has run or is about to run
     */
    public Runnable onOpen(Runnable action) {
        OnOpen waiter = new OnOpen(Objects.requireNonNull(action, "action"));
        if (!join(waiter)) {
            action.run();
        }
        return () -> takeBack(waiter);
    }

    private void takeBack(Waiter waiter) {
        lock.lock();
        try {
            queue.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** An action in the queue. */
    private static final class OnOpen extends Waiter {

        private final Runnable action;

        OnOpen(Runnable action) {
            this.action = action;
        }

        @Override
        boolean claim() {
            return true;
        }

        @Override
        void wake() {
            action.run();
        }
    }

    /** {@return the number of counts that still open the latch} Any thread. */
    public int count() {
        return count;
    }

    /**
     * Suspends the calling fiber until the latch is open. Returns at once if it is.
     *
     * @throws io.miou.TaskCancelled if the caller is cancelled first
     * @throws IllegalStateException outside a fiber
     */
    public void await() {
        Task<?> task = Task.current();
        task.beginOperation();
        if (count == 0) {
            return;
        }
        TaskWaiter waiter = new TaskWaiter(task, lock, this);
        if (join(waiter)) {
            waiter.await();
        }
    }

    /** Joins the queue; returns false if the latch is open: then no waiter joins any more. */
    boolean join(Waiter waiter) {
        lock.lock();
        try {
            if (count == 0) {
                return false;
            }
            queue.add(waiter);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "a latch (" + count + " to go)";
    }
}
