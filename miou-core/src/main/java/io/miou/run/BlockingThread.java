package io.miou.run;

import io.miou.task.ServingThread;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that runs bodies of blocking calls, one at a time.
 *
 * <p>Threads: {@code given} or {@code ends} is written by the thread that has taken this one from the idle ones, and read here. The client is for this
 * thread alone.
 */
public final class BlockingThread extends Thread implements ServingThread {

    private final String standardName;

    /** What it is to run next. */
    volatile @Nullable Runnable given;

    /** It was idle when the pool was closed. */
    volatile boolean ends;

    private @Nullable Object client;
    private boolean abandoned;

    BlockingThread(Runnable work, String name) {
        super(null, work, name, 0, false);
        standardName = name;
        setDaemon(true);
    }

    @Override
    public @Nullable Object client() {
        return client;
    }

    /**
     * Begins to work for a client. On this thread.
     *
     * @param whom the client
     * @param loader the client's context class loader
     */
    public void begin(Object whom, @Nullable ClassLoader loader) {
        client = whom;
        setContextClassLoader(loader);
    }

    /** The client's body has ended. On this thread. */
    public void end() {
        client = null;
        Thread.interrupted();
    }

    /** The pool does not count on it any more: it is to end. On this thread, while it works. */
    public void markAbandoned() {
        abandoned = true;
    }

    /** {@return whether it is to end without being counted} On this thread. */
    boolean wasAbandoned() {
        return abandoned;
    }

    /** Undoes what a body may have done to its thread, except for thread locals. On this thread. */
    @SuppressWarnings("ThreadPriorityCheck")
    void reset() {
        end();
        setContextClassLoader(ClassLoader.getSystemClassLoader());
        setUncaughtExceptionHandler(null);
        if (getPriority() != NORM_PRIORITY) {
            setPriority(NORM_PRIORITY);
        }
        if (!getName().equals(standardName)) {
            setName(standardName);
        }
    }
}
