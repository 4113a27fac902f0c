package io.miou.observe;

import io.miou.TraceEvent.Reason;
import io.miou.TraceEvent.TaskRef;
import io.miou.observe.PerfettoPackets.Details;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a file for the viewer of Perfetto (ADR 129): a track for each domain, on which the runs of fibers are
 * slices; arrows from parent to child, and from what ended a wait to the run that follows. Times are in nanoseconds of
 * the wall clock. Confined to one thread.
 */
final class PerfettoTimeline {

    private static final String TASKS = "task";
    private static final String RESOURCES = "resource";
    private static final String DOMAINS = "domain";
    private static final int BUFFER = 1 << 16;

    /** A task in the whole process. */
    record Key(int run, long id) {

        static Key of(TaskRef task) {
            return new Key(task.run(), task.id());
        }
    }

    private final OutputStream out;
    private final PerfettoPackets packets;
    private final Details details = new Details();
    private final Map<Integer, Long> runTracks = new HashMap<>();
    private final Map<Long, PerfettoDomain> domains = new HashMap<>();

    /** The arrows that end at the next run of a task. */
    private final Map<Key, Long> flows = new HashMap<>();

    private final long processTrack;
    private long lastFlow;

    PerfettoTimeline(OutputStream out, long pid) throws IOException {
        this.out = out;
        this.packets = new PerfettoPackets(out);
        this.processTrack = packets.process(pid, "java");
    }

    /** Creates a file, or replaces it. */
    static PerfettoTimeline in(Path file, long pid) throws IOException {
        return new PerfettoTimeline(new BufferedOutputStream(Files.newOutputStream(file), BUFFER), pid);
    }

    /** Lets the file be read up to here. */
    void flush() throws IOException {
        out.flush();
    }

    void close() throws IOException {
        out.close();
    }

    /** Returns an empty list of details, for the next call. */
    Details details() {
        return details.clear();
    }

    // Tracks

    /** Returns the track of a domain; that of other threads if the number is negative. */
    PerfettoDomain domain(int run, int domain) throws IOException {
        long key = (long) run << Integer.SIZE | domain & 0xffff_ffffL;
        PerfettoDomain known = domains.get(key);
        if (known == null) {
            Long above = runTracks.get(run);
            if (above == null) {
                above = packets.track(processTrack, "miou run " + run);
                runTracks.put(run, above);
            }
            known = new PerfettoDomain(packets, above, domain);
            domains.put(key, known);
        }
        return known;
    }

    PerfettoDomain domain(TaskRef task) throws IOException {
        return domain(task.run(), task.domain());
    }

    // Tasks

    /** Draws the start of a child, and an arrow to its first run. */
    void starts(long time, PerfettoDomain from, TaskRef child) throws IOException {
        note(time, from, "start " + child, details().from(newFlow(child)));
    }

    /** Draws the end of a wait, and an arrow to the run that follows. */
    void wakes(long time, PerfettoDomain from, TaskRef task) throws IOException {
        note(time, from, "wake " + task, details().from(newFlow(task)));
    }

    private long newFlow(TaskRef task) {
        long flow = ++lastFlow;
        flows.put(Key.of(task), flow);
        return flow;
    }

    /** Begins a run of a fiber, and ends what was open on its domain. */
    void runs(long time, TaskRef task, Details about) throws IOException {
        about.with("task", task.id()).to(flows.remove(Key.of(task)));
        domain(task).runs(time, Key.of(task), TASKS, task.name(), about);
    }

    /** Begins a run after a suspension. */
    void resumes(long time, TaskRef task, boolean cancelled) throws IOException {
        runs(time, task, cancelled ? details().with("cancelled", "true") : details());
    }

    /** Ends a run by a suspension. */
    void suspends(long time, TaskRef task, Reason reason, String on) throws IOException {
        stops(time, task, details().with("suspended on", switch (reason) {
            case YIELD -> "a yield";
            case WAIT -> on;
            case JDK -> "a call of the JDK";
        }));
    }

    /** Ends the run of a fiber, if it is open. */
    private void stops(long time, TaskRef task, Details about) throws IOException {
        domain(task).stops(time, Key.of(task), about);
    }

    /** Ends the last run of a fiber. */
    void ends(long time, TaskRef task, Details about) throws IOException {
        flows.remove(Key.of(task));
        stops(time, task, about);
    }

    /** Draws an instant of a task. */
    void note(long time, PerfettoDomain on, String words, Details about) throws IOException {
        packets.instant(time, on.track(), TASKS, words, about);
    }

    void violated(long time, TaskRef task, String error) throws IOException {
        note(time, domain(task), "violation", details().with("task", task.toString()).with("error", error));
    }

    /** Draws a change of ownership. */
    void resource(long time, TaskRef task, String verb, String resource, Details about) throws IOException {
        packets.instant(time, domain(task).track(), RESOURCES, verb + ' ' + resource,
                about.with("task", task.toString()));
    }

    // Domains

    void blocked(long time, TaskRef task, String stack) throws IOException {
        packets.instant(time, domain(task).track(), DOMAINS, "blocked",
                details().with("task", task.toString()).with("stack", stack));
    }

    /** Draws a poll beside what else is on the track of the domain. */
    void polled(long begin, long end, PerfettoDomain domain, boolean asleep) throws IOException {
        packets.begin(begin, domain.track(), DOMAINS, nameOfPoll(asleep), details());
        packets.end(end, domain.track(), details());
    }

    /** Begins a poll, and ends what was open on the domain. The caller has a key for the end. */
    void polls(long time, PerfettoDomain domain, Object key, boolean asleep) throws IOException {
        domain.runs(time, key, DOMAINS, nameOfPoll(asleep), details());
    }

    private static String nameOfPoll(boolean asleep) {
        return asleep ? "sleep" : "poll";
    }

    void lost(long time, long events) throws IOException {
        packets.instant(time, processTrack, DOMAINS, "events lost", details().with("events", events));
    }

    /** Returns the words of a stack. */
    static String words(Iterable<StackTraceElement> stack) {
        StringBuilder words = new StringBuilder();
        for (StackTraceElement frame : stack) {
            words.append(words.isEmpty() ? "" : "\n").append(frame);
        }
        return words.toString();
    }

    /** Returns the words of an outcome. */
    Details outcome(String outcome, @Nullable String failure) {
        details().with("outcome", outcome);
        return failure == null ? details : details.with("failure", failure);
    }
}
