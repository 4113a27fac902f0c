package io.miou.testkit.programs;

import java.util.function.Consumer;

/** A part of the rules. Sees the events in order, each before the tree does, and says what is wrong. */
interface Rules {

    void see(Event event, Tree tree, Consumer<String> fault);
}
