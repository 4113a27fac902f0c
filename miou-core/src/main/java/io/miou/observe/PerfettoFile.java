package io.miou.observe;

import io.miou.Promise.State;
import io.miou.TraceEvent;
import io.miou.TraceEvent.Reason;
import io.miou.TraceEvent.TaskRef;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into a file that the viewer of Perfetto opens (ADR 129). The file can be opened at any time after
 * {@link #idle}.
 *
 * <p>Threads: confined to the thread of the receivers; the constructor runs before.
 */
public final class PerfettoFile implements EventReceiver {

    private final PerfettoTimeline timeline;

    /** The difference between times in the file, which must not be negative, and those of events. */
    private @Nullable Long offset;

    /**
     * Creates the file, or replaces it.
     *
     * @param file its place
     * @throws IOException if it cannot be written
     */
    public PerfettoFile(Path file) throws IOException {
        this.timeline = PerfettoTimeline.in(file, ProcessHandle.current().pid());
    }

    @Override
    public void idle() throws IOException {
        timeline.flush();
    }

    @Override
    public void end() throws IOException {
        timeline.close();
    }

    @Override
    public void accept(TraceEvent event) throws IOException {
        long time = timeOf(event);
        switch (event) {
            case TraceEvent.Spawned spawned -> spawned(time, spawned);
            case TraceEvent.Started(var _, var task) -> timeline.runs(time, task, timeline.details());
            case TraceEvent.Resumed resumed -> resumed(time, resumed);
            case TraceEvent.Suspended suspended -> suspended(time, suspended);
            case TraceEvent.Woken woken -> woken(time, woken);
            case TraceEvent.Ended(var _, var task, var outcome, var failure) ->
                timeline.ends(time, task, timeline.outcome(outcome.name(),
                        outcome == State.FAILED ? String.valueOf(failure) : null));
            case TraceEvent.Awaited(var _, var task, var parent) -> note(time, parent, "await " + task);
            case TraceEvent.Cancelled(var _, var task) -> note(time, task, "cancel " + task);
            case TraceEvent.Attached(var _, var task, var resource) ->
                timeline.resource(time, task, "own", resource, timeline.details());
            case TraceEvent.Detached(var _, var task, var resource) ->
                timeline.resource(time, task, "no longer own", resource, timeline.details());
            case TraceEvent.Lent(var _, var task, var borrower, var resource) ->
                timeline.resource(time, task, "lend", resource,
                        timeline.details().with("to", borrower.toString()));
            case TraceEvent.Released(var _, var task, var resource) ->
                timeline.resource(time, task, "release", resource, timeline.details());
            case TraceEvent.Violated(var _, var task, var violation) ->
                timeline.violated(time, task, violation.toString());
            case TraceEvent.Blocked(var _, var task, var stack) ->
                timeline.blocked(time, task, PerfettoTimeline.words(stack));
            case TraceEvent.Polled polled -> polled(time, polled);
            case TraceEvent.Lost(var _, var events) -> timeline.lost(time, events);
        }
    }

    private long timeOf(TraceEvent event) {
        if (offset == null) {
            offset = System.currentTimeMillis() * 1_000_000 - event.time();
        }
        return event.time() + offset;
    }

    private void note(long time, TaskRef on, String words) throws IOException {
        timeline.note(time, timeline.domain(on), words, timeline.details());
    }

    private void spawned(long time, TraceEvent.Spawned event) throws IOException {
        timeline.domain(event.task()).madeReady();
        TaskRef parent = event.parent();
        if (parent != null) {
            timeline.starts(time, timeline.domain(parent), event.task());
        }
    }

    private void woken(long time, TraceEvent.Woken event) throws IOException {
        TaskRef task = event.task();
        timeline.domain(task).madeReady();
        TaskRef by = event.by();
        timeline.wakes(time, by == null ? timeline.domain(task.run(), event.domain()) : timeline.domain(by), task);
    }

    private void resumed(long time, TraceEvent.Resumed event) throws IOException {
        if (event.reason() == Reason.JDK) {
            timeline.domain(event.task()).madeReady();
        }
        timeline.resumes(time, event.task(), event.cancelled());
    }

    private void suspended(long time, TraceEvent.Suspended event) throws IOException {
        TaskRef task = event.task();
        if (event.reason() == Reason.YIELD) {
            timeline.domain(task).madeReady();
        }
        timeline.suspends(time, task, event.reason(), event.on());
    }

    private void polled(long time, TraceEvent.Polled event) throws IOException {
        PerfettoDomain domain = timeline.domain(event.run(), event.domain());
        timeline.polled(time - event.nanos(), time, domain, event.asleep());
        domain.countReady(time);
        domain.count(time, event.timers(), event.tasks());
    }
}
