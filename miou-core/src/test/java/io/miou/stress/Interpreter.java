package io.miou.stress;

import io.miou.Domain;
import io.miou.ResourceLeakedError;
import io.miou.StillHasChildrenError;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.Violations;
import io.miou.stress.Event.Ran;
import io.miou.stress.Event.Ready;
import io.miou.stress.Event.Returning;
import io.miou.stress.Event.Started;
import io.miou.stress.Event.Throwing;
import io.miou.stress.Event.Violating;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Runs the tasks of a random program and records what they do and what happens to them. */
final class Interpreter {

    /** A task is to return at once and break a rule. */
    static final class ViolateNow extends RuntimeException {
        final boolean child;

        ViolateNow(boolean child) {
            super("violate now", null, true, false);
            this.child = child;
        }
    }

    private final World world;
    private final JoiningSteps joining;
    private final StartingSteps starting;
    private final WaitingSteps waiting;
    private final OwningSteps owning;
    private final ScopeSteps scopes;

    Interpreter(World world) {
        this.world = world;
        joining = new JoiningSteps(world);
        starting = new StartingSteps(world, this, joining);
        waiting = new WaitingSteps(world);
        owning = new OwningSteps(world);
        scopes = new ScopeSteps(world, this);
    }

    /** The body of a task. */
    int live(TaskRun me, List<Op> ops) throws Exception {
        if (me.startToken != TaskRun.NO_TOKEN) {
            world.log.add(new Ran(me.startToken));
        }
        me.domain = Domain.self().id();
        world.log.add(new Started(me.id));
        if (world.program.watched()) {
            world.bell.lookAt(Thread.currentThread());
        }
        try {
            try {
                runAll(me, ops);
                finish(me);
            } catch (ViolateNow e) {
                violate(me, e.child);
            }
            world.log.add(new Returning(me.id, me.id));
            tellParent(me);
            return me.id;
        } catch (Throwable e) {
            me.thrown = e;
            world.log.add(new Throwing(me.id, e));
            tellParent(me);
            throw e;
        }
    }

    /** The parent becomes ready when a child ends that has nothing more to do. */
    private void tellParent(TaskRun me) {
        if (me.endToken != TaskRun.NO_TOKEN && !me.hadChildrenOrResources) {
            me.hasUsedEndToken = true;
            world.log.add(new Ready(me.parent.domain, me.endToken));
        }
    }

    private void finish(TaskRun me) throws Exception {
        while (!me.children.isEmpty() || !me.usable().isEmpty()) {
            joining.finish(me);
            owning.finish(me);
        }
    }

    private void violate(TaskRun me, boolean child) throws Exception {
        if (!child) {
            finish(me);
        }
        // What is cancelled breaks no rule.
        waiting.giveWay(me);
        if (child) {
            starting.spawn(me, new Op.Spawn(Op.Way.ASYNC, 0, 0, List.of(new Op.Yield())));
        } else {
            owning.own(me, Op.Release.QUIET);
        }
        me.violating = true;
        world.log.add(new Violating(me.id, child ? StillHasChildrenError.class : ResourceLeakedError.class,
                world.program.violations() == Violations.FATAL));
    }

    void runAll(TaskRun me, List<Op> ops) throws Exception {
        for (Op op : ops) {
            try {
                run(me, op);
            } catch (TaskCancelled | ViolateNow | TaskFailedException | CancellationException | InterruptedException
                    | StillHasChildrenError | ResourceLeakedError e) {
                throw e;
            } catch (Throwable e) {
                if (!(e instanceof StressFailure)) {
                    world.surprise(me, op.toString(), e);
                }
                throw e;
            }
        }
    }

    private void run(TaskRun me, Op op) throws Exception {
        switch (op) {
            case Op.Spawn it -> starting.spawn(me, it);
            case Op.Parallel it -> starting.parallel(me, it);
            case Op.Everywhere it -> starting.everywhere(me, it);
            case Op.Await it -> joining.await(me, it);
            case Op.Join it -> joining.join(me, it);
            case Op.Orphans it -> joining.orphans(me, it);
            case Op.Cancel it -> joining.cancel(me, it.pick());
            case Op.Meddle it -> joining.meddle(me, it);
            case Op.Sleep it -> waiting.sleep(me, it);
            case Op.Yield _ -> waiting.giveWay(me);
            case Op.Spin it -> WaitingSteps.spin(it.micros());
            case Op.RunBlocking it -> waiting.blocking(me, it);
            case Op.AwaitFuture it -> waiting.future(me, it);
            case Op.AwaitComputation it -> waiting.computation(me, it.pick());
            case Op.WaitInJdk it -> waiting.inJdk(me, it);
            case Op.WaitAtGate it -> waiting.gate(me, it.pick());
            case Op.OpenGate it -> world.gates.open(it.pick(), me.domain);
            case Op.Own it -> owning.own(me, it.release());
            case Op.UseOwned it -> owning.use(me, it);
            case Op.UseBorrowed it -> owning.useBorrowed(me, it.pick());
            case Op.Adopt it -> owning.adopt(me, it);
            case Op.Timeout it -> scopes.timeout(me, it);
            case Op.Until it -> scopes.until(me, it);
            case Op.Shield it -> scopes.shield(me, it);
            case Op.Protect it -> scopes.protect(me, it);
            case Op.Swallow it -> scopes.swallow(me, it);
            case Op.Throw it -> throw StressFailure.of(it.kind(), "task " + me.id);
            case Op.Violate it -> throw new ViolateNow(it.child());
        }
    }
}
