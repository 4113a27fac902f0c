package io.miou.sync;

import io.miou.Outcome;
import io.miou.TaskCancelled;
import io.miou.task.CycleFinder;
import io.miou.task.Failures;
import io.miou.task.Task;
import io.miou.task.WaitsFor;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed once, when it is first asked for, even if many fibers ask at the same time. Computing it may
 * suspend.
 *
 * {@snippet :
 * static final Lazy<Config> CONFIG = Lazy.of(() -> Config.parse(Miou.blocking(() -> Files.readString(PATH))));
 * // in any task
 * int port = CONFIG.get().port();
 * }
 *
 * <p>The first fiber that asks computes the value as part of its own task: that task owns what the computation acquires
 * or starts. A failure is remembered like a value.
 *
 * <p>If the computing task is cancelled, or a limit or a stop cuts the computation from outside, nothing is remembered,
 * whatever the computation then returns or throws. The oldest waiter, or the next fiber that asks, computes the value
 * anew. The same holds if the computation waits in a call of the JDK, which cancellation interrupts.
 *
 * <p>Threads: {@link #of} and {@link #toString} are for any thread, {@link #get} is for a fiber, of any domain. The
 * volatile {@code outcome} publishes the value.
 *
 * @param <T> the value's type
 * @since 0.1.0
 */
public final class Lazy<T extends @Nullable Object> {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final Needed value = new Needed();
    private final SpinLock lock = new SpinLock();
    private final WaitQueue queue = new WaitQueue();

    @Nullable
    private volatile Outcome<T> outcome;

    /** Computes the value; null when there is one. Used by the computing task; the lock publishes it. */
    @Nullable
    private Callable<? extends T> callable;

    /** A task computes the value, or was chosen to. Guarded by the lock. */
    private boolean taken;

    /** The computing task; null also for a moment before it begins. Written under the lock. */
    @Nullable
    private volatile Task<?> computing;

    private Lazy(Callable<? extends T> callable) {
        this.callable = callable;
    }

    /**
     * {@return a value that is not computed yet} Any thread.
     *
     * @param <T> the value's type
     * @param callable computes the value
     */
    public static <T extends @Nullable Object> Lazy<T> of(Callable<? extends T> callable) {
        return new Lazy<>(Objects.requireNonNull(callable, "callable"));
    }

    /**
     * Returns the value. The calling fiber computes it, or suspends while another fiber computes it, or gets it at
     * once.
     *
     * @return the value
     * @throws io.miou.TaskFailedException if computing the value has failed, now or before; the cause is what the
     *        computation threw
     * @throws TaskCancelled if the caller is cancelled first
     * @throws IllegalStateException if computing the value needs the value itself: in the same task, in a task that the
     *        computation awaits, or through other lazy values. Only if nothing inside those computations, such as a
     *        limit, could end the wait. The message names the tasks and the values. Also outside a fiber
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
            CycleFinder.noteWait(task, value, waiter);
            try {
                waiter.await();
            } finally {
                CycleFinder.over(task);
            }
            if (waiter.item instanceof String refusal) {
                throw new IllegalStateException(refusal);
            }
        }
        // Either the value is there, or it is this task's turn to compute it.
        Outcome<T> known = outcome;
        return known != null ? known : compute(task);
    }

    /** Joins the queue, unless the value is there or no task computes it: then the caller computes it. */
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
        WaitsFor enders() {
            Task<?> other = computing;
            return other == null ? WaitsFor.ANYTHING : WaitsFor.task(other);
        }

        @Override
        public boolean withdraw() {
            boolean withdrawn = super.withdraw();
            if (withdrawn) {
                CycleFinder.over(task);
            }
            return withdrawn;
        }
    }

    /** The view of this value as one that may need others. */
    private final class Needed implements CycleFinder.Value {

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
        CycleFinder.begin(task);
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
            CycleFinder.end(task);
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

    /** The outcome of the computation, or null. */
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
