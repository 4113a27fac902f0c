package io.miou.stress;

import io.miou.stress.Event.Cancelling;
import io.miou.stress.Event.Entering;
import io.miou.stress.Event.Interrupting;
import io.miou.stress.Event.Leaving;
import io.miou.stress.Event.Spawning;
import io.miou.stress.Event.Stopping;
import io.miou.stress.Event.Throwing;
import io.miou.stress.Event.Violating;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Possible causes of a task's cancellation so far: a call of cancel, a scope, a parent that failed, the end of the run.
 */
final class Causes implements Check {

    static final int NO_SCOPE = 0;

    private final Map<Integer, Spawning> spawned = new HashMap<>();
    private final Map<Integer, Entering> scopes = new HashMap<>();
    private final Map<Integer, Long> left = new HashMap<>();
    private final Set<Integer> stopped = new HashSet<>();
    private final Set<Integer> cancelled = new HashSet<>();
    private final Set<Integer> ending = new HashSet<>();
    private boolean interrupted;
    private boolean violated;

    @Override
    public void see(Event event, Consumer<String> fault) {
        switch (event) {
            case Spawning spawning -> spawned.put(spawning.task(), spawning);
            case Entering entering -> scopes.put(entering.scope(), entering);
            case Leaving leaving -> left.put(leaving.scope(), leaving.at());
            case Stopping stopping -> stopped.add(stopping.scope());
            case Cancelling cancelling -> cancelled.add(cancelling.task());
            case Throwing throwing -> ending.add(throwing.task());
            case Violating violating -> {
                ending.add(violating.task());
                violated |= violating.fatal();
            }
            case Interrupting _ -> interrupted = true;
            default -> {
            }
        }
    }

    /** {@return whether the task itself may be cancelled now} */
    boolean mayBeCancelled(int task, long now) {
        return violated || isCancelledByAnother(task, now);
    }

    /** {@return whether it may be, for another reason than the end of the run after a violation} */
    boolean isCancelledByAnother(int task, long now) {
        if (interrupted || cancelled.contains(task)) {
            return true;
        }
        Spawning spawning = spawned.get(task);
        if (spawning == null) {
            return false;
        }
        int parent = spawning.parent();
        return ending.contains(parent) || reachesFromOutside(parent, spawning.scope(), now);
    }

    /** {@return whether a cancellation may reach what a task does inside a scope now} */
    boolean reaches(int task, int scope, long now) {
        return violated || reachesFromOutside(task, scope, now);
    }

    private boolean reachesFromOutside(int task, int scope, long now) {
        for (int one = scope; one != NO_SCOPE; one = scopes.get(one).outer()) {
            Entering entered = scopes.get(one);
            switch (entered.kind()) {
                case SHIELD -> {
                    if (!left.containsKey(one)) {
                        return false;
                    }
                }
                case LIMIT -> {
                    long end = Math.min(now, left.getOrDefault(one, Long.MAX_VALUE));
                    if (end - entered.at() >= entered.limit()) {
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
