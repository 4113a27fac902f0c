package io.miou.run;

import io.miou.observe.TreeCapture;
import io.miou.support.Log;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cancels the main task of a run when the JVM is asked to exit. Delays the exit until the run has ended, but not for
 * longer than a grace.
 *
 * <p>Threads: the JVM's shutdown runs {@link #exit} on a thread of its own, the run's thread calls the rest. They share
 * only {@code over}.
 */
final class ExitHook {

    /** The time for a run to notice that its patience is over, and to end then. */
    private static final long NOTICE_MILLIS = 250;

    private static final long END_MILLIS = 2_000;

    private final CountDownLatch over = new CountDownLatch(1);

    @Nullable
    private final Thread thread;

    private ExitHook(Run run, @Nullable Duration grace) {
        this.thread = grace == null ? null : new Thread(() -> exit(run, grace), "miou-exit");
    }

    /** Installs one, unless there is no grace. If the JVM exits already, the run is cancelled at once. */
    static ExitHook install(Run run, @Nullable Duration grace) {
        ExitHook hook = new ExitHook(run, grace);
        if (hook.thread != null) {
            try {
                Runtime.getRuntime().addShutdownHook(hook.thread);
            } catch (IllegalStateException e) {
                run.cancelMain();
            }
        }
        return hook;
    }

    private void exit(Run run, Duration grace) {
        run.exits();
        try {
            boolean ended = over.await(TimeUnit.NANOSECONDS.convert(grace), TimeUnit.NANOSECONDS)
                    || over.await(NOTICE_MILLIS, TimeUnit.MILLISECONDS);
            if (run.hasGivenUp()) {
                // Fibers did not come back from a call of the JDK: the rest of the run ends without them.
                ended = ended || over.await(END_MILLIS, TimeUnit.MILLISECONDS);
                Log.warningAtExit("the JVM exits: " + run.givenUpError().getMessage());
            }
            if (!ended) {
                Log.warningAtExit("the JVM exits while tasks of a run have not ended within " + grace + ": "
                        + TreeCapture.capture(ActiveRuns.mains()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes the hook, because the run has ended. */
    void remove() {
        over.countDown();
        if (thread != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException e) {
                // The JVM is exiting, and goes on now.
            }
        }
    }
}
