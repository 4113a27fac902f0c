package io.miou.run;

import io.miou.fiber.StackReserve;
import io.miou.support.Log;
import io.miou.support.Words;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a run on which blocking code runs, so that domains go on: daemon threads that grow with need up to a limit. One that
 * is idle for a while ends. Work that finds all of them taken waits in order (rule 28).
 *
 * <p>No body sees what another has left in the thread locals. Where they cannot be erased, a thread runs one body and starts the thread
 * that takes its place.
 *
 * <p>Threads: any thread may call every method. {@code lock} guards what says so. It is held for a few instructions, and a thread that
 * finds it taken spins, because a fiber that waited for it would let other fibers run in the middle of a call that does not suspend. A
 * thread is in {@code idle} until somebody takes it out under the lock; who has taken it out gives it work, or is the thread itself,
 * which then ends. Work is in {@code waiting} only while no thread is idle, and a thread takes from there before it becomes idle.
 */
public final class BlockingPool {

    private static final int SPINS = 200;
    private static final long JOIN_MILLIS = 60_000;

    /** What the threads are for. */
    public enum Use {
        /** Bodies of {@code Miou.blocking}. */
        BODIES(5_000_000_000L, "miou-blocking-", "threads of Miou.blocking", "a body",
                "if bodies wait for each other, allow more with -Dmiou.blocking=NUMBER, else make them shorter or fewer"),
        /** Lookups of host names: rare, and their threads are the process's, so none is left when a run has ended. */
        NAMES(0, "miou-names-", "threads that resolve host names", "a name",
                "see whether the name service of this machine can be reached");

        private final long idleNanos;
        private final String threadNames;
        private final String what;
        private final String waiter;
        private final String advice;

        Use(long idleNanos, String threadNames, String what, String waiter, String advice) {
            this.idleNanos = idleNanos;
            this.threadNames = threadNames;
            this.what = what;
            this.waiter = waiter;
            this.advice = advice;
        }
    }

    private final int limit;
    private final Use use;
    private final boolean reused;
    private final SecondLater secondLater = new SecondLater();
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by the lock. */
    private final LinkedHashSet<Runnable> waiting = new LinkedHashSet<>();

    /** Guarded by the lock. The last to become idle is the first to work again, so that the others may end. */
    private final ArrayDeque<BlockingThread> idle = new ArrayDeque<>();

    /** How many threads there are, or are about to be. Guarded by the lock. */
    private int count;

    /** Guarded by the lock. */
    private int started;

    /** Since when work has waited without a pause. Guarded by the lock. */
    private long waitingSince;

    /** Guarded by the lock. */
    private boolean warned;

    /** Guarded by the lock. */
    private boolean closed;

    private final Set<BlockingThread> threads = ConcurrentHashMap.newKeySet();

    /** Threads that do nothing any more, but may be alive for another moment. */
    private final ConcurrentLinkedQueue<Thread> ending = new ConcurrentLinkedQueue<>();

    /**
     * Creates a pool without threads.
     *
     * @param limit how many threads at most
     * @param use what they are for
     */
    public BlockingPool(int limit, Use use) {
        this(limit, use, ThreadLocals.canBeErased());
    }

    /** For tests of what happens where thread locals cannot be erased. */
    BlockingPool(int limit, Use use, boolean reused) {
        this.limit = limit;
        this.use = use;
        this.reused = reused;
    }

