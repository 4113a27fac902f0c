package io.miou.observe;

import io.miou.observe.PerfettoPackets.Details;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of one domain in a trace file, and the state of the domain as far as events have told it. Confined to one
 * thread.
 */
final class PerfettoDomain {

    private static final Details NO_DETAILS = new Details();

    /** A number over time, whose track is made with its first value. */
    private final class Counter {

        private final String what;
        private long track;
        private long written = -1;

        Counter(String what) {
            this.what = what;
        }

        void write(long time, long value) throws IOException {
            if (written < 0) {
                track = packets.counter(above, name + ": " + what);
            }
            if (value != written) {
                written = value;
                packets.value(time, track, value);
            }
        }
    }

    private final PerfettoPackets packets;
    private final long above;
    private final String name;
    private final long track;
    private final Counter readyFibers = new Counter("ready fibers");
    private final Counter timers = new Counter("timers");
    private final Counter tasks = new Counter("tasks");

    /** The key of what is the open slice: the run of a task, or a poll. */
    private @Nullable Object open;

    private long ready;

    PerfettoDomain(PerfettoPackets packets, long above, int domain) throws IOException {
        this.packets = packets;
        this.above = above;
        this.name = domain < 0 ? "other threads" : "domain " + domain;
        this.track = packets.track(above, name);
    }

    long track() {
        return track;
    }

    /** Notes that a fiber will run: it is new, its wait is over, or it yields. */
    void madeReady() {
        ready++;
    }

    /** Begins a slice. It ends the one before: a domain does one thing at a time. */
    void runs(long time, Object key, String category, String what, Details details) throws IOException {
        endSlice(time, NO_DETAILS);
        ready = Math.max(0, ready - 1);
        open = key;
        packets.begin(time, track, category, what, details);
    }

    void stops(long time, Object key, Details details) throws IOException {
        if (key.equals(open)) {
            endSlice(time, details);
        }
    }

    private void endSlice(long time, Details details) throws IOException {
        if (open != null) {
            open = null;
            packets.end(time, track, details);
        }
    }

    /** Writes the counters that have changed. */
    void count(long time, long timersNow, long tasksNow) throws IOException {
        timers.write(time, timersNow);
        tasks.write(time, tasksNow);
    }

    /** Writes the number of ready fibers, if events have told all of them. */
    void countReady(long time) throws IOException {
        readyFibers.write(time, ready);
    }
}
