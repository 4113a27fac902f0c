package io.miou.observe;

import io.miou.Promise.State;
import io.miou.TraceEvent.Reason;
import io.miou.TraceEvent.TaskRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Makes a trace file of a recording of the JDK's flight recorder (ADR 141). A recording may lack events: short ones,
 * and what is beyond a limit for each second. So a run of a fiber ends at the latest where its domain does something
 * else. Confined to one thread.
 */
final class FlightTrace {

    private static final String PREFIX = "io.miou.";

    /** Stands for a process whose number the recording does not tell; 0 means another thing in traces. */
    private static final long UNKNOWN_PROCESS = 1;

    /** The order of what happens at one time. */
    private enum Order {
        STOP, NOTE, RUN
    }

    /** Draws something that happened at a time. */
    @FunctionalInterface
    private interface Drawing {

        void draw(PerfettoTimeline timeline, long time) throws IOException;
    }

    /**
     * Something to draw.
     *
     * @param arrowTo the task whose next run an arrow leads to; null without an arrow
     * @param runOf the task that runs from here on; null if none does
     */
    private record Moment(long time, Order order, PerfettoTimeline.@Nullable Key arrowTo,
            PerfettoTimeline.@Nullable Key runOf, Drawing drawing) {
    }

    private final List<Moment> moments = new ArrayList<>();
    private long pid = UNKNOWN_PROCESS;

    private FlightTrace() {
    }

