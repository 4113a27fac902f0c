package io.miou.observe;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets of Perfetto's trace format: descriptors of tracks, and events on tracks. The numbers are those of the
 * fields in {@code trace_packet.proto}, {@code track_descriptor.proto} and {@code track_event.proto} of Perfetto (ADR
 * 129). Confined to one thread.
 */
final class PerfettoPackets {

    /** The arrows and annotations of an event. */
    static final class Details {

        private final ProtoMessage annotation = new ProtoMessage();
        private final ProtoMessage fields = new ProtoMessage();

        Details clear() {
            fields.clear();
            return this;
        }

        Details with(String name, String value) {
            fields.message(EVENT_ANNOTATIONS, annotation.clear().text(ANNOTATION_NAME, name)
                    .text(ANNOTATION_STRING, value));
            return this;
        }

        Details with(String name, long value) {
            fields.message(EVENT_ANNOTATIONS, annotation.clear().text(ANNOTATION_NAME, name)
                    .number(ANNOTATION_INT, value));
            return this;
        }

        /** Begins an arrow here. */
        Details from(long flow) {
            fields.fixed(EVENT_FLOW_IDS, flow);
            return this;
        }

        /** Ends an arrow here. */
        Details to(@Nullable Long flow) {
            if (flow != null) {
                fields.fixed(EVENT_TERMINATING_FLOW_IDS, flow);
            }
            return this;
        }
    }

    private static final int TRACE_PACKET = 1;

    private static final int PACKET_TIMESTAMP = 8;
    private static final int PACKET_SEQUENCE_ID = 10;
    private static final int PACKET_EVENT = 11;
    private static final int PACKET_SEQUENCE_FLAGS = 13;
    private static final int PACKET_TRACK = 60;
    private static final int STATE_CLEARED = 1;
    private static final int OUR_SEQUENCE = 1;

    private static final int TRACK_UUID = 1;
    private static final int TRACK_NAME = 2;
    private static final int TRACK_PROCESS = 3;
    private static final int TRACK_PARENT = 5;
    private static final int TRACK_COUNTER = 8;
    private static final int PROCESS_PID = 1;
    private static final int PROCESS_NAME = 6;
    private static final int COUNTER_UNIT = 3;
    private static final int UNIT_COUNT = 2;

    private static final int EVENT_ANNOTATIONS = 4;
    private static final int EVENT_TYPE = 9;
    private static final int EVENT_TRACK = 11;
    private static final int EVENT_CATEGORY = 22;
    private static final int EVENT_NAME = 23;
    private static final int EVENT_COUNTER_VALUE = 30;
    private static final int EVENT_FLOW_IDS = 47;
    private static final int EVENT_TERMINATING_FLOW_IDS = 48;
    private static final int SLICE_BEGIN = 1;
    private static final int SLICE_END = 2;
    private static final int INSTANT = 3;
    private static final int COUNTER = 4;

    private static final int ANNOTATION_INT = 4;
    private static final int ANNOTATION_STRING = 6;
    private static final int ANNOTATION_NAME = 10;

    private final OutputStream out;
    private final ProtoMessage file = new ProtoMessage();
    private final ProtoMessage packet = new ProtoMessage();
    private final ProtoMessage content = new ProtoMessage();
    private final ProtoMessage part = new ProtoMessage();

    private long lastTrack;
    private boolean first = true;

    PerfettoPackets(OutputStream out) {
        this.out = out;
    }

    /** Describes the process. Returns its track. */
    long process(long pid, String name) throws IOException {
        long track = ++lastTrack;
        part.clear().number(PROCESS_PID, pid).text(PROCESS_NAME, name);
        describe(content.clear().number(TRACK_UUID, track).message(TRACK_PROCESS, part));
        return track;
    }

    /** Describes a track of slices and instants below another. Returns it. */
    long track(long parent, String name) throws IOException {
        long track = ++lastTrack;
        describe(content.clear().number(TRACK_UUID, track).text(TRACK_NAME, name).number(TRACK_PARENT, parent));
        return track;
    }

    /** Describes a counter below another track. Returns its track. */
    long counter(long parent, String name) throws IOException {
        long track = ++lastTrack;
        part.clear().number(COUNTER_UNIT, UNIT_COUNT);
        describe(content.clear().number(TRACK_UUID, track).text(TRACK_NAME, name).number(TRACK_PARENT, parent)
                .message(TRACK_COUNTER, part));
        return track;
    }

    void begin(long time, long track, String category, String name, Details details) throws IOException {
        event(time, SLICE_BEGIN, track, category, name, details);
    }

    void end(long time, long track, Details details) throws IOException {
        content.clear().number(EVENT_TYPE, SLICE_END).number(EVENT_TRACK, track);
        write(time, details);
    }

    void instant(long time, long track, String category, String name, Details details) throws IOException {
        event(time, INSTANT, track, category, name, details);
    }

    void value(long time, long counter, long value) throws IOException {
        content.clear().number(EVENT_TYPE, COUNTER).number(EVENT_TRACK, counter).number(EVENT_COUNTER_VALUE, value);
        write(time, null);
    }

    private void event(long time, int type, long track, String category, String name, Details details)
            throws IOException {
        content.clear().number(EVENT_TYPE, type).number(EVENT_TRACK, track).text(EVENT_CATEGORY, category)
                .text(EVENT_NAME, name);
        write(time, details);
    }

    private void write(long time, @Nullable Details details) throws IOException {
        if (details != null) {
            content.append(details.fields);
        }
        write(packet.clear().number(PACKET_TIMESTAMP, time).message(PACKET_EVENT, content));
    }

    private void describe(ProtoMessage track) throws IOException {
        write(packet.clear().message(PACKET_TRACK, track));
    }

    private void write(ProtoMessage complete) throws IOException {
        complete.number(PACKET_SEQUENCE_ID, OUR_SEQUENCE);
        if (first) {
            first = false;
            complete.number(PACKET_SEQUENCE_FLAGS, STATE_CLEARED);
        }
        file.clear().message(TRACE_PACKET, complete).writeTo(out);
    }
}
