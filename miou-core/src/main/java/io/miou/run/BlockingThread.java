package io.miou.run;

import io.miou.task.ServingThread;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that runs bodies of blocking calls, one at a time.
 *
 * <p>Threads: the thread that removes this one from the idle threads writes {@code given} or {@code ends}; this thread
 * reads them. The client is confined to this thread.
 */
public final class BlockingThread extends Thread implements ServingThread {

    private final String standardName;

    /** The next work; null if there is none yet. */
    volatile @Nullable Runnable given;

    /** Whether the pool was closed while this thread was idle. */
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
     * Prepares this thread to run one body for a client. On this thread.
     *
     * @param whom the client that the work is for
     * @param loader the client's context class loader
     */
    public void begin(Object whom, @Nullable ClassLoader loader) {
        client = whom;
        setContextClassLoader(loader);
    }

    /** Ends the body of the client. On this thread. */
    public void end() {
        client = null;
        Thread.interrupted();
    }

    /** Marks this thread as given up by the pool: it ends after its work. On this thread, while it works. */
    public void markAbandoned() {
        abandoned = true;
    }

    /** {@return whether the pool has given up this thread} On this thread. */
    boolean wasAbandoned() {
        return abandoned;
    }

    /** Resets the state of this thread that a body may have changed, except thread locals. On this thread. */
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
