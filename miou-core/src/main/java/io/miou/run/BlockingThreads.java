package io.miou.run;

import io.miou.support.Log;
import io.miou.support.Words;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a {@link BlockingPool} that have been started and not joined.
 *
 * <p>Threads: any thread may call every method.
 */
final class BlockingThreads {

    private static final long JOIN_MILLIS = 60_000;

    private final Set<BlockingThread> threads = ConcurrentHashMap.newKeySet();

    /** Threads that do no more work, but may be alive for another moment. */
    private final ConcurrentLinkedQueue<Thread> ending = new ConcurrentLinkedQueue<>();

    void start(BlockingThread thread) {
        threads.add(thread);
        try {
            thread.start();
        } catch (Throwable e) {
            threads.remove(thread);
            throw e;
        }
    }

    /** Notes that the calling thread of the pool is about to end. */
    void leave(BlockingThread self) {
        for (Thread gone = ending.peek(); gone != null && !gone.isAlive(); gone = ending.peek()) {
            ending.remove(gone);
        }
        ending.add(self);
        threads.remove(self);
    }

    /** Excludes a thread from {@link #joinAll}. */
    void forget(BlockingThread thread) {
        threads.remove(thread);
    }

    /** Returns the stack of one of the threads, for a message; empty if there is none. */
    String example() {
        for (BlockingThread thread : threads) {
            String stack = Words.stack(thread);
            if (thread.isAlive() && !stack.isEmpty()) {
                return "; for example " + thread.getName() + " is here" + stack;
            }
        }
        return "";
    }

    /**
     * Joins all threads, which end by themselves. Interrupts of the caller do not end the wait; its interrupt status is
     * then set again.
     *
     * @param watch another thread to join
     */
    void joinAll(@Nullable Thread watch) {
        boolean interrupted = false;
        if (watch != null) {
            interrupted = join(watch);
        }
        while (!threads.isEmpty()) {
            // A thread that ends may be about to start its successor.
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

    /** Returns whether the caller was interrupted meanwhile. */
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
