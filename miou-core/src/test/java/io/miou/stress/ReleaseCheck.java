package io.miou.stress;

import io.miou.Outcome;
import io.miou.stress.Event.Acquired;
import io.miou.stress.Event.Adopted;
import io.miou.stress.Event.Closing;
import io.miou.stress.Event.Disowning;
import io.miou.stress.Event.Giving;
import io.miou.stress.Event.NotGiven;
import io.miou.stress.Event.Observed;
import io.miou.stress.Event.Released;
import io.miou.stress.Event.RunEnded;
import io.miou.stress.Event.Spawning;
import io.miou.stress.Event.Transferring;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rules 17 and 25: every acquired resource is released exactly once; and when the scheduler releases one, the owner has
 * none that is younger.
 */
final class ReleaseCheck implements Check {

    private static final int NOBODY = -1;

    private final Map<Integer, Integer> parents = new HashMap<>();
    private final Map<Integer, List<Integer>> owned = new HashMap<>();
    private final Map<Integer, Integer> owners = new HashMap<>();
    private final Map<Integer, Integer> places = new HashMap<>();
    private final Set<Integer> transferring = new HashSet<>();
    private final Set<Integer> closing = new HashSet<>();
    private final Set<Integer> released = new HashSet<>();
    private final Set<Integer> acquired = new HashSet<>();

    @Override
    public void see(Event event, Consumer<String> fault) {
        switch (event) {
            case Spawning spawning -> parents.put(spawning.task(), spawning.parent());
            case Acquired acquiring -> {
                acquired.add(acquiring.resource());
                move(acquiring.resource(), acquiring.task());
            }
            case Adopted adopted -> move(adopted.resource(), adopted.task());
            case Giving giving -> {
                places.put(giving.resource(), owned.get(giving.from()).indexOf(giving.resource()));
                move(giving.resource(), giving.to());
            }
            case NotGiven back -> {
                move(back.resource(), back.from());
                List<Integer> all = owned.get(back.from());
                all.removeLast();
                all.add(places.get(back.resource()), back.resource());
            }
            case Disowning disowning -> move(disowning.resource(), NOBODY);
            case Transferring transfer -> transferring.add(transfer.resource());
            case Closing close -> closing.add(close.resource());
            case Observed observed -> {
                if (observed.outcome() instanceof Outcome.Success<?>) {
                    handOver(observed.task());
                }
            }
            case Released release -> release(release.resource(), fault);
            case RunEnded _ -> {
                for (int resource : acquired) {
                    if (!released.contains(resource)) {
                        fault.accept("resource " + resource + " was never released");
                    }
                }
            }
            default -> {
            }
        }
    }

    private void move(int resource, int to) {
        Integer from = owners.put(resource, to);
        if (from != null) {
            owned.get(from).remove((Integer) resource);
        }
        owned.computeIfAbsent(to, _ -> new ArrayList<>()).add(resource);
    }

    private void handOver(int child) {
        for (int resource : List.copyOf(owned.getOrDefault(child, List.of()))) {
            if (transferring.remove(resource)) {
                move(resource, parents.get(child));
            }
        }
    }

    private void release(int resource, Consumer<String> fault) {
        if (!acquired.contains(resource)) {
            fault.accept("resource " + resource + " was released before it was acquired");
            return;
        }
        if (!released.add(resource)) {
            fault.accept("resource " + resource + " was released twice");
            return;
        }
        int owner = owners.get(resource);
        List<Integer> all = owned.get(owner);
        if (owner != NOBODY && !closing.contains(resource) && all.getLast() != resource) {
            fault.accept("resource " + resource + " of task " + owner + " was released before its younger "
                    + all.getLast());
        }
        all.remove((Integer) resource);
    }
}