    /**
     * Reads a recording, and writes a trace file.
     *
     * @param recording the recording
     * @param file created, or replaced
     * @throws IOException if the one cannot be read or the other cannot be written
     * @throws IllegalArgumentException if the recording has no events of Miou
     */
    static void convert(Path recording, Path file) throws IOException {
        FlightTrace trace = new FlightTrace();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                trace.read(events.readEvent());
            }
        }
        if (trace.moments.isEmpty()) {
            throw new IllegalArgumentException("the recording " + recording
                    + " has no events of Miou: record with settings=default,settings=miou.jfc, the second one from"
                    + " META-INF/miou.jfc in the jar of miou-core");
        }
        trace.write(file);
    }

    private void read(RecordedEvent event) {
        String type = event.getEventType().getName();
        if (type.equals("jdk.JVMInformation")) {
            pid = event.getLong("pid");
        }
        if (!type.startsWith(PREFIX)) {
            return;
        }
        switch (type.substring(PREFIX.length())) {
            case "Task" -> task(event);
            case "Suspension" -> suspension(event);
            case "Poll" -> poll(event);
            case "Spawn" -> spawn(event);
            case "Wake" -> wake(event);
            case "Cancellation" -> {
                TaskRef task = ref(event, "task");
                note(event, (timeline, time) -> timeline.note(time, timeline.domain(task), "cancel " + task,
                        timeline.details()));
            }
            case "Ownership" -> ownership(event);
            case "Violation" -> {
                TaskRef task = ref(event, "task");
                String error = text(event, "error") + ": " + text(event, "message");
                note(event, (timeline, time) -> timeline.violated(time, task, error));
            }
            case "BlockedDomain" -> {
                TaskRef task = ref(event, "task");
                String stack = text(event, "stack");
                note(event, (timeline, time) -> timeline.blocked(time, task, stack));
            }
            default -> {
                // An event of a later version.
            }
        }
    }

    // Events that last

    private void task(RecordedEvent event) {
        TaskRef task = ref(event, "number");
        String outcome = text(event, "outcome");
        long begin = time(event);
        long end = Math.max(nanos(event.getEndTime()), begin + 1);
        runs(begin, task, (timeline, time) -> timeline.runs(time, task, timeline.details()));
        add(end, Order.STOP, (timeline, time) -> timeline.ends(time, task, switch (outcome) {
            case "returned" -> timeline.outcome(State.SUCCEEDED.name(), null);
            case "cancelled" -> timeline.outcome(State.CANCELLED.name(), null);
            default -> timeline.outcome(State.FAILED.name(), outcome);
        }));
    }

    private void suspension(RecordedEvent event) {
        TaskRef task = ref(event, "task");
        Reason reason = Reason.valueOf(text(event, "reason"));
        String on = text(event, "on");
        boolean cancelled = event.getBoolean("cancelled");
        add(time(event), Order.STOP, (timeline, time) -> timeline.suspends(time, task, reason, on));
        runs(nanos(event.getEndTime()), task, (timeline, time) -> timeline.resumes(time, task, cancelled));
    }

    private void poll(RecordedEvent event) {
        Object key = new Object();
        int run = event.getInt("run");
        int domain = event.getInt("domain");
        boolean asleep = event.getBoolean("asleep");
        int timers = event.getInt("timers");
        long tasks = event.getLong("tasks");
        long begin = time(event);
        long end = Math.max(nanos(event.getEndTime()), begin + 1);
        add(begin, Order.RUN, (timeline, time) -> timeline.polls(time, timeline.domain(run, domain), key, asleep));
        add(end, Order.STOP, (timeline, time) -> {
            PerfettoDomain of = timeline.domain(run, domain);
            of.stops(time, key, timeline.details());
            of.count(time, timers, tasks);
        });
    }

    // Events of a moment

    private void spawn(RecordedEvent event) {
        TaskRef task = ref(event, "task");
        int parentDomain = event.getInt("parentDomain");
        if (event.getLong("parent") >= 0) {
            arrow(event, task, (timeline, time) -> timeline.starts(time, timeline.domain(task.run(), parentDomain),
                    task));
        }
    }

    private void wake(RecordedEvent event) {
        TaskRef task = ref(event, "task");
        int byDomain = event.getInt("byDomain");
        arrow(event, task, (timeline, time) -> timeline.wakes(time, timeline.domain(task.run(), byDomain), task));
    }

    private void ownership(RecordedEvent event) {
        TaskRef task = ref(event, "task");
        String resource = text(event, "resource");
        String verb = switch (text(event, "what")) {
            case "attached" -> "own";
            case "detached" -> "no longer own";
            case "lent" -> "lend";
            default -> "release";
        };
        note(event, (timeline, time) -> timeline.resource(time, task, verb, resource, timeline.details()));
    }

    // Fields

    private static TaskRef ref(RecordedEvent event, String number) {
        long id = event.getLong(number);
        String name = text(event, "name");
        return new TaskRef(event.getInt("run"), id, name.isEmpty() ? "task-" + id : name, event.getInt("domain"));
    }

    private static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? "" : text;
    }

    private static long time(RecordedEvent event) {
        return nanos(event.getStartTime());
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    // Drawing

    private void add(long time, Order order, Drawing drawing) {
        moments.add(new Moment(time, order, null, null, drawing));
    }

    private void note(RecordedEvent event, Drawing drawing) {
        add(time(event), Order.NOTE, drawing);
    }

    private void arrow(RecordedEvent event, TaskRef to, Drawing drawing) {
        moments.add(new Moment(time(event), Order.NOTE, PerfettoTimeline.Key.of(to), null, drawing));
    }

    private void runs(long time, TaskRef task, Drawing drawing) {
        moments.add(new Moment(time, Order.RUN, null, PerfettoTimeline.Key.of(task), drawing));
    }

    private void write(Path file) throws IOException {
        moments.sort(Comparator.comparingLong(Moment::time).thenComparing(Moment::order));
        leaveOutArrowsThatLeadNowhere();
        PerfettoTimeline timeline = PerfettoTimeline.in(file, pid);
        try {
            for (Moment moment : moments) {
                moment.drawing.draw(timeline, moment.time);
            }
        } finally {
            timeline.close();
        }
    }

    /** Keeps the last arrow before each recorded run of a task: the run that another would lead to is missing. */
    private void leaveOutArrowsThatLeadNowhere() {
        Set<PerfettoTimeline.Key> runLater = new HashSet<>();
        List<Moment> kept = new ArrayList<>(moments.size());
        for (Moment moment : moments.reversed()) {
            if (moment.runOf != null) {
                runLater.add(moment.runOf);
            }
            if (moment.arrowTo == null || runLater.remove(moment.arrowTo)) {
                kept.add(moment);
            }
        }
        Collections.reverse(kept);
        moments.clear();
        moments.addAll(kept);
    }
}
