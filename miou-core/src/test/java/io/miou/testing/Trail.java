package io.miou.testing;

import java.util.ArrayList;
import java.util.List;

/** Events in the order in which they happened. Any thread may add to it. */
public final class Trail {

    private final List<String> events = new ArrayList<>();

    /** Adds an event. */
    public synchronized void add(String event) {
        events.add(event);
    }

    /** Returns the events so far. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** Returns how often an event has happened so far. */
    public synchronized long count(String event) {
        return events.stream().filter(event::equals).count();
    }
}
