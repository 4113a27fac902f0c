package io.miou.run;

import io.miou.fiber.StackReserve;
import io.miou.support.Log;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking code of a run on daemon threads, so that domains go on (rule 28). The pool grows up to a limit. A
 * thread that is idle for a while ends. Work that finds no free thread waits in order.
 *
 * <p>No body sees the thread locals of an earlier one. Where they cannot be erased, a thread runs one body and starts
 * its successor.
 *
 * <p>Threads: any thread may call every method. {@code lock} guards the fields that are documented so. A thread holds
 * it for a few instructions. A thread that finds it taken spins: a fiber that waited for it would let other fibers run
 * within a call that does not suspend. A thread stays in {@code idle} until one thread removes it under the lock. That
 * is a caller, which then gives it work, or the idle thread itself, which then ends. Work is in {@code backlog} only
 * while no thread is idle, and a thread takes work from there before it becomes idle.
 */
public final class BlockingPool {

    private static final int SPINS = 200;

    private final int limit;
    private final BlockingUse use;
    private final boolean reused;
    private final DelayedActions secondLater = new DelayedActions();
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final BlockingBacklog backlog = new BlockingBacklog();

    /** Guarded by the lock. The last thread to become idle gets the next work, so that the others may end. */
    private final ArrayDeque<BlockingThread> idle = new ArrayDeque<>();

    /** The number of threads, started or about to start. Guarded by the lock. */
    private int count;

    /** Guarded by the lock. */
    private int started;

    /** Guarded by the lock. */
    private boolean closed;

    private final BlockingThreads threads = new BlockingThreads();

    /**
     * Creates a pool without threads.
     *
     * @param limit the most threads at a time
     * @param use the purpose of the threads
     */
    public BlockingPool(int limit, BlockingUse use) {
        this(limit, use, ThreadLocals.canBeErased());
    }

    /** Creates a pool for tests, which choose whether threads are reused. */
    BlockingPool(int limit, BlockingUse use, boolean reused) {
        this.limit = limit;
        this.use = use;
        this.reused = reused;
    }

    /**
     * Runs work on a thread of the pool.
     *
     * @param work must not throw; may be passed once
     * @throws RejectedExecutionException if the pool is closed
     * @throws OutOfMemoryError if there is no thread, and none can be started
     */
    public void execute(Runnable work) {
        // A stack overflow with the lock held would leave the pool locked.
        StackReserve.requireMuch();
        BlockingThread free;
        int number = 0;
        boolean first = false;
        lockSpinning();
        try {
            if (closed) {
                throw new RejectedExecutionException("the run has ended");
            }
            free = idle.pollLast();
            if (free == null) {
                if (count < limit) {
                    count++;
                    started++;
                    number = started;
                } else {
                    first = backlog.add(work);
                }
            }
        } finally {
            lock.unlock();
        }
        if (free != null) {
            give(free, work);
        } else if (number > 0) {
            startFor(work, number);
        } else if (first) {
            secondLater.note(this::warnIfWaiting);
        }
    }

