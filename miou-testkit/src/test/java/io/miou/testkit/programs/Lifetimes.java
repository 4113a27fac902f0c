package io.miou.testkit.programs;

import io.miou.Outcome;
import io.miou.testkit.programs.Event.Acquired;
import io.miou.testkit.programs.Event.CancelReturned;
import io.miou.testkit.programs.Event.Cancelling;
import io.miou.testkit.programs.Event.Ended;
import io.miou.testkit.programs.Event.Entered;
import io.miou.testkit.programs.Event.Observed;
import io.miou.testkit.programs.Event.Passed;
import io.miou.testkit.programs.Event.Released;
import io.miou.testkit.programs.Event.RunEnded;
import io.miou.testkit.programs.Event.Spawning;
import io.miou.testkit.programs.Event.Started;
import io.miou.testkit.programs.Event.Unwound;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Checks that no task outlives its parent, and that a child cancelled before it started never runs (rules 3, 6, 7 and
 * 18).
 */
final class Lifetimes implements Rules {

    private final Set<Integer> alive = new HashSet<>();
    private final Set<Integer> started = new HashSet<>();
    private final Set<Integer> gone = new HashSet<>();
    private final Set<Integer> spawnedHere = new HashSet<>();
    private final Set<Integer> mustNotStart = new HashSet<>();
    private boolean runEnded;

    @Override
    public void see(Event event, Tree tree, Consumer<String> fault) {
        switch (event) {
            case Spawning it -> {
                lives(it.parent(), tree, fault);
                if (it.here()) {
                    spawnedHere.add(it.task());
                }
            }
            case Started it -> {
                lives(it.task(), tree, fault);
                if (!started.add(it.task())) {
                    fault.accept("it has started twice");
                }
                if (mustNotStart.contains(it.task())) {
                    fault.accept("it was cancelled before it started");
                }
                if (it.task() != 0 && tree.parent(it.task()) == null) {
                    fault.accept("nobody has started it");
                }
                alive.add(it.task());
            }
            case Ended it -> {
                lives(it.task(), tree, fault);
                alive.remove(it.task());
            }
            case Acquired it -> lives(it.task(), tree, fault);
            case Released _ -> {
                if (runEnded) {
                    fault.accept("it was released after the run");
                }
            }
            case Unwound it -> lives(it.task(), tree, fault);
            case Passed it -> lives(it.task(), tree, fault);
            case Entered it -> lives(it.task(), tree, fault);
            case Cancelling it -> {
                if (it.certainly() && spawnedHere.contains(it.task()) && !started.contains(it.task())) {
                    mustNotStart.add(it.task());
                }
            }
            case CancelReturned it -> goes(it.task(), tree, fault);
            case Observed it -> {
                goes(it.task(), tree, fault);
                if (!(it.outcome() instanceof Outcome.Cancelled) && !started.contains(it.task())) {
                    fault.accept("it has a result and never ran");
                }
            }
            case RunEnded _ -> {
                runEnded = true;
                if (!alive.isEmpty()) {
                    fault.accept("tasks " + alive + " have outlived the run");
                }
            }
            default -> {
            }
        }
    }

    private void goes(int task, Tree tree, Consumer<String> fault) {
        gone.add(task);
        for (int other : alive) {
            if (tree.isDescendant(other, task)) {
                fault.accept("task " + other + " is alive");
            }
        }
    }

    private void lives(int task, Tree tree, Consumer<String> fault) {
        if (runEnded) {
            fault.accept("task " + task + " has outlived the run");
        }
        for (Integer one = task; one != null; one = tree.parent(one)) {
            if (gone.contains(one)) {
                fault.accept("task " + task + " goes on, and task " + one + " has ended");
                return;
            }
        }
    }
}
