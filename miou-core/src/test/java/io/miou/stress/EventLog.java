package io.miou.stress;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Records what happens, in order. Any thread; never blocks, so that recording does not change who runs when. */
final class EventLog {

    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lastId = new AtomicInteger();

    void add(Event event) {
        events.add(event);
    }

    int newId() {
        return lastId.incrementAndGet();
    }

    List<Event> events() {
        return List.copyOf(events);
    }
}
