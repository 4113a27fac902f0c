package io.miou.observe;

import io.miou.TraceEvent;
import io.miou.support.TraceSink;
import org.jspecify.annotations.Nullable;

/**
 * Passes events to two sinks. The first also measures. Any thread.
 *
 * @param first measures stretches of time
 * @param second does not
 */
record BothSinks(TraceSink first, TraceSink second) implements TraceSink {

    @Override
    public @Nullable Object begin(TraceEvent.Suspended event) {
        second.report(event, null);
        return first.begin(event);
    }

    @Override
    public @Nullable Object beginPoll() {
        return first.beginPoll();
    }

    @Override
    public void report(TraceEvent event, @Nullable Object span) {
        second.report(event, span);
        first.report(event, span);
    }
}