    /**
     * Removes work that has not begun.
     *
     * @param work as passed to {@link #execute}
     */
    public void remove(Runnable work) {
        try {
            StackReserve.requireMuch();
        } catch (StackOverflowError e) {
            // The work notices its withdrawal when it runs.
            return;
        }
        lockSpinning();
        try {
            backlog.remove(work);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs an action in a second of real time, on a thread of the pool that runs only such actions.
     *
     * @param action returns quickly
     */
    public void inASecond(Runnable action) {
        secondLater.note(action);
    }

    /**
     * Runs work at once on a thread of its own, which does not count for the limit.
     *
     * @param work must not throw
     */
    public void runBeside(Runnable work) {
        threads.start(new BlockingThread(() -> {
            work.run();
            threads.leave((BlockingThread) Thread.currentThread());
        }, "miou-blocking-cancel"));
    }

    /**
     * Gives up a thread whose work does not end: it no longer counts for the limit, and {@link #close} does not wait
     * for it. If its work ends after all, the thread calls {@link BlockingThread#markAbandoned} itself.
     *
     * @param thread a thread that works
     */
    public void abandon(BlockingThread thread) {
        threads.forget(thread);
        Runnable work;
        int number = 0;
        lockSpinning();
        try {
            work = backlog.poll();
            if (work == null) {
                count--;
            } else {
                // A new thread takes its place at once.
                started++;
                number = started;
            }
        } finally {
            lock.unlock();
        }
        if (work != null) {
            startFor(work, number);
        }
    }

    /**
     * Gives up a thread that {@link #runBeside} has started: {@link #close} does not wait for it.
     *
     * @param thread a thread that works
     */
    public void abandonBeside(BlockingThread thread) {
        threads.forget(thread);
    }

    private void startFor(Runnable work, int number) {
        try {
            start(work, number);
        } catch (Throwable e) {
            // The process may have no further thread. The existing threads do the work, if there are any.
            if (!leaveToOthers(work)) {
                throw e;
            }
        }
    }

    private boolean leaveToOthers(Runnable work) {
        BlockingThread free;
        boolean first = false;
        lockSpinning();
        try {
            count--;
            free = idle.pollLast();
            if (free == null) {
                if (count == 0) {
                    return false;
                }
                first = backlog.add(work);
            }
        } finally {
            lock.unlock();
        }
        if (free != null) {
            give(free, work);
        } else if (first) {
            secondLater.note(this::warnIfWaiting);
        }
        return true;
    }

    private void start(@Nullable Runnable work, int number) {
        threads.start(new BlockingThread(() -> serve(work, number), use.threadNames() + number));
    }

    private static void give(BlockingThread thread, Runnable work) {
        thread.given = work;
        LockSupport.unpark(thread);
    }

    private void serve(@Nullable Runnable first, int number) {
        BlockingThread self = (BlockingThread) Thread.currentThread();
        Runnable work = first == null ? next(self) : first;
        while (work != null) {
            try {
                work.run();
            } catch (Throwable e) {
                Log.error("a blocking thread was given work that throws", e);
            }
            if (self.wasAbandoned()) {
                break;
            }
            self.reset();
            if (reused || use.idleNanos() == 0) {
                // Where that is possible. A thread that is never idle ends soon, with its thread locals.
                ThreadLocals.erase();
            } else if (hasSuccessor(number)) {
                break;
            }
            work = next(self);
        }
        threads.leave(self);
    }

    /** Starts the successor. If that fails, the thread goes on: kept thread locals are better than lost work. */
    private boolean hasSuccessor(int number) {
        try {
            start(null, number);
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    /** Returns the next work; null if the thread must end. */
    @Nullable
    private Runnable next(BlockingThread self) {
        lockSpinning();
        try {
            Runnable work = backlog.poll();
            if (work != null) {
                return work;
            }
            if (closed) {
                count--;
                return null;
            }
            idle.addLast(self);
        } finally {
            lock.unlock();
        }
        return awaitWork(self);
    }

    @Nullable
    private Runnable awaitWork(BlockingThread self) {
        long end = System.nanoTime() + use.idleNanos();
        for (Runnable work = self.given;; work = self.given) {
            if (work != null) {
                self.given = null;
                return work;
            }
            if (self.ends) {
                return null;
            }
            long left = end - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
                Thread.interrupted();
            } else if (stopsBeingIdle(self)) {
                return null;
            } else {
                // A caller has removed it from the idle ones, and gives it work in a moment.
                Thread.onSpinWait();
            }
        }
    }

    private boolean stopsBeingIdle(BlockingThread self) {
        lockSpinning();
        try {
            boolean removed = idle.remove(self);
            if (removed) {
                count--;
            }
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a second after work began to wait. */
    private void warnIfWaiting() {
        int waiters;
        boolean due;
        lockSpinning();
        try {
            waiters = backlog.size();
            if (backlog.hasWarned() || waiters == 0) {
                return;
            }
            due = backlog.takeWarning(DelayedActions.DELAY_NANOS);
        } finally {
            lock.unlock();
        }
        if (due) {
            Log.warning("all " + limit + ' ' + use.what() + " have been taken for a second, and " + use.waiter()
                    + " waits for one (in all " + waiters + "): " + use.advice() + threads.example());
        } else {
            secondLater.note(this::warnIfWaiting);
        }
    }

    /** {@return the number of threads that work; read without the lock, so it may be out of date} */
    int busy() {
        return Math.max(0, count - idle.size());
    }

    /** {@return the number of pieces of work without a thread; as {@link #busy}} */
    int waiting() {
        return backlog.size();
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void lockSpinning() {
        int spins = 0;
        while (!lock.tryLock()) {
            if (++spins > SPINS && !Thread.currentThread().isVirtual()) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Ends the threads and joins them. No work runs any more. */
    public void close() {
        ArrayDeque<BlockingThread> free;
        lockSpinning();
        try {
            closed = true;
            free = new ArrayDeque<>(idle);
            count -= idle.size();
            idle.clear();
        } finally {
            lock.unlock();
        }
        for (BlockingThread thread : free) {
            thread.ends = true;
            LockSupport.unpark(thread);
        }
        threads.joinAll(secondLater.close());
    }
}
