package io.miou.testkit.programs;

import io.miou.testkit.programs.Event.Cancelling;
import io.miou.testkit.programs.Event.Consumed;
import io.miou.testkit.programs.Event.Ended;
import io.miou.testkit.programs.Event.Entered;
import io.miou.testkit.programs.Event.Interrupting;
import io.miou.testkit.programs.Event.Left;
import io.miou.testkit.programs.Event.NotSpawned;
import io.miou.testkit.programs.Event.Observed;
import io.miou.testkit.programs.Event.Spawning;
import io.miou.testkit.programs.Event.Stopping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tree of tasks and scopes as the events so far tell of it: who is whose child, and what may have cancelled whom.
 */
final class Tree {

    private final Map<Integer, Spawning> spawned = new HashMap<>();
    private final Map<Integer, List<Integer>> children = new HashMap<>();
    private final Map<Integer, Entered> scopes = new HashMap<>();
    private final Map<Integer, Left> left = new HashMap<>();
    private final Set<Integer> stopped = new HashSet<>();
    private final Set<Integer> cancelled = new HashSet<>();
    private final Set<Integer> consumed = new HashSet<>();
    private final Set<Integer> abandoning = new HashSet<>();
    private boolean runIsEnding;
    private boolean interrupted;

    void see(Event event) {
        switch (event) {
            case Spawning it -> {
                spawned.put(it.task(), it);
                children.computeIfAbsent(it.parent(), _ -> new ArrayList<>()).add(it.task());
            }
            case NotSpawned it -> {
                Spawning back = spawned.remove(it.task());
                children.get(back.parent()).remove((Integer) it.task());
            }
            case Entered it -> scopes.put(it.scope(), it);
            case Left it -> left.put(it.scope(), it);
            case Stopping it -> stopped.add(it.scope());
            case Cancelling it -> cancelled.add(it.task());
            case Consumed it -> consumed.add(it.task());
            case Observed it -> consumed.add(it.task());
            case Interrupting _ -> interrupted = true;
            case Ended it -> {
                if (it.thrown() != null) {
                    abandon(it.task());
                }
            }
            default -> {
            }
        }
    }

    /** Marks the children of a failing task as cancelled from now on. */
    void abandon(int task) {
        abandoning.add(task);
    }

    /** Marks all tasks as cancelled from now on. */
    void endRun() {
        runIsEnding = true;
    }

    /** {@return the parent; null of the main task} */
    Integer parent(int task) {
        Spawning it = spawned.get(task);
        return it == null ? null : it.parent();
    }

    Entered scope(int scope) {
        return scopes.get(scope);
    }

    Left left(int scope) {
        return left.get(scope);
    }

    boolean isDescendant(int task, int ancestor) {
        for (Integer one = task; one != null; one = parent(one)) {
            if (one == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** {@return children that the parent has not looked after} */
    List<Integer> forgotten(int parent) {
        return children.getOrDefault(parent, List.of()).stream().filter(child -> !consumed.contains(child)).toList();
    }

    /** {@return whether a scope in which a child was started has ended by an exception} */
    boolean isOfCutScope(int child) {
        for (int one = spawned.get(child).scope(); one != Life.NO_SCOPE; one = scopes.get(one).outer()) {
            Left it = left.get(one);
            if (it != null && !it.returned()) {
                return true;
            }
        }
        return false;
    }

    boolean mayBeCancelled(int task, long now) {
        return runIsEnding || isCancelledByAnother(task, now);
    }

    /** {@return whether the task may be cancelled for another reason than that the run ends} */
    boolean isCancelledByAnother(int task, long now) {
        Spawning it = spawned.get(task);
        return interrupted || cancelled.contains(task) || it != null
                && (abandoning.contains(it.parent()) || reachesFromOutside(it.parent(), it.scope(), now));
    }

    /** {@return whether a cancellation may reach what a task does in a scope} */
    boolean reaches(int task, int scope, long now) {
        return runIsEnding || reachesFromOutside(task, scope, now);
    }

    private boolean reachesFromOutside(int task, int scope, long now) {
        for (int one = scope; one != Life.NO_SCOPE; one = scopes.get(one).outer()) {
            Entered entered = scopes.get(one);
            Left end = left.get(one);
            switch (entered.kind()) {
                case SHIELD -> {
                    if (end == null) {
                        return false;
                    }
                }
                case LIMIT -> {
                    long until = end == null ? now : Math.min(now, end.at());
                    if (until - entered.at() >= entered.limit()) {
                        return true;
                    }
                }
                case TRIGGER -> {
                    if (stopped.contains(one)) {
                        return true;
                    }
                }
            }
        }
        return isCancelledByAnother(task, now);
    }
}
