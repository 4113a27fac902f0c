package io.miou.stress;

import java.util.function.Consumer;

/** A property of a recorded run. It sees the events in order and says what is wrong. */
interface Check {

    void see(Event event, Consumer<String> fault);
}
