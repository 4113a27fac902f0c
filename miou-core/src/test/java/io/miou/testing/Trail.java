package io.miou.testing;

import java.util.ArrayList;
import java.util.List;

/** What happened, in the order in which it happened. Any thread adds to it. */
public final class Trail {

    private final List<String> events = new ArrayList<>();

    /** Something has happened. */
    public synchronized void add(String event) {
        events.add(event);
    }

    /** What has happened so far. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /** How often something has happened so far. */
    public synchronized long count(String event) {
        return events.stream().filter(event::equals).count();
    }
}
