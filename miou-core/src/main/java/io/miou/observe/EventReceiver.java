package io.miou.observe;

import io.miou.TraceEvent;

/** A consumer of events. All methods are called by the thread {@code miou-trace}, one at a time. */
public interface EventReceiver {

    /**
     * Takes an event.
     *
     * @param event the next one
     * @throws Exception if it wants no more events
     */
    void accept(TraceEvent event) throws Exception;

    /**
     * Called when no event is waiting.
     *
     * @throws Exception if it wants no more events
     */
    default void idle() throws Exception {
    }

    /**
     * Called once, after the last event.
     *
     * @throws Exception is logged
     */
    default void end() throws Exception {
    }
}
