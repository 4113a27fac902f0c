package io.miou.testkit.programs;

import io.miou.Outcome;
import io.miou.testkit.programs.Event.Acquired;
import io.miou.testkit.programs.Event.CancelReturned;
import io.miou.testkit.programs.Event.Claimed;
import io.miou.testkit.programs.Event.Claiming;
import io.miou.testkit.programs.Event.Giving;
import io.miou.testkit.programs.Event.Lending;
import io.miou.testkit.programs.Event.NotGiven;
import io.miou.testkit.programs.Event.NotLent;
import io.miou.testkit.programs.Event.Observed;
import io.miou.testkit.programs.Event.Released;
import io.miou.testkit.programs.Event.RunEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Rules 17, 25, 26 and 27: a resource has one owner, who alone may do with it what owners may; it is released once, the
 * youngest of an owner first, and with its owner.
 */
final class Ownership implements Rules {

    private static final int NOBODY = -1;

    /** Marks a resource that a cancelled child had transferred, and that the parent has not yet released. */
    private static final int DEAD = -2;

    private static final class Holding {
        private int owner;
        private boolean transferring;
        private boolean closing;
        private boolean released;
        private final Set<Integer> owners = new HashSet<>();
        private final Set<Integer> borrowers = new HashSet<>();
        private final Map<Integer, Boolean> closeIsRefused = new HashMap<>();
        private final Map<Integer, Boolean> wasMine = new HashMap<>();
        private int placeBefore;
    }

    private final Place place;
    private final Map<Integer, Holding> holdings = new HashMap<>();
    private final Map<Integer, List<Integer>> owned = new HashMap<>();

    /**
     * The resources that children had transferred before their parent cancelled them although they had ended. The
     * parent releases these.
     */
    private final Map<Integer, List<Integer>> abandoned = new HashMap<>();

    Ownership(Place place) {
        this.place = place;
    }

    /** {@return whether a task that has returned owns something that it has not transferred} */
    boolean hasLeaked(int task) {
        return owned.getOrDefault(task, List.of()).stream().map(holdings::get).anyMatch(one -> !one.transferring);
    }

    @Override
    public void see(Event event, Tree tree, Consumer<String> fault) {
        switch (event) {
            case Acquired it -> {
                Holding holding = new Holding();
                holding.owner = NOBODY;
                holdings.put(it.resource(), holding);
                move(it.resource(), it.task());
            }
            case Giving it -> {
                holdings.get(it.resource()).placeBefore = owned.get(it.from()).indexOf(it.resource());
                move(it.resource(), it.to());
            }
            case NotGiven it -> {
                move(it.resource(), it.from());
                List<Integer> all = owned.get(it.from());
                all.removeLast();
                all.add(holdings.get(it.resource()).placeBefore, it.resource());
            }
            case Lending it -> holdings.get(it.resource()).borrowers.add(it.to());
            case NotLent it -> holdings.get(it.resource()).borrowers.remove(it.to());
            case Claiming it -> claiming(it);
            case Claimed it -> claimed(it, fault);
            case Released it -> released(it.resource(), fault);
            case Observed it -> {
                if (it.outcome() instanceof Outcome.Success) {
                    handOver(it.task(), tree);
                } else {
                    abandon(it.task(), tree);
                }
                requireNothing(it.task(), fault);
            }
            case CancelReturned it -> requireNothing(it.task(), fault);
            case RunEnded _ -> holdings.forEach((resource, holding) -> {
                if (!holding.released) {
                    fault.accept("resource " + resource + " was never released");
                }
            });
            default -> {
            }
        }
    }

    private void move(int resource, int to) {
        Holding holding = holdings.get(resource);
        if (owned.containsKey(holding.owner)) {
            owned.get(holding.owner).remove((Integer) resource);
        }
        holding.owner = to;
        holding.transferring = false;
        holding.owners.add(to);
        owned.computeIfAbsent(to, _ -> new ArrayList<>()).add(resource);
    }

