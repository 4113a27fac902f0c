package io.miou;

import org.jspecify.annotations.Nullable;

/**
 * Carries a context that threads keep (a logging MDC, an OpenTelemetry or Micrometer context) from a task to the children it
 * starts. A service: implementations are found by {@link java.util.ServiceLoader} when the first run of the process starts, on the
 * class path and on the module path. Without any, starting a task costs nothing more.
 *
 * {@snippet :
 * public final class MdcCapture implements ContextCapture {
 *     public Snapshot capture() {
 *         Map<String, String> context = MDC.getCopyOfContextMap();
 *         return context == null ? null : () -> {
 *             MDC.setContextMap(context);
 *             return MDC::clear;
 *         };
 *     }
 * }
 * }
 *
 * <p>Main gets what was captured where {@code run} or {@code start} was called, a task handed in from another thread what was captured
 * there. The body of {@link Miou#blocking} gets what was captured where {@code blocking} was called. Scoped values need no capture: see {@link Launcher#inherit}. The idea is that of Micrometer's context propagation.
 */
public interface ContextCapture {

    /**
     * Takes what a child or a blocking body is to see. Called by the thread that starts it, at that moment; must be quick and never
     * suspend. What it throws is thrown by the call that was to start it, and nothing is started.
     *
     * @return the context, or null if there is nothing to restore
     */
    @Nullable
    Snapshot capture();

    /** A context that was captured. */
    @FunctionalInterface
    interface Snapshot {

        /**
         * Sets it on the calling thread. Called on the thread of the child or body, before its code; not if that never runs. What it
         * throws is the failure of the child or body. Called on a child's thread again, after the first was undone, if dependent
         * actions of the child's future are to run there; what it throws then is logged.
         *
         * @return undoes it when the code has ended, on the same thread
         */
        Restored restore();
    }

    /** A context that is set. */
    @FunctionalInterface
    interface Restored extends AutoCloseable {

        /**
         * Undoes it. On the thread that has restored it, also after another context could not be undone. What it throws is the
         * failure of the child or body, or suppressed in what its code has thrown.
         */
        @Override
        void close();
    }
}
