package io.miou.testkit.programs;

import io.miou.TraceEvent;
import io.miou.TraceEvent.Reason;
import io.miou.TraceEvent.TaskRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The order that the events of one whole run must have, whatever the program does. */
final class TraceModel {

    /** The facts about a task that events have told. */
    private static final class Told {

        private final TaskRef task;
        private final Told parent;
        private boolean started;
        private TraceEvent.Suspended suspended;
        private boolean ended;
        private boolean awaited;
        private int woken;
        private int resumed;
        private final Map<String, Integer> owned = new LinkedHashMap<>();

        Told(TaskRef task, Told parent) {
            this.task = task;
            this.parent = parent;
        }

        void owns(String resource, int more) {
            owned.merge(resource, more, Integer::sum);
        }
    }

    private final Map<Long, Told> tasks = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    private TraceModel() {
    }

    /** {@return what is wrong with the events of a run; empty if nothing is} */
    static List<String> faults(List<TraceEvent> events) {
        TraceModel model = new TraceModel();
        for (TraceEvent event : events) {
            if (event instanceof TraceEvent.OfTask ofTask) {
                model.add(ofTask);
            } else if (event instanceof TraceEvent.Lost) {
                model.faults.add("events were lost");
            }
        }
        model.atTheEnd();
        return model.faults;
    }

    private void require(boolean holds, String what, TraceEvent event) {
        if (!holds) {
            faults.add(what + ": " + event);
        }
    }

    private void add(TraceEvent.OfTask event) {
        if (event instanceof TraceEvent.Spawned spawned) {
            Told parent = spawned.parent() == null ? null : tasks.get(spawned.parent().id());
            require(spawned.parent() == null ? tasks.isEmpty() : parent != null && !parent.ended,
                    "its parent lives before it", event);
            require(tasks.put(event.task().id(), new Told(event.task(), parent)) == null, "spawned once", event);
            return;
        }
        Told told = tasks.get(event.task().id());
        require(told != null, "spawned before everything else", event);
        if (told != null) {
            add(event, told);
        }
    }

    private void add(TraceEvent.OfTask event, Told told) {
        switch (event) {
            case TraceEvent.Started _ -> {
                require(!told.started && !told.ended, "started once", event);
                told.started = true;
            }
            case TraceEvent.Suspended suspended -> {
                require(told.started && !told.ended && told.suspended == null, "runs before it is suspended", event);
                told.suspended = suspended;
            }
            case TraceEvent.Woken _ -> {
                require(!told.ended, "lives when it is woken", event);
                told.woken++;
            }
            case TraceEvent.Resumed resumed -> {
                require(told.suspended != null && told.suspended.reason() == resumed.reason(),
                        "suspended before it is resumed", event);
                told.suspended = null;
                if (resumed.reason() == Reason.WAIT) {
                    told.resumed++;
                    require(told.woken == told.resumed, "woken once before it is resumed", event);
                }
            }
            case TraceEvent.Ended _ -> {
                require(told.started && !told.ended && told.suspended == null, "runs when it ends", event);
                require(told.parent == null || !told.parent.ended, "ends before its parent", event);
                told.ended = true;
            }
            case TraceEvent.Awaited _ -> {
                require(told.ended && !told.awaited, "awaited once, after its end", event);
                told.awaited = true;
            }
            case TraceEvent.Attached(var _, var _, var resource) -> told.owns(resource, 1);
            case TraceEvent.Detached(var _, var _, var resource) -> told.owns(resource, -1);
            case TraceEvent.Released(var _, var _, var resource) -> told.owns(resource, -1);
            case TraceEvent.Spawned _,TraceEvent.Cancelled _,TraceEvent.Lent _ -> {
                // At any time of its life.
            }
            case TraceEvent.Violated _,TraceEvent.Blocked _ -> {
                // At any time of its life.
            }
        }
    }

    private void atTheEnd() {
        if (tasks.isEmpty()) {
            faults.add("there are no tasks");
        }
        for (Told told : tasks.values()) {
            if (!told.ended) {
                faults.add(told.task + " has not ended");
            }
            told.owned.forEach((resource, count) -> {
                if (count != 0) {
                    faults.add(told.task + " still owns " + resource + ", " + count + " times");
                }
            });
        }
    }
}
