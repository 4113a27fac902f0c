package io.miou.domain;

import io.miou.support.Log;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a run on which blocking code runs, so that domains go on: daemon threads, at most so many, started when
 * needed and ended after a while without work; what finds none free waits in order.
 *
 * <p>Threads: any thread may call any method; {@link ThreadPoolExecutor} publishes the work.
 */
public final class BlockingPool {

    private static final long IDLE_SECONDS = 5;
    private static final long JOIN_SECONDS = 60;

    private final ThreadPoolExecutor executor;

    /** Those that may be alive: the executor says that it has terminated a moment before its last thread has. */
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /**
     * Creates a pool without threads.
     *
     * @param limit how many threads at most
     */
    public BlockingPool(int limit) {
        AtomicInteger count = new AtomicInteger();
        Waiting waiting = new Waiting();
        executor = new ThreadPoolExecutor(0, limit, IDLE_SECONDS, TimeUnit.SECONDS, waiting, work -> {
            Thread thread = new Thread(null, work, "miou-blocking-" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            threads.removeIf(other -> other.getState() == Thread.State.TERMINATED);
            threads.add(thread);
            return thread;
        }, (work, pool) -> {
            waiting.put(work);
            // All threads may have ended, idle, since the pool found itself full.
            if (pool.getPoolSize() == 0 && waiting.remove(work)) {
                pool.execute(work);
            }
        });
    }

    /**
     * Runs something on a thread of the pool.
     *
     * @param work must not throw
     */
    public void execute(Runnable work) {
        executor.execute(work);
    }

    /**
     * Takes work back that has not begun.
     *
     * @param work as given to {@link #execute}
     */
    public void remove(Runnable work) {
        executor.getQueue().remove(work);
    }

    /** Ends the threads and joins them; nothing is running any more. */
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(JOIN_SECONDS, TimeUnit.SECONDS);
                if (ended) {
                    for (Thread thread : threads) {
                        thread.join();
                    }
                } else {
                    Log.warning("the run cannot end: a blocking thread does not end");
                }
            } catch (InterruptedException e) {
                interrupted = true;
                ended = false;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A queue that takes work at once only if a thread waits for it, so that the executor first starts threads up to
     * its limit and only then lets work wait.
     */
    private static final class Waiting extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }
}
