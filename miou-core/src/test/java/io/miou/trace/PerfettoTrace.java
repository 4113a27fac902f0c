package io.miou.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A trace file of Perfetto, read by the library of Protocol Buffers and checked against the format: field numbers and
 * types are those of {@code trace_packet.proto}, {@code track_descriptor.proto} and {@code track_event.proto}.
 */
final class PerfettoTrace {

    /** An event on a track. */
    record Event(long time, int type, long track, String category, String name, List<Long> flows,
            List<Long> endingFlows, long value, Map<String, String> annotations) {
    }

    /** A slice with its end. */
    record Slice(String track, String name, long begin, long end, Map<String, String> annotations) {
    }

    static final int BEGIN = 1;
    static final int END = 2;
    static final int INSTANT = 3;
    static final int COUNTER = 4;

    private final Map<Long, String> tracks = new HashMap<>();
    private final Set<Long> counters = new HashSet<>();
    private final List<Event> events = new ArrayList<>();

    static PerfettoTrace read(Path file) throws IOException {
        PerfettoTrace trace = new PerfettoTrace();
        UnknownFieldSet all = UnknownFieldSet.parseFrom(Files.readAllBytes(file));
        assertOnly(all, 1);
        boolean first = true;
        for (var bytes : all.getField(1).getLengthDelimitedList()) {
            trace.add(UnknownFieldSet.parseFrom(bytes), first);
            first = false;
        }
        return trace;
    }

    private void add(UnknownFieldSet packet, boolean first) throws IOException {
        assertOnly(packet, 8, 10, 11, 13, 60);
        assertThat(number(packet, 10)).describedAs("trusted_packet_sequence_id").isPositive();
        assertThat(packet.hasField(13)).describedAs("sequence_flags").isEqualTo(first);
        assertThat(packet.hasField(11)).describedAs("one of event and track").isNotEqualTo(packet.hasField(60));
        if (packet.hasField(60)) {
            addTrack(message(packet, 60));
        } else {
            addEvent(number(packet, 8), message(packet, 11));
        }
    }

    private void addTrack(UnknownFieldSet track) throws IOException {
        assertOnly(track, 1, 2, 3, 5, 8);
        long uuid = number(track, 1);
        assertThat(uuid).isNotZero();
        String name;
        if (track.hasField(3)) {
            UnknownFieldSet process = message(track, 3);
            assertOnly(process, 1, 6);
            assertThat(number(process, 1)).isEqualTo(ProcessHandle.current().pid());
            name = text(process, 6);
        } else {
            name = text(track, 2);
            assertThat(tracks).describedAs("parent of " + name).containsKey(number(track, 5));
        }
        if (track.hasField(8)) {
            assertOnly(message(track, 8), 3);
            counters.add(uuid);
        }
        assertThat(tracks.put(uuid, name)).isNull();
    }

    private void addEvent(long time, UnknownFieldSet event) throws IOException {
        assertOnly(event, 4, 9, 11, 22, 23, 30, 47, 48);
        assertThat(time).isPositive();
        int type = (int) number(event, 9);
        long track = number(event, 11);
        assertThat(tracks).describedAs("track of an event").containsKey(track);
        assertThat(type).isBetween(BEGIN, COUNTER);
        assertThat(counters.contains(track)).describedAs("a counter has values only").isEqualTo(type == COUNTER);
        boolean named = type == BEGIN || type == INSTANT;
        assertThat(event.hasField(23)).describedAs("name").isEqualTo(named);
        assertThat(event.hasField(30)).describedAs("value").isEqualTo(type == COUNTER);
        Map<String, String> annotations = new HashMap<>();
        for (var bytes : event.getField(4).getLengthDelimitedList()) {
            UnknownFieldSet annotation = UnknownFieldSet.parseFrom(bytes);
            assertOnly(annotation, 4, 6, 10);
            annotations.put(text(annotation, 10),
                    annotation.hasField(6) ? text(annotation, 6) : String.valueOf(number(annotation, 4)));
        }
        events.add(new Event(time, type, track, named ? text(event, 22) : "", named ? text(event, 23) : "",
                event.getField(47).getFixed64List(), event.getField(48).getFixed64List(),
                type == COUNTER ? number(event, 30) : 0, annotations));
    }

    List<Event> events() {
        return events;
    }

    String nameOf(long track) {
        return tracks.get(track);
    }

    /** All slices; fails if they are not nested, or an end has no begin. */
    List<Slice> slices() {
        List<Slice> slices = new ArrayList<>();
        Map<Long, List<Event>> open = new HashMap<>();
        events.stream().filter(event -> event.type() == BEGIN || event.type() == END)
                .sorted(java.util.Comparator.comparingLong(Event::time)).forEach(event -> {
                    List<Event> stack = open.computeIfAbsent(event.track(), _ -> new ArrayList<>());
                    if (event.type() == BEGIN) {
                        stack.add(event);
                    } else {
                        assertThat(stack).describedAs("open slices").isNotEmpty();
                        Event begin = stack.removeLast();
                        Map<String, String> annotations = new HashMap<>(begin.annotations());
                        annotations.putAll(event.annotations());
                        slices.add(new Slice(nameOf(event.track()), begin.name(), begin.time(), event.time(),
                                annotations));
                    }
                });
        assertThat(open.values()).allSatisfy(stack -> assertThat(stack).isEmpty());
        return slices;
    }

    /** The ends of all arrows, by what begins them, without the numbers of tasks; fails if one leads nowhere. */
    Map<String, String> arrows() {
        Map<Long, Event> begun = new HashMap<>();
        Map<String, String> arrows = new HashMap<>();
        for (Event event : events) {
            event.flows().forEach(flow -> assertThat(begun.put(flow, event)).isNull());
            event.endingFlows().forEach(flow -> {
                Event from = begun.remove(flow);
                assertThat(from).isNotNull();
                arrows.put(from.name().replaceAll(" \\(.*", ""), nameOf(from.track()) + " to " + event.name() + " on "
                        + nameOf(event.track()));
            });
        }
        assertThat(begun).isEmpty();
        return arrows;
    }

    List<Long> valuesOf(String counter) {
        return events.stream().filter(event -> event.type() == COUNTER)
                .filter(event -> nameOf(event.track()).equals(counter)).map(Event::value).toList();
    }

    private static void assertOnly(UnknownFieldSet message, Integer... fields) {
        assertThat(fields).containsAll(message.asMap().keySet());
    }

    private static long number(UnknownFieldSet message, int field) {
        List<Long> values = message.getField(field).getVarintList();
        assertThat(values).describedAs("field " + field).hasSize(1);
        return values.getFirst();
    }

    private static String text(UnknownFieldSet message, int field) {
        assertThat(message.getField(field).getLengthDelimitedList()).describedAs("field " + field).hasSize(1);
        return message.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    private static UnknownFieldSet message(UnknownFieldSet message, int field) throws IOException {
        assertThat(message.getField(field).getLengthDelimitedList()).describedAs("field " + field).hasSize(1);
        return UnknownFieldSet.parseFrom(message.getField(field).getLengthDelimitedList().getFirst());
    }
}
