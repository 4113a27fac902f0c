package io.miou.stress;

import io.miou.Miou;
import io.miou.stress.Event.Entering;
import io.miou.stress.Event.Leaving;
import io.miou.stress.Event.Stopping;
import io.miou.sync.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The steps that run other steps in a scope. */
final class ScopeSteps {

    private final World world;
    private final Interpreter interpreter;

    ScopeSteps(World world, Interpreter interpreter) {
        this.world = world;
        this.interpreter = interpreter;
    }

    private int enter(TaskRun me, Event.Scope kind, long limit) {
        int scope = world.log.newId();
        world.log.add(new Entering(scope, me.id, me.scope, kind, limit, System.nanoTime()));
        return scope;
    }

    private void runInside(TaskRun me, int scope, List<Op> body) throws Exception {
        int outer = me.scope;
        me.scope = scope;
        try {
            interpreter.runAll(me, body);
        } finally {
            me.scope = outer;
            world.log.add(new Leaving(scope, System.nanoTime()));
        }
    }

    void timeout(TaskRun me, Op.Timeout op) throws Exception {
        Duration limit = Duration.ofNanos(op.micros() * 1_000L);
        long begin = System.nanoTime();
        int scope = enter(me, Event.Scope.LIMIT, limit.toNanos());
        try {
            Miou.<Exception>timeout(limit, () -> runInside(me, scope, op.body()));
        } catch (TimeoutException e) {
            if (System.nanoTime() - begin < limit.toNanos()) {
                world.surprise(me, "a limit that had not passed", e);
            }
            if (op.pass()) {
                throw new StressFailure.Checked("a limit has passed");
            }
        }
    }

    void until(TaskRun me, Op.Until op) throws Exception {
        Trigger stop = new Trigger();
        int scope = enter(me, Event.Scope.TRIGGER, 0);
        Runnable signal = () -> {
            world.log.add(new Stopping(scope));
            boolean _ = stop.signal();
        };
        if (!op.signalInside()) {
            world.bell.after(op.micros(), signal);
        }
        boolean returned = Miou.<Exception>until(stop, () -> {
            if (op.signalInside()) {
                signal.run();
            }
            runInside(me, scope, op.body());
        });
        if (!returned && !stop.isSignalled()) {
            world.surprise(me, "a body that nobody has stopped", null);
        }
    }

    void shield(TaskRun me, Op.Shield op) throws Exception {
        int scope = enter(me, Event.Scope.SHIELD, 0);
        Miou.<Exception>shield(() -> runInside(me, scope, op.body()));
    }

    void protect(TaskRun me, Op.Protect op) throws Exception {
        int[] runs = new int[1];
        try {
            Miou.<Exception>protect(() -> interpreter.runAll(me, op.body()), _ -> {
                runs[0]++;
                runInside(me, enter(me, Event.Scope.SHIELD, 0), op.finalizer());
            });
        } finally {
            if (runs[0] != 1) {
                world.surprise(me, "a finalizer that ran " + runs[0] + " times", null);
            }
        }
    }

    void swallow(TaskRun me, Op.Swallow op) {
        try {
            interpreter.runAll(me, op.body());
        } catch (Interpreter.ViolateNow e) {
            throw e;
        } catch (Throwable e) {
            // A task may be as stubborn as it likes.
        }
    }
}
