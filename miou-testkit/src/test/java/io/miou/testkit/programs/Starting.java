package io.miou.testkit.programs;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NoDomainAvailableException;
import io.miou.NotOwnerError;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskBuilder;
import io.miou.testkit.programs.Event.Cancelling;
import io.miou.testkit.programs.Event.Consumed;
import io.miou.testkit.programs.Event.Giving;
import io.miou.testkit.programs.Event.Lending;
import io.miou.testkit.programs.Event.NotGiven;
import io.miou.testkit.programs.Event.NotLent;
import io.miou.testkit.programs.Event.NotSpawned;
import io.miou.testkit.programs.Event.Ready;
import io.miou.testkit.programs.Event.Spawning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The steps that start children. */
final class Starting {

    private final Stage stage;
    private final Player player;
    private final Joining joining;

    Starting(Stage stage, Player player, Joining joining) {
        this.stage = stage;
        this.player = player;
        this.joining = joining;
    }

    void spawn(Life me, Op.Spawn op) {
        boolean here = op.way() == Op.Way.ASYNC || op.way() == Op.Way.ORPHAN_ASYNC;
        Life child = new Life(stage.newId(), me);
        List<Thing> given = me.usable().stream().filter(thing -> !thing.isLent()).limit(op.give()).toList();
        List<Thing> lent = here ? lendable(me, given, op.lend()) : List.of();
        child.startToken = here ? stage.newId() : Life.NO_TOKEN;
        child.owned.addAll(given);
        child.hadChildrenOrResources = !given.isEmpty();
        me.hadChildrenOrResources = true;
        stage.log.add(new Spawning(child.id, me.id, me.scope, here));
        given.forEach(thing -> stage.log.add(new Giving(thing.id, me.id, child.id)));
        lent.forEach(thing -> stage.log.add(new Lending(thing.id, me.id, child.id)));
        if (here) {
            stage.log.add(new Ready(me.domain, child.startToken));
        }
        try {
            child.promise = start(me, op.way(), given, lent, () -> player.live(child, op.body()));
        } catch (NoDomainAvailableException e) {
            requireNoDomain(me, here, e);
            takeBack(me, child, given, lent);
            return;
        } catch (NotOwnerError e) {
            // What a borrower lends on may have been closed by its owner.
            if (lent.stream().noneMatch(thing -> thing.released)) {
                stage.surprise(me, "giving or lending", e);
            }
            takeBack(me, child, given, lent);
            return;
        }
        me.owned.removeAll(given);
        for (Thing thing : lent) {
            thing.borrowers.add(child);
            child.borrowed.add(thing);
        }
        me.children.add(child);
        if (op.way() == Op.Way.ORPHAN_ASYNC || op.way() == Op.Way.ORPHAN_CALL) {
            me.orphaned.add(child);
        }
        stage.tasks.add(child);
    }

    private void takeBack(Life me, Life child, List<Thing> given, List<Thing> lent) {
        given.reversed().forEach(thing -> stage.log.add(new NotGiven(thing.id, me.id, child.id)));
        lent.forEach(thing -> stage.log.add(new NotLent(thing.id, me.id, child.id)));
        stage.log.add(new NotSpawned(child.id));
    }

    private List<Thing> lendable(Life me, List<Thing> given, int count) {
        List<Thing> all = new ArrayList<>(me.usable());
        all.removeAll(given);
        if (stage.program.isOnMachine()) {
            me.borrowed.stream().filter(thing -> !thing.released).forEach(all::add);
        }
        return all.stream().limit(count).toList();
    }

    private void requireNoDomain(Life me, boolean here, NoDomainAvailableException e) {
        int others = Domain.pool().size() - (me.domain == 0 ? 0 : 1);
        if (here || others > 0) {
            stage.surprise(me, "no domain, though there is one", e);
        }
    }

    private static Promise<Integer> start(Life me, Op.Way way, List<Thing> given, List<Thing> lent,
            Callable<Integer> body) {
        TaskBuilder builder = Miou.task().give(resources(given)).lend(resources(lent));
        if (me.orphans == null) {
            me.orphans = Miou.orphans();
        }
        boolean plain = given.isEmpty() && lent.isEmpty();
        return switch (way) {
            case ASYNC -> builder.async(body);
            case CALL -> builder.call(body);
            case CALL_ON -> {
                List<Domain> others = new ArrayList<>(Domain.pool());
                others.removeIf(domain -> domain.id() == me.domain);
                yield others.isEmpty() ? builder.call(body) : builder.on(others.getLast()).call(body);
            }
            case ORPHAN_ASYNC -> plain ? me.orphans.async(body) : me.orphans.add(builder.async(body));
            case ORPHAN_CALL -> plain ? me.orphans.call(body) : me.orphans.add(builder.call(body));
        };
    }

    private static Resource[] resources(List<Thing> things) {
        return things.stream().map(thing -> thing.resource).toArray(Resource[]::new);
    }

    void parallel(Life me, Op.Parallel op) throws Exception {
        me.hadChildrenOrResources = true;
        List<Life> children = op.bodies().stream().map(_ -> new Life(stage.newId(), me)).toList();
        List<Integer> inputs = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            inputs.add(i);
        }
        int scope = me.scope;
        try {
            List<Outcome<Integer>> outcomes = stage.suspend(me, () -> Miou.parallel(inputs, i -> {
                Life child = children.get(i);
                stage.log.add(new Spawning(child.id, me.id, scope, false));
                return player.live(child, op.bodies().get(i));
            }));
            for (int i = 0; i < outcomes.size(); i++) {
                Life child = children.get(i);
                if (!child.lived) {
                    // Then it must have been cancelled.
                    stage.log.add(new Spawning(child.id, me.id, scope, false));
                }
                joining.observed(me, child, outcomes.get(i));
            }
        } catch (NoDomainAvailableException e) {
            requireNoDomain(me, false, e);
        } finally {
            consumed(children);
        }
    }

    private void consumed(Collection<Life> children) {
        // Those too that have not started: on another domain one of them may be about to.
        children.forEach(child -> stage.log.add(new Consumed(child.id)));
    }

    void everywhere(Life me, Op.Everywhere op) throws Exception {
        me.hadChildrenOrResources = true;
        Queue<Life> children = new ConcurrentLinkedQueue<>();
        int scope = me.scope;
        try {
            stage.suspend(me, () -> {
                Miou.everywhere(() -> {
                    Life child = new Life(stage.newId(), me);
                    children.add(child);
                    stage.log.add(new Cancelling(child.id, false));
                    stage.log.add(new Spawning(child.id, me.id, scope, false));
                    int _ = player.live(child, op.body());
                });
                return null;
            });
        } catch (Throwable e) {
            consumed(children);
            throw e;
        }
        // They were consumed in the order in which they were started: from the next domain on, this one last.
        int domains = stage.program.domains() + 1;
        if (children.size() != Domain.pool().size() + (me.domain == 0 ? 1 : 0)) {
            stage.surprise(me, "everywhere, which ran on " + children.size() + " domains", null);
        }
        children.stream().sorted(Comparator.comparing(child -> Math.floorMod(child.domain - me.domain - 1, domains)))
                .forEach(child -> joining.observed(me, child, new Outcome.Success<>(child.id)));
    }
}
