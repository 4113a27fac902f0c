package io.miou.stress;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.NoDomainAvailableException;
import io.miou.NotOwnerError;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskBuilder;
import io.miou.stress.Event.Cancelling;
import io.miou.stress.Event.Giving;
import io.miou.stress.Event.NotGiven;
import io.miou.stress.Event.NotSpawned;
import io.miou.stress.Event.Ready;
import io.miou.stress.Event.Spawning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The steps that start children. */
final class StartingSteps {

    private final World world;
    private final Interpreter interpreter;
    private final JoiningSteps joining;

    StartingSteps(World world, Interpreter interpreter, JoiningSteps joining) {
        this.world = world;
        this.interpreter = interpreter;
        this.joining = joining;
    }

    private TaskRun newChild(TaskRun me, Event.Start start) {
        me.hadChildrenOrResources = true;
        TaskRun child = new TaskRun(world.log.newId(), me);
        world.log.add(new Spawning(child.id, me.id, me.scope, start));
        return child;
    }

    void spawn(TaskRun me, Op.Spawn op) {
        boolean here = op.way() == Op.Way.ASYNC || op.way() == Op.Way.ORPHAN_ASYNC;
        TaskRun child = newChild(me, here ? Event.Start.HERE : Event.Start.ELSEWHERE);
        List<Owned> given = givable(me, op.give());
        List<Owned> lent = here ? lendable(me, op.lend(), given) : List.of();
        for (Owned one : given) {
            world.log.add(new Giving(one.id, me.id, child.id));
            child.owned.add(one);
            child.hadChildrenOrResources = true;
            me.owned.remove(one);
        }
        child.borrowed.addAll(lent);
        lent.forEach(one -> one.borrowers.add(child));
        if (here) {
            child.startToken = world.log.newId();
            world.log.add(new Ready(me.domain, child.startToken));
        }
        try {
            child.promise = start(me, op.way(), given, lent, () -> interpreter.live(child, op.body()));
        } catch (NoDomainAvailableException e) {
            if (here || Domain.pool().size() > 1 || me.domain == 0) {
                world.surprise(me, "no domain, though there is one", e);
            }
            takeBack(me, child, given, lent);
            return;
        } catch (NotOwnerError e) {
            // What a borrower lends on may have been closed by its owner.
            if (lent.stream().noneMatch(Owned::isReleased)) {
                world.surprise(me, "giving or lending", e);
            }
            takeBack(me, child, given, lent);
            return;
        }
        me.children.add(child);
        me.everyChild.add(child);
        world.tasks.set(child.id % World.SHOWN, child);
        child.isOrphan = op.way() == Op.Way.ORPHAN_ASYNC || op.way() == Op.Way.ORPHAN_CALL;
    }

    private void takeBack(TaskRun me, TaskRun child, List<Owned> given, List<Owned> lent) {
        for (Owned one : given.reversed()) {
            world.log.add(new NotGiven(one.id, me.id, child.id));
            me.owned.add(one);
        }
        lent.forEach(one -> one.borrowers.remove(child));
        world.log.add(new NotSpawned(child.id));
    }

    private Promise<Integer> start(TaskRun me, Op.Way way, List<Owned> given, List<Owned> lent,
            Callable<Integer> body) {
        if (way == Op.Way.ORPHAN_ASYNC || way == Op.Way.ORPHAN_CALL) {
            if (me.orphans == null) {
                me.orphans = Miou.orphans();
            }
            if (given.isEmpty() && lent.isEmpty()) {
                return way == Op.Way.ORPHAN_ASYNC ? me.orphans.async(body) : me.orphans.call(body);
            }
        }
        TaskBuilder builder = Miou.task().give(resources(given)).lend(resources(lent));
        return switch (way) {
            case ASYNC -> builder.async(body);
            case CALL -> builder.call(body);
            case CALL_ON -> {
                List<Domain> others = new ArrayList<>(Domain.pool());
                others.removeIf(domain -> domain.id() == me.domain);
                yield others.isEmpty() ? builder.call(body) : builder.on(others.getLast()).call(body);
            }
            case ORPHAN_ASYNC -> me.orphans.add(builder.async(body));
            case ORPHAN_CALL -> me.orphans.add(builder.call(body));
        };
    }

    private static Resource[] resources(List<Owned> owned) {
        return owned.stream().map(one -> one.resource).toArray(Resource[]::new);
    }

    private static List<Owned> givable(TaskRun me, int count) {
        return me.usable().stream().filter(one -> !one.isLent()).limit(count).toList();
    }

    private static List<Owned> lendable(TaskRun me, int count, List<Owned> given) {
        List<Owned> all = new ArrayList<>(me.usable());
        all.removeAll(given);
        all.addAll(me.borrowed);
        all.removeIf(Owned::isReleased);
        return all.stream().limit(count).toList();
    }

    void parallel(TaskRun me, Op.Parallel op) throws Exception {
        List<TaskRun> children = op.bodies().stream().map(_ -> newChild(me, Event.Start.ELSEWHERE)).toList();
        List<Integer> inputs = new ArrayList<>();
        for (int i = 0; i < children.size(); i++) {
            inputs.add(i);
        }
        try {
            List<Outcome<Integer>> outcomes = world.suspend(me, () -> Miou.parallel(inputs,
                    i -> interpreter.live(children.get(i), op.bodies().get(i))));
            for (int i = 0; i < outcomes.size(); i++) {
                joining.observed(me, children.get(i), outcomes.get(i), null);
            }
        } catch (NoDomainAvailableException e) {
            children.forEach(child -> world.log.add(new NotSpawned(child.id)));
        }
    }

    void everywhere(TaskRun me, Op.Everywhere op) throws Exception {
        ConcurrentLinkedQueue<TaskRun> children = new ConcurrentLinkedQueue<>();
        int scope = me.scope;
        me.hadChildrenOrResources = true;
        world.suspend(me, () -> {
            Miou.everywhere(() -> {
                TaskRun child = new TaskRun(world.log.newId(), me);
                world.log.add(new Spawning(child.id, me.id, scope, Event.Start.ELSEWHERE));
                world.log.add(new Cancelling(child.id, false));
                children.add(child);
                interpreter.live(child, op.body());
            });
            return null;
        });
        // They were consumed in the order in which they were made: from the next domain on, this one last.
        int domains = world.program.poolDomains() + 1;
        children.stream()
                .sorted(Comparator.comparing(child -> Math.floorMod(child.domain - me.domain - 1, domains)))
                .forEach(child -> joining.observed(me, child, new Outcome.Success<>(child.id), null));
    }
}
