package io.miou.stress;

import io.miou.stress.Event.Surprise;
import java.util.function.Consumer;

/** Checks that no operation throws an exception that its contract does not name. */
final class SurpriseCheck implements Check {

    @Override
    public void see(Event event, Consumer<String> fault) {
        if (event instanceof Surprise surprise) {
            fault.accept("task " + surprise.task() + " was surprised in " + surprise.operation());
        }
    }
}
