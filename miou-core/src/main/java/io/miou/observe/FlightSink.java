package io.miou.observe;

import io.miou.TraceEvent;
import io.miou.support.TraceSink;
import java.util.List;
import jdk.jfr.Event;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of the JDK's flight recorder of trace events, on the thread where they happen. Not loaded before the
 * recorder is in use.
 *
 * <p>Threads: as {@link TraceSink}; any thread may call {@link #look}.
 */
final class FlightSink implements TraceSink {

    private static final FlightSink SINK = new FlightSink();

    static {
        // Registers what hardly ever happens, so that tools list it before.
        Event _ = new FlightEvent.BlockedDomain();
        Event _ = new FlightEvent.Violation();
    }

    private FlightSink() {
    }

    /** Finds out whether a recording wants frequent events. */
    static void look() {
        boolean wanted = List.of(new FlightEvent.Spawn(), new FlightEvent.Suspension(), new FlightEvent.Wake(),
                new FlightEvent.Cancellation(), new FlightEvent.Ownership(), new FlightEvent.Poll()).stream()
                .anyMatch(Event::isEnabled);
        TraceHub.record(SINK, wanted);
    }

    @Override
    public @Nullable Object begin(TraceEvent.Suspended event) {
        FlightEvent.Suspension record = new FlightEvent.Suspension();
        record.on = event.on();
        return begun(record);
    }

    @Override
    public @Nullable Object beginPoll() {
        return begun(new FlightEvent.Poll());
    }

    private static @Nullable Event begun(Event event) {
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    @Override
    public void report(TraceEvent event, @Nullable Object span) {
        switch (event) {
            case TraceEvent.Spawned spawned -> {
                FlightEvent.Spawn record = new FlightEvent.Spawn();
                if (record.shouldCommit()) {
                    record.of(spawned);
                    record.commit();
                }
            }
            case TraceEvent.Woken woken -> {
                FlightEvent.Wake record = new FlightEvent.Wake();
                if (record.shouldCommit()) {
                    record.of(woken);
                    record.commit();
                }
            }
            case TraceEvent.Resumed resumed -> {
                if (span instanceof FlightEvent.Suspension record && isOver(record)) {
                    record.of(resumed);
                    record.commit();
                }
            }
            case TraceEvent.Polled polled -> {
                if (span instanceof FlightEvent.Poll record && isOver(record)) {
                    record.of(polled);
                    record.commit();
                }
            }
            case TraceEvent.Cancelled(var _, var task) -> {
                FlightEvent.Cancellation record = new FlightEvent.Cancellation();
                if (record.shouldCommit()) {
                    record.about(task);
                    record.commit();
                }
            }
            case TraceEvent.Attached(var _, var task, var resource) ->
                commit(new FlightEvent.Ownership().with(task, "attached", resource));
            case TraceEvent.Detached(var _, var task, var resource) ->
                commit(new FlightEvent.Ownership().with(task, "detached", resource));
            case TraceEvent.Lent(var _, var task, var _, var resource) ->
                commit(new FlightEvent.Ownership().with(task, "lent", resource));
            case TraceEvent.Released(var _, var task, var resource) ->
                commit(new FlightEvent.Ownership().with(task, "released", resource));
            case TraceEvent.Violated violated -> {
                FlightEvent.Violation record = new FlightEvent.Violation();
                if (record.shouldCommit()) {
                    record.about(violated.task());
                    record.error = violated.violation().getClass().getName();
                    record.message = violated.violation().getMessage();
                    record.commit();
                }
            }
            case TraceEvent.Blocked blocked -> {
                FlightEvent.BlockedDomain record = new FlightEvent.BlockedDomain();
                if (record.shouldCommit()) {
                    record.about(blocked.task());
                    record.stack = String.join("\n", blocked.stack().stream().map(StackTraceElement::toString)
                            .toList());
                    record.commit();
                }
            }
            default -> {
                // TaskEvent and the events above say it.
            }
        }
    }

    private static boolean isOver(Event measured) {
        measured.end();
        return measured.shouldCommit();
    }

    private static void commit(Event event) {
        if (event.shouldCommit()) {
            event.commit();
        }
    }
}
