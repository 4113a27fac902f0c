package io.miou.stress;

import io.miou.Outcome;
import io.miou.stress.Event.Acquired;
import io.miou.stress.Event.CancelReturned;
import io.miou.stress.Event.Cancelling;
import io.miou.stress.Event.Entering;
import io.miou.stress.Event.Observed;
import io.miou.stress.Event.Released;
import io.miou.stress.Event.Returning;
import io.miou.stress.Event.RunEnded;
import io.miou.stress.Event.Spawning;
import io.miou.stress.Event.Started;
import io.miou.stress.Event.Throwing;
import io.miou.stress.Event.Unwound;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks that no child outlives its parent. After a task has learnt that another has ended, no event of that one or of
 * its descendants follows. Also, a child cancelled before it started never runs (rule 7).
 */
final class LifetimeCheck implements Check {

    private final Map<Integer, Integer> parents = new HashMap<>();
    private final Map<Integer, Event.Start> starts = new HashMap<>();
    private final Map<Integer, Integer> owners = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private final Set<Integer> started = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    private final Set<Integer> mustNotStart = new HashSet<>();
    private boolean runEnded;

    @Override
    public void see(Event event, Consumer<String> fault) {
        switch (event) {
            case Spawning spawning -> {
                lives(spawning.parent(), fault);
                parents.put(spawning.task(), spawning.parent());
                starts.put(spawning.task(), spawning.start());
            }
            case Started start -> {
                lives(start.task(), fault);
                if (!started.add(start.task())) {
                    fault.accept("task " + start.task() + " has started twice");
                }
                if (mustNotStart.contains(start.task())) {
                    fault.accept("task " + start.task() + " was cancelled before it started, and has started");
                }
            }
            case Returning returning -> finish(returning.task(), fault);
            case Throwing throwing -> finish(throwing.task(), fault);
            case Unwound unwound -> lives(unwound.task(), fault);
            case Entering entering -> lives(entering.task(), fault);
            case Acquired acquired -> lives(acquired.task(), fault);
            case Cancelling cancelling -> {
                if (cancelling.certainly() && !started.contains(cancelling.task())
                        && starts.get(cancelling.task()) == Event.Start.HERE) {
                    mustNotStart.add(cancelling.task());
                }
            }
            case CancelReturned returned -> end(returned.task(), fault);
            case Observed observed -> {
                end(observed.task(), fault);
                if (!(observed.outcome() instanceof Outcome.Cancelled<?>) && !started.contains(observed.task())) {
                    fault.accept("task " + observed.task() + " has a result and never ran");
                }
            }
            case Released _ -> {
                if (runEnded) {
                    fault.accept("released after the run");
                }
            }
            case RunEnded _ -> {
                runEnded = true;
                for (int task : started) {
                    if (!finished.contains(task)) {
                        fault.accept("task " + task + " has outlived the run");
                    }
                }
            }
            default -> {
            }
        }
    }

    private void finish(int task, Consumer<String> fault) {
        lives(task, fault);
        finished.add(task);
    }

    private void end(int task, Consumer<String> fault) {
        if (started.contains(task) && !finished.contains(task)) {
            fault.accept("task " + task + " is said to have ended, and its body has not");
        }
        ended.add(task);
        for (int other : started) {
            if (!finished.contains(other) && descends(other, task)) {
                fault.accept("task " + other + " has outlived its ancestor " + task);
            }
        }
    }

    private boolean descends(int task, int ancestor) {
        for (Integer one = task; one != null; one = parents.get(one)) {
            if (one == ancestor) {
                return true;
            }
        }
        return false;
    }

    private void lives(int task, Consumer<String> fault) {
        if (runEnded) {
            fault.accept("task " + task + " has outlived the run");
        }
        for (Integer one = task; one != null; one = parents.get(one)) {
            if (ended.contains(one)) {
                fault.accept("task " + task + " goes on, and " + (one == task ? "it" : "its ancestor " + one)
                        + " has ended");
                return;
            }
        }
    }
}
