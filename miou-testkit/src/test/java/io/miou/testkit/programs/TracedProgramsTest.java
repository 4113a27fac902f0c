package io.miou.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Promise.State;
import io.miou.Trace;
import io.miou.TraceEvent;
import io.miou.TraceEvent.Reason;
import io.miou.TraceEvent.TaskRef;
import io.miou.testkit.QuietLog;
import io.miou.testkit.Share;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random programs with a trace on. Whatever they do, the trace is consistent, and the program does the same as without
 * one.
 */
@ExtendWith(QuietLog.class)
class TracedProgramsTest {

    private static final Share SHARE = Share.of("miou.programs.traced", 200);

    @Test
    void randomPrograms_haveConsistentTraces() {
        for (long seed = SHARE.first(); seed < SHARE.first() + SHARE.count(); seed++) {
            List<TraceEvent> events = new ArrayList<>();
            Performance performance;
            try (Trace _ = Trace.to(events::add)) {
                performance = Performance.of(seed);
            }
            assertThat(performance.faults()).describedAs("seed %d", seed).isEmpty();
            assertThat(TraceModel.faults(events)).describedAs("seed %d", seed).isEmpty();
        }
    }

    // The model finds what is wrong.

    private static final TaskRef MAIN = new TaskRef(1, 0, "main", 0);
    private static final TaskRef CHILD = new TaskRef(1, 1, "task-1", 0);

    private static List<String> faultsOf(TraceEvent... events) {
        return TraceModel.faults(List.of(events));
    }

    private static TraceEvent[] childWith(TraceEvent... inside) {
        List<TraceEvent> events = new ArrayList<>(List.of(new TraceEvent.Spawned(0, MAIN, null),
                new TraceEvent.Started(0, MAIN), new TraceEvent.Spawned(0, CHILD, MAIN)));
        events.addAll(List.of(inside));
        events.add(new TraceEvent.Ended(0, MAIN, State.SUCCEEDED, null));
        return events.toArray(TraceEvent[]::new);
    }

    @Test
    void inconsistentTraces_areFound() {
        TraceEvent started = new TraceEvent.Started(0, CHILD);
        TraceEvent suspended = new TraceEvent.Suspended(0, CHILD, Reason.WAIT, "a lock");
        TraceEvent woken = new TraceEvent.Woken(0, CHILD, null, 0);
        TraceEvent resumed = new TraceEvent.Resumed(0, CHILD, Reason.WAIT, false);
        TraceEvent ended = new TraceEvent.Ended(0, CHILD, State.SUCCEEDED, null);
        TraceEvent attached = new TraceEvent.Attached(0, CHILD, "key");

        assertThat(faultsOf(childWith(started, suspended, woken, resumed, ended))).isEmpty();
        assertThat(faultsOf(childWith(suspended, woken, resumed, started, ended))).isNotEmpty();
        assertThat(faultsOf(childWith(started, suspended, resumed, ended))).isNotEmpty();
        assertThat(faultsOf(childWith(started, suspended, woken, ended))).isNotEmpty();
        assertThat(faultsOf(childWith(started, woken, resumed, ended))).isNotEmpty();
        assertThat(faultsOf(childWith(started, ended, ended))).isNotEmpty();
        assertThat(faultsOf(childWith(started, attached, ended))).isNotEmpty();
        assertThat(faultsOf(childWith(started))).isNotEmpty();
        assertThat(faultsOf(childWith(ended))).isNotEmpty();
        assertThat(faultsOf(new TraceEvent.Spawned(0, CHILD, MAIN))).isNotEmpty();
        assertThat(faultsOf()).isNotEmpty();
    }
}
