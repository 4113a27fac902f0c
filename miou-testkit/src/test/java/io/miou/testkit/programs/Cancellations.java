package io.miou.testkit.programs;

import io.miou.Outcome;
import io.miou.testkit.programs.Event.CancelReturned;
import io.miou.testkit.programs.Event.Left;
import io.miou.testkit.programs.Event.Observed;
import io.miou.testkit.programs.Event.Passed;
import io.miou.testkit.programs.Event.RunEnded;
import io.miou.testkit.programs.Event.TimedOut;
import io.miou.testkit.programs.Event.Unwound;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Rules 5, 8 and 22: nothing is cancelled without a cause, and what is cancelled stays so. */
final class Cancellations implements Rules {

    private record Place(int task, int scope) {
    }

    private final Set<Integer> cancelled = new HashSet<>();
    private final Set<Place> unwound = new HashSet<>();
    private final Map<Integer, Outcome<?>> outcomes = new HashMap<>();

    @Override
    public void see(Event event, Tree tree, Consumer<String> fault) {
        switch (event) {
            case Unwound it -> {
                if (!tree.reaches(it.task(), it.scope(), it.at())) {
                    fault.accept("nothing has cancelled it");
                }
                unwound.add(new Place(it.task(), it.scope()));
            }
            case Passed it -> {
                if (unwound.contains(new Place(it.task(), it.scope()))) {
                    fault.accept("it has returned after another suspension point had thrown TaskCancelled");
                }
            }
            case CancelReturned it -> cancelled.add(it.task());
            case Observed it -> observed(it.task(), it.outcome(), tree, fault);
            case TimedOut it -> timedOut(it, tree, fault);
            case RunEnded it -> {
                if (it.outcome() instanceof Outcome.Cancelled && !tree.isCancelledByAnother(0, Long.MAX_VALUE)) {
                    fault.accept("nothing has cancelled the main task");
                }
            }
            default -> {
            }
        }
    }

    private void observed(int task, Outcome<?> outcome, Tree tree, Consumer<String> fault) {
        if (outcome instanceof Outcome.Cancelled) {
            if (!tree.mayBeCancelled(task, Long.MAX_VALUE)) {
                fault.accept("nothing has cancelled it");
            }
            cancelled.add(task);
        } else if (cancelled.contains(task)) {
            fault.accept("it was cancelled");
        }
        Outcome<?> before = outcomes.put(task, outcome);
        if (before != null && !before.equals(outcome) && !(outcome instanceof Outcome.Cancelled)) {
            fault.accept("it was " + before);
        }
    }

    private static void timedOut(TimedOut it, Tree tree, Consumer<String> fault) {
        if (it.at() - tree.scope(it.scope()).at() < tree.scope(it.scope()).limit()) {
            fault.accept("its limit had not passed");
        }
        Left end = tree.left(it.scope());
        if (end != null && end.returned()) {
            fault.accept("its body had returned");
        }
    }
}
