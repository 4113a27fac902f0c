package io.miou.run;

import io.miou.ContextCapture;
import io.miou.support.Thrown;
import io.miou.task.Failures;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The implementations of {@link ContextCapture} in this process: a constant, so that without any a spawn pays nothing.
 * Any thread.
 */
final class ContextCaptures {

    private static final List<ContextCapture> FOUND = find();
    private static final boolean NONE = FOUND.isEmpty();

    private ContextCaptures() {
    }

    /** Returns whether there is nothing to capture in this process. */
    static boolean areNone() {
        return NONE;
    }

    /**
     * Captures the calling thread's contexts, to be restored around a body on another. The same body if there are none.
     */
    static <T extends @Nullable Object> Callable<? extends T> captureAround(Callable<? extends T> body) {
        return NONE ? body : captureAround(FOUND, body);
    }

    static <T extends @Nullable Object> Callable<? extends T> captureAround(List<ContextCapture> captures,
            Callable<? extends T> body) {
        Callable<? extends T> whole = body;
        // From the last to the first, so that the first is restored first and undone last.
        for (ContextCapture capture : captures.reversed()) {
            ContextCapture.Snapshot snapshot = capture.capture();
            if (snapshot != null) {
                Callable<? extends T> inner = whole;
                whole = () -> callRestored(snapshot, inner);
            }
        }
        return whole;
    }

    /**
     * Calls the body, then {@code close}. Unlike try-with-resources, this lets {@code close} throw the body's own
     * exception.
     */
    private static <T extends @Nullable Object> T callRestored(ContextCapture.Snapshot snapshot,
            Callable<? extends T> inner) throws Exception {
        ContextCapture.Restored restored = snapshot.restore();
        T value;
        try {
            value = inner.call();
        } catch (Throwable e) {
            try {
                close(restored);
            } catch (Throwable second) {
                Thrown.suppress(e, second);
            }
            throw e;
        }
        close(restored);
        return value;
    }

    private static void close(ContextCapture.@Nullable Restored restored) {
        if (restored != null) {
            restored.close();
        }
    }

    private static List<ContextCapture> find() {
        List<ContextCapture> found = new ArrayList<>();
        ClassLoader own = ContextCaptures.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        find(ServiceLoader.load(ContextCapture.class, own).iterator(), found);
        if (context != null && context != own) {
            find(ServiceLoader.load(ContextCapture.class, context).iterator(), found);
        }
        return List.copyOf(found);
    }

    private static void find(Iterator<ContextCapture> captures, List<ContextCapture> found) {
        for (;;) {
            try {
                if (!captures.hasNext()) {
                    return;
                }
                ContextCapture capture = captures.next();
                if (found.stream().noneMatch(other -> other.getClass() == capture.getClass())) {
                    found.add(capture);
                }
            } catch (ServiceConfigurationError e) {
                // One that is broken must not hide the others.
                Failures.log(System.Logger.Level.WARNING,
                        "a ContextCapture cannot be loaded; its context is not carried", e);
            }
        }
    }
}