    /**
     * Runs something on a thread of the pool.
     *
     * @param work must not throw; given once
     * @throws RejectedExecutionException if the pool is closed
     * @throws OutOfMemoryError if there is no thread, and none can be started
     */
    public void execute(Runnable work) {
        // To run out of stack with the lock held would be the end of the pool.
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
                    first = addWaiting(work);
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
     * Takes work back that has not begun.
     *
     * @param work as given to {@link #execute}
     */
    public void remove(Runnable work) {
        try {
            StackReserve.requireMuch();
        } catch (StackOverflowError e) {
            // It finds out that it was withdrawn when its turn comes.
            return;
        }
        lockSpinning();
        try {
            waiting.remove(work);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes an action that is run in a second of real time, on a thread of the pool that runs only such actions.
     *
     * @param action quick
     */
    public void inASecond(Runnable action) {
        secondLater.note(action);
    }

    /**
     * Runs something at once on a thread that does not count, however many there are.
     *
     * @param work must not throw
     */
    public void runBeside(Runnable work) {
        start(new BlockingThread(() -> {
            work.run();
            leave(self());
        }, "miou-blocking-cancel"));
    }

    /**
     * Does not count on a thread any more, nor waits for it: its work does not end. It says so itself when it comes back
     * ({@link BlockingThread#markAbandoned}).
     *
     * @param thread that works
     */
    public void abandon(BlockingThread thread) {
        abandonBeside(thread);
        Runnable work = null;
        int number = 0;
        lockSpinning();
        try {
            if (waiting.isEmpty()) {
                count--;
            } else {
                // Its place is taken at once.
                work = waiting.removeFirst();
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
     * Does not wait for a thread any more that {@link #runBeside} has started.
     *
     * @param thread that works
     */
    public void abandonBeside(BlockingThread thread) {
        threads.remove(thread);
    }

    private void startFor(Runnable work, int number) {
        try {
            start(work, number);
        } catch (Throwable e) {
            // The process may not have another thread. The threads that there are do the work, if there are any.
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
                first = addWaiting(work);
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
        start(new BlockingThread(() -> serve(work, number), use.threadNames + number));
    }

    private void start(BlockingThread thread) {
        threads.add(thread);
        try {
            thread.start();
        } catch (Throwable e) {
            threads.remove(thread);
            throw e;
        }
    }

    /** {@return whether it is the first since none has waited} Holding the lock. */
    private boolean addWaiting(Runnable work) {
        boolean first = waiting.isEmpty();
        if (first) {
            waitingSince = System.nanoTime();
        }
        waiting.add(work);
        return first && !warned;
    }

    private static void give(BlockingThread thread, Runnable work) {
        thread.given = work;
        LockSupport.unpark(thread);
    }

    // On a thread of the pool

    private static BlockingThread self() {
        return (BlockingThread) Thread.currentThread();
    }

    private void serve(@Nullable Runnable first, int number) {
        BlockingThread self = self();
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
            if (reused || use.idleNanos == 0) {
                // Where it can; what is never idle ends soon, and takes them along.
                ThreadLocals.erase();
            } else if (hasSuccessor(number)) {
                break;
            }
            work = next(self);
        }
        leave(self);
    }

    private void leave(BlockingThread self) {
        for (Thread gone = ending.peek(); gone != null && !gone.isAlive(); gone = ending.peek()) {
            ending.remove(gone);
        }
        ending.add(self);
        threads.remove(self);
    }

    /** Without a successor the thread goes on: a thread local that is not erased is better than work that is not done. */
    private boolean hasSuccessor(int number) {
        try {
            start(null, number);
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    /** {@return what to do next; null to end} */
    @Nullable
    private Runnable next(BlockingThread self) {
        lockSpinning();
        try {
            if (!waiting.isEmpty()) {
                return waiting.removeFirst();
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
        long end = System.nanoTime() + use.idleNanos;
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
                // Somebody has taken it out, and gives it work in a moment.
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

    /** A second after work began to wait. */
    private void warnIfWaiting() {
        int waiters;
        long since;
        lockSpinning();
        try {
            waiters = waiting.size();
            since = System.nanoTime() - waitingSince;
            if (warned || waiters == 0) {
                return;
            }
            warned = since >= SecondLater.DELAY_NANOS;
        } finally {
            lock.unlock();
        }
        if (since >= SecondLater.DELAY_NANOS) {
            warn(waiters);
        } else {
            secondLater.note(this::warnIfWaiting);
        }
    }

    private void warn(int waiters) {
        StringBuilder text = new StringBuilder().append("all ").append(limit).append(' ').append(use.what)
                .append(" have been taken for a second, and ").append(use.waiter).append(" waits for one (in all ")
                .append(waiters).append("): ").append(use.advice);
        for (BlockingThread thread : threads) {
            String stack = Words.stack(thread);
            if (thread.isAlive() && !stack.isEmpty()) {
                text.append("; for example ").append(thread.getName()).append(" is here").append(stack);
                break;
            }
        }
        Log.warning(text.toString());
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

    /** Ends the threads and joins them; nothing is running any more. */
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
        Thread watch = secondLater.close();
        boolean interrupted = false;
        if (watch != null) {
            interrupted = join(watch);
        }
        while (!threads.isEmpty()) {
            // One that ends may be about to start its successor.
            for (BlockingThread thread : threads) {
                interrupted |= join(thread);
            }
        }
        for (Thread thread : ending) {
            interrupted |= join(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return whether the caller was interrupted meanwhile} */
    private static boolean join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                // Not join(Duration), which throws while a thread is being started.
                thread.join(JOIN_MILLIS);
                if (thread.isAlive()) {
                    Log.warning("the run cannot end: a blocking thread does not end");
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
