package io.miou;

import io.miou.bridge.SignalRouter;
import io.miou.support.Log;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Prints the task tree of the process to the standard error when a signal comes that the property
 * {@value #PROPERTY} names. All active runs share one subscription.
 *
 * <p>Threads: any; the class's lock guards the subscription. The tree is written by a thread of the JVM.
 */
final class DumpSignal implements AutoCloseable {

    static final String PROPERTY = "miou.dumpSignal";

    private static int users;

    private static SignalRouter.@Nullable Subscription subscription;

    private DumpSignal() {
    }

    /**
     * {@return the use of a run, to be closed at its end}
     *
     * @throws IllegalArgumentException if the property names no signal that can be handled
     */
    static DumpSignal open() {
        synchronized (DumpSignal.class) {
            String signal = SystemProperties.text(PROPERTY);
            if (subscription == null && signal != null) {
                subscription = subscribe(signal);
            }
            users++;
            return new DumpSignal();
        }
    }

    private static SignalRouter.@Nullable Subscription subscribe(String signal) {
        try {
            return SignalRouter.subscribe(signal, DumpSignal::print);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("system property " + PROPERTY + ": " + e.getMessage(), e);
        } catch (UnsupportedOperationException e) {
            Log.warning("system property " + PROPERTY + " has no effect", e);
            return null;
        }
    }

    @Override
    public void close() {
        synchronized (DumpSignal.class) {
            SignalRouter.Subscription last = subscription;
            if (--users == 0 && last != null) {
                subscription = null;
                SignalRouter.unsubscribe(last);
            }
        }
    }

    private static void print() {
        try {
            // Not closed: the standard error goes on.
            Writer out = new BufferedWriter(Log.standardError());
            Miou.dump(TaskTree.Format.TEXT, out);
            out.flush();
        } catch (IOException e) {
            Log.warning("the task tree could not be printed", e);
        }
    }
}
