package io.miou.support;

import io.miou.TraceEvent;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The switch of all events. While it is off, an event costs the test of one field: call sites ask {@link #isOn} first
 * (ADR 128).
 *
 * <p>Threads: any thread may call every method. The field is plain: a domain reads it again at the latest after it
 * has looked into its inbox, which is volatile.
 */
public final class Tracing {

    /** The system property that starts a trace, or compiles all events out. */
    public static final String PROPERTY = "miou.trace";

    /** The value of the property with which there are no events in this process. */
    public static final String OFF = "off";

    /** A constant, so that the compiler removes the call sites if it is false. */
    private static final boolean POSSIBLE = !OFF.equals(System.getProperty(PROPERTY));

    @Nullable
    private static TraceSink sink;

    /** The receiver of events that hardly ever happen: also of recordings that want no others. */
    @Nullable
    private static TraceSink sinkOfRare;

    private Tracing() {
    }

    /** {@return whether events can be had in this process} */
    public static boolean isPossible() {
        return POSSIBLE;
    }

    /** {@return whether there is a receiver of events} */
    public static boolean isOn() {
        return POSSIBLE && sink != null;
    }

    /**
     * Sets the receivers from now on. One caller at a time.
     *
     * @param all of all events but the rare ones; null: nobody wants them
     * @param rare of the rare ones
     */
    public static void set(@Nullable TraceSink all, @Nullable TraceSink rare) {
        sink = all;
        sinkOfRare = rare;
        VarHandle.fullFence();
    }

    /**
     * Reports the beginning of a suspension.
     *
     * @param event builds it
     * @return for {@link #report(Object, Supplier)}; null if nobody measures
     */
    public static @Nullable Object begin(Supplier<TraceEvent.Suspended> event) {
        TraceSink receiver = sink;
        try {
            return receiver == null ? null : receiver.begin(event.get());
        } catch (Throwable e) {
            // See report.
            return null;
        }
    }

    /**
     * {@return the measurement of a poll that begins now, for {@link #report(Object, Supplier)}; null if there is none}
     */
    public static @Nullable Object beginPoll() {
        TraceSink receiver = sink;
        try {
            return receiver == null ? null : receiver.beginPoll();
        } catch (Throwable e) {
            // See report.
            return null;
        }
    }

    /**
     * Reports an event.
     *
     * @param event builds it
     */
    public static void report(Supplier<TraceEvent> event) {
        report(null, event);
    }

    /**
     * Reports the event at the end of a measured stretch of time.
     *
     * @param span the result of {@link #begin}
     * @param event builds it
     */
    public static void report(@Nullable Object span, Supplier<TraceEvent> event) {
        report(sink, span, event);
    }

    /**
     * Reports an event that hardly ever happens. Call sites need not ask {@link #isOn}.
     *
     * @param event builds it
     */
    public static void reportRare(Supplier<TraceEvent> event) {
        report(sinkOfRare, null, event);
    }

    private static void report(@Nullable TraceSink receiver, @Nullable Object span, Supplier<TraceEvent> event) {
        if (receiver == null) {
            return;
        }
        try {
            receiver.report(event.get(), span);
        } catch (Throwable e) {
            // The heap or the stack is used up. The scheduler goes on; it must not fail because of a trace.
        }
    }
}