    private void handOver(int child, Tree tree) {
        for (int resource : List.copyOf(owned.getOrDefault(child, List.of()))) {
            if (holdings.get(resource).transferring) {
                move(resource, tree.parent(child));
            }
        }
    }

    private void abandon(int child, Tree tree) {
        for (int resource : List.copyOf(owned.getOrDefault(child, List.of()))) {
            if (holdings.get(resource).transferring) {
                move(resource, DEAD);
                abandoned.computeIfAbsent(tree.parent(child), _ -> new ArrayList<>()).add(resource);
            }
        }
    }

    private void requireNothing(int task, Consumer<String> fault) {
        List<Integer> left = new ArrayList<>(owned.getOrDefault(task, List.of()));
        abandoned.getOrDefault(task, List.of()).stream().filter(resource -> !holdings.get(resource).released)
                .forEach(left::add);
        if (!left.isEmpty()) {
            fault.accept("it has ended and owns " + left);
        }
    }

    /** A claim of the owner has its effect from now on; all other claims should have none. */
    private void claiming(Claiming it) {
        Holding holding = holdings.get(it.resource());
        if (holding.released) {
            return;
        }
        boolean mine = holding.owner == it.task() && !holding.transferring;
        switch (it.claim()) {
            case CLOSE -> {
                holding.closing |= mine;
                holding.closeIsRefused.put(it.task(), !holding.owners.contains(it.task()));
            }
            case DISOWN -> {
                holding.wasMine.put(it.task(), mine);
                if (mine) {
                    move(it.resource(), NOBODY);
                }
            }
            case TRANSFER -> {
                holding.wasMine.put(it.task(), mine);
                holding.transferring |= mine;
            }
            case CHECK, ADOPT -> {
                // They change nothing, or only if they are not refused.
            }
        }
    }

    private void claimed(Claimed it, Consumer<String> fault) {
        Holding holding = holdings.get(it.resource());
        boolean mine = holding.owner == it.task() && !holding.transferring;
        switch (it.claim()) {
            case CHECK ->
                requireRefused(it, holding.released || !mine && !holding.borrowers.contains(it.task()), fault);
            case CLOSE -> {
                Boolean refused = holding.closeIsRefused.remove(it.task());
                if (refused != null && (place == Place.SIMULATED_WORLD || it.wasRefused())) {
                    requireRefused(it, refused, fault);
                }
                if (mine && !holding.released) {
                    fault.accept("its owner has closed it, and it is not released");
                }
            }
            case DISOWN, TRANSFER -> {
                Boolean wasMine = holding.wasMine.remove(it.task());
                if (wasMine != null && !holding.released) {
                    requireRefused(it, !wasMine, fault);
                }
            }
            case ADOPT -> {
                boolean refused = holding.released || holding.owner != NOBODY && !mine;
                if (place == Place.SIMULATED_WORLD || !it.wasRefused()) {
                    requireRefused(it, refused, fault);
                }
                if (!it.wasRefused() && holding.owner == NOBODY) {
                    move(it.resource(), it.task());
                }
            }
        }
    }

    private static void requireRefused(Claimed it, boolean refused, Consumer<String> fault) {
        if (it.wasRefused() != refused) {
            fault.accept(refused ? "it should have been refused" : "it should not have been refused");
        }
    }

    private void released(int resource, Consumer<String> fault) {
        Holding holding = holdings.get(resource);
        if (holding == null) {
            fault.accept("nobody has acquired it");
            return;
        }
        if (holding.released) {
            fault.accept("it was released before");
            return;
        }
        holding.released = true;
        List<Integer> all = owned.getOrDefault(holding.owner, List.of());
        if (holding.owner >= 0 && !holding.closing && all.getLast() != resource) {
            fault.accept("task " + holding.owner + " owns a younger one: " + all);
        }
        all.remove((Integer) resource);
    }
}
