package io.miou.testkit.programs;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NoDomainAvailableException;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskBuilder;
import io.miou.testkit.programs.Event.Cancelling;
import io.miou.testkit.programs.Event.Consumed;
import io.miou.testkit.programs.Event.Given;
import io.miou.testkit.programs.Event.Lent;
import io.miou.testkit.programs.Event.Ready;
import io.miou.testkit.programs.Event.Spawned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

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
        child.startToken = here ? stage.newId() : 0;
        try {
            child.promise = start(me, op.way(), given, lent, () -> player.live(child, op.body()));
        } catch (NoDomainAvailableException e) {
            requireNoDomain(me, here, e);
            return;
        }
        // It cannot have run yet: this is one step.
        stage.log.add(new Spawned(child.id, me.id, me.scope, here));
        if (here) {
            stage.log.add(new Ready(me.domain, child.startToken));
        }
        for (Thing thing : given) {
            stage.log.add(new Given(thing.id, me.id, child.id));
            me.owned.remove(thing);
            child.owned.add(thing);
        }
        for (Thing thing : lent) {
            stage.log.add(new Lent(thing.id, me.id, child.id));
            thing.borrowers.add(child);
            child.borrowed.add(thing);
        }
        me.children.add(child);
        if (op.way() == Op.Way.ORPHAN_ASYNC || op.way() == Op.Way.ORPHAN_CALL) {
            me.orphaned.add(child);
        }
        stage.tasks.add(child);
    }

    private static List<Thing> lendable(Life me, List<Thing> given, int count) {
        List<Thing> all = new ArrayList<>(me.usable());
        all.removeAll(given);
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
            case ORPHAN_ASYNC -> plain ? me.orphans.async(body) : me.orphans.add(builder.async(body));
            case ORPHAN_CALL -> plain ? me.orphans.call(body) : me.orphans.add(builder.call(body));
        };
    }

    private static Resource[] resources(List<Thing> things) {
        return things.stream().map(thing -> thing.resource).toArray(Resource[]::new);
    }

    void parallel(Life me, Op.Parallel op) throws Exception {
        List<Life> children = op.bodies().stream().map(_ -> new Life(stage.newId(), me)).toList();
        List<Integer> inputs = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            inputs.add(i);
        }
        int scope = me.scope;
        try {
            List<Outcome<Integer>> outcomes = stage.suspend(me, () -> Miou.parallel(inputs, i -> {
                Life child = children.get(i);
                stage.log.add(new Spawned(child.id, me.id, scope, false));
                return player.live(child, op.bodies().get(i));
            }));
            for (int i = 0; i < outcomes.size(); i++) {
                if (children.get(i).lived) {
                    joining.observed(me, children.get(i), outcomes.get(i));
                }
            }
        } catch (NoDomainAvailableException e) {
            requireNoDomain(me, false, e);
        } finally {
            consumed(children);
        }
    }

    private void consumed(List<Life> children) {
        children.stream().filter(child -> child.lived).forEach(child -> stage.log.add(new Consumed(child.id)));
    }

    void everywhere(Life me, Op.Everywhere op) throws Exception {
        List<Life> children = new ArrayList<>();
        int scope = me.scope;
        try {
            stage.suspend(me, () -> {
                Miou.everywhere(() -> {
                    Life child = new Life(stage.newId(), me);
                    children.add(child);
                    stage.log.add(new Spawned(child.id, me.id, scope, false));
                    stage.log.add(new Cancelling(child.id, false));
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
