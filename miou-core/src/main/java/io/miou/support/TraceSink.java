package io.miou.support;

import io.miou.TraceEvent;
import org.jspecify.annotations.Nullable;

/**
 * The receiver of the events of all domains: see {@link Tracing}. It never blocks. It may measure the stretches of time
 * that two events enclose.
 *
 * <p>Threads: the thread where the event happens, which is often a fiber in the middle of an operation.
 */
public interface TraceSink {

    /**
     * Takes an event.
     *
     * @param event the event
     * @param span the result of {@link #begin} or {@link #beginPoll}, perhaps of another sink, if the event ends a
     *        measured stretch
     */
    void report(TraceEvent event, @Nullable Object span);

    /**
     * Takes the event at the beginning of a suspension, on the fiber.
     *
     * @param event the event
     * @return passed to {@link #report} with the event at its end; null if nobody measures
     */
    default @Nullable Object begin(TraceEvent.Suspended event) {
        report(event, null);
        return null;
    }

    /**
     * Begins a poll, on the domain.
     *
     * @return as of {@link #begin}
     */
    default @Nullable Object beginPoll() {
        return null;
    }
}
