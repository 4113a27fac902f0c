package io.miou;

import org.jspecify.annotations.Nullable;

/**
 * Carries a context that is kept per thread from a task to the children it starts. Examples are a logging MDC and an
 * OpenTelemetry or Micrometer context.
 *
 * <p>It is a service: {@link java.util.ServiceLoader} finds implementations when the first run of the process starts,
 * on the class path and on the module path. Without an implementation, starting a task costs nothing more.
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
 * <p>Main gets the context of the thread that called {@code run} or {@code start}. A task handed in from another thread
 * gets that thread's context, and the body of {@link Miou#blocking} that of its caller. Scoped values need no capture:
 * see {@link Launcher#inherit}. The idea is that of Micrometer's context propagation.
 *
 * @since 0.1.0
 */
public interface ContextCapture {

    /**
     * Captures the context for a child or a blocking body. Called by the thread that starts it, at that moment; must be
     * quick and never suspend. If it throws, the call that starts the child throws that, and nothing is started.
     *
     * @return the context, or null if there is nothing to restore
     */
    @Nullable
    Snapshot capture();

    /** A captured context. */
    @FunctionalInterface
    interface Snapshot {

        /**
         * Sets the context on the calling thread. Called on the thread of the child or body before its code, unless
         * that never runs. If it throws, the child or body fails with that exception.
         *
         * <p>It is called on a child's thread again, after the first context was removed, if dependent actions of the
         * child's future run there. What it throws then is logged.
         *
         * @return removes the context when the code has ended, on the same thread
         */
        Restored restore();
    }

    /** A context that is set on a thread. */
    @FunctionalInterface
    interface Restored extends AutoCloseable {

        /**
         * Removes the context. Called on the thread that has set it, also after removing another context has failed. If
         * it throws, the child or body fails with that exception, or the exception is suppressed in that of its code.
         */
        @Override
        void close();
    }
}
