package io.miou.trace;

import io.miou.Action;
import io.miou.Trace;
import io.miou.TraceEvent;
import io.miou.testing.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The events of one program. */
record Traced(List<TraceEvent> events) {

    static Traced run(Variant variant, Action main) {
        List<TraceEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (Trace _ = Trace.to(events::add)) {
            variant.launcher().domains(1).run(main);
        }
        return new Traced(List.copyOf(events));
    }

    /** The events of one type about the task of a name. */
    <E extends TraceEvent.OfTask> List<E> of(Class<E> type, String task) {
        return all(type).filter(event -> event.task().name().equals(task)).toList();
    }

    <E extends TraceEvent> Stream<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    /** The names of the types of all events about the task of a name. */
    List<String> story(String task) {
        return all(TraceEvent.OfTask.class).filter(event -> event.task().name().equals(task))
                .map(event -> event.getClass().getSimpleName()).toList();
    }
}
