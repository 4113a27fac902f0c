package io.miou.sync;

import io.miou.Outcome;
import io.miou.TaskCancelled;
import io.miou.task.Failures;
import io.miou.task.Needs;
import io.miou.task.Task;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed when it is first asked for, once, however many fibers ask at the same time. Computing it may suspend.
 *
 * {@snippet :
 * static final Lazy<Config> CONFIG = Lazy.of(() -> Config.parse(Miou.blocking(() -> Files.readString(PATH))));
 * // in any task
 * int port = CONFIG.get().port();
 * }
 *
 * <p>The first fiber to ask computes it, as part of its own task: what the computation acquires or starts is that task's. A
 * failure is remembered like a value. But if the task that computes is cancelled, or a limit or a stop cuts the computation from
 * outside, that is no failure of the computation: whatever it returns or throws then, nothing is remembered, and the fiber that has
 * waited longest, or the next to ask, begins anew. The same holds if the computation waits in a call of the JDK, which we interrupt.
 *
 * <p>Threads: {@link #of} and {@link #toString} are for any thread, {@link #get} for a fiber, of any domain. The value is
 * published by the volatile {@code outcome}.
 *
 * @param <T> the value
 */
public final class Lazy<T extends @Nullable Object> {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final Needed value = new Needed();
    private final SpinLock lock = new SpinLock();
    private final WaitQueue queue = new WaitQueue();

    @Nullable
    private volatile Outcome<T> outcome;

    /** Gives the value; null when there is one. Used by who computes it; the lock publishes it. */
    @Nullable
    private Callable<? extends T> callable;

    /** Somebody computes it, or was told to. Guarded by the lock. */
    private boolean taken;

    /** Who computes it now; null also for a moment before it begins. Written under the lock. */
    @Nullable
    private volatile Task<?> computing;

    private Lazy(Callable<? extends T> callable) {
        this.callable = callable;
    }

    /**
     * Makes a value that is not computed yet. Any thread.
     *
     * @param <T> the value's type
     * @param callable computes it
     * @return the lazy value
     */
    public static <T extends @Nullable Object> Lazy<T> of(Callable<? extends T> callable) {
        return new Lazy<>(Objects.requireNonNull(callable, "callable"));
    }

    /**
     * The value: computed by the calling fiber, or awaited if another one is computing it, or returned at once.
     *
     * @return the value
     * @throws io.miou.TaskFailedException if computing it has failed, now or before; the cause is what it threw
     * @throws TaskCancelled if the caller is cancelled first
     * @throws IllegalStateException if computing the value asks for it: in the same task, in a task that the computation awaits, or
     *         by way of other lazy values that need this one; only if nothing inside those computations, a limit for example, could
     *         end the wait otherwise; the message names the tasks and the values; outside a fiber
     */
    public T get() {
        Task<?> task = Task.current();
        task.beginOperation();
        Outcome<T> known = outcome;
        return known != null ? known.get() : force(task).get();
    }

    private Outcome<T> force(Task<?> task) {
        LazyWaiter waiter = new LazyWaiter(task);
        if (join(task, waiter)) {
            Needs.noteWait(task, value, waiter);
            try {
                waiter.await();
            } finally {
                Needs.over(task);
            }
            if (waiter.item instanceof String refusal) {
                throw new IllegalStateException(refusal);
            }
        }
        // Either it is there, or it is this task's turn to compute it.
        Outcome<T> known = outcome;
        return known != null ? known : compute(task);
    }

    /** Joins the queue, unless the value is there or nobody computes it: then that is up to the caller. */
    boolean join(Task<?> task, Waiter waiter) {
        lock.lock();
        try {
            if (outcome != null) {
                return false;
            }
            if (!taken) {
                taken = true;
                return false;
            }
            Task<?> other = computing;
            if (other == null || other != task) {
                queue.add(waiter);
                return true;
            }
        } finally {
            lock.unlock();
        }
        throw new IllegalStateException(Failures.describe(task)
                + " has asked for a lazy value inside its own computation and would wait for itself;"
                + " compute it from something else");
    }

    /** A task that waits for the value. */
    private final class LazyWaiter extends TaskWaiter {

        private final Task<?> task;

        LazyWaiter(Task<?> task) {
            super(task, lock, Lazy.this);
            this.task = task;
        }

        @Override
        public boolean withdraw() {
            boolean withdrawn = super.withdraw();
            if (withdrawn) {
                Needs.over(task);
            }
            return withdrawn;
        }
    }

    /** The value, as one that may need others. */
    private final class Needed implements Needs.Value {

        @Override
        @Nullable
        public Task<?> computing() {
            return computing;
        }

        @Override
        public boolean refuse(Object waiter, String words) {
            Waiter refused = (Waiter) waiter;
            lock.lock();
            try {
                if (refused.queue != queue) {
                    return false;
                }
                queue.remove(refused);
                if (!refused.claim()) {
                    return false;
                }
                refused.item = words;
            } finally {
                lock.unlock();
            }
            refused.wake();
            return true;
        }

        @Override
        public String toString() {
            return "lazy value #" + number;
        }
    }

    private Outcome<T> compute(Task<?> task) {
        begin(task);
        Needs.begin(task);
        long cuts = task.cuts();
        Outcome<T> result;
        TaskCancelled cancelled;
        try {
            result = new Outcome.Success<>(Objects.requireNonNull(callable).call());
            cancelled = task.cutSince(cuts);
        } catch (Throwable e) {
            result = new Outcome.Failure<>(e);
            cancelled = task.asCancelled(e);
        } finally {
            Needs.end(task);
        }
        if (cancelled != null) {
            leaveToTheNext();
            throw cancelled;
        }
        finish(result);
        return result;
    }

    private void begin(Task<?> task) {
        lock.lock();
        try {
            computing = task;
        } finally {
            lock.unlock();
        }
    }

    void finish(Outcome<T> result) {
        callable = null;
        lock.lock();
        try {
            computing = null;
            outcome = result;
        } finally {
            lock.unlock();
        }
        queue.serveAll(lock, Waiter::wake);
    }

    void leaveToTheNext() {
        Waiter next;
        lock.lock();
        try {
            computing = null;
            next = queue.claimOldest();
            taken = next != null;
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.wake();
        }
    }

    /** How it was computed, or null. */
    @Nullable
    Outcome<T> known() {
        return outcome;
    }

    @Override
    public String toString() {
        Outcome<T> known = outcome;
        return "a lazy value (#" + number + ", " + (known == null ? "not computed" : known) + ")";
    }
}
