package io.miou.testkit.programs;

import io.miou.Miou;
import io.miou.sync.Trigger;
import io.miou.testkit.programs.Event.Entered;
import io.miou.testkit.programs.Event.Left;
import io.miou.testkit.programs.Event.Stopping;
import io.miou.testkit.programs.Event.TimedOut;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/** The steps that run others in a scope. */
final class Scoping {

    private final Stage stage;
    private final Player player;

    Scoping(Stage stage, Player player) {
        this.stage = stage;
        this.player = player;
    }

    private static int enter(Stage stage, Life me, Op.Kind kind, long limit) {
        int scope = stage.newId();
        stage.log.add(new Entered(scope, me.id, me.scope, kind, limit, stage.now()));
        return scope;
    }

    private static <T> T inside(Stage stage, Life me, int scope, Callable<T> body) throws Exception {
        int outer = me.scope;
        me.scope = scope;
        boolean returned = false;
        try {
            T result = body.call();
            returned = true;
            return result;
        } finally {
            me.scope = outer;
            stage.log.add(new Left(scope, returned, stage.now()));
        }
    }

    /** {@return what the body returns; null if the limit has ended it} */
    static <T> T limited(Stage stage, Life me, int micros, Callable<T> body) throws Exception {
        Duration limit = Stage.micros(micros);
        int scope = enter(stage, me, Op.Kind.LIMIT, limit.toNanos());
        try {
            return Miou.<T, Exception>timeout(limit, () -> inside(stage, me, scope, body));
        } catch (TimeoutException e) {
            stage.log.add(new TimedOut(scope, stage.now()));
            return null;
        }
    }

    private Callable<Boolean> playing(Life me, List<Op> body) {
        return () -> {
            player.play(me, body);
            return true;
        };
    }

    void limited(Life me, Op.Limited op) throws Exception {
        Boolean returned = limited(stage, me, op.micros(), playing(me, op.body()));
        if (returned == null && op.fail()) {
            throw new ProgramFailure.Checked("a limit has passed");
        }
    }

    void until(Life me, Op.Until op) throws Exception {
        Trigger trigger = new Trigger();
        int scope = enter(stage, me, Op.Kind.TRIGGER, 0);
        Stage.Stop stop = new Stage.Stop(scope, trigger);
        stage.stops.get(op.stop()).add(stop);
        boolean returned;
        try {
            returned = Miou.<Boolean, Exception>until(trigger,
                    () -> inside(stage, me, scope, playing(me, op.body()))).isPresent();
        } finally {
            stage.stops.get(op.stop()).remove(stop);
        }
        if (!returned && !trigger.isSignalled()) {
            stage.surprise(me, "a body that nobody has stopped", null);
        }
    }

    void untilLater(Life me, Op.UntilLater op) throws Exception {
        Trigger trigger = new Trigger();
        int scope = enter(stage, me, Op.Kind.TRIGGER, 0);
        Runnable signal = () -> {
            stage.log.add(new Stopping(scope));
            boolean _ = trigger.signal();
        };
        if (!op.atOnce()) {
            stage.outside.after(op.micros(), signal);
        }
        boolean returned = Miou.<Boolean, Exception>until(trigger, () -> {
            if (op.atOnce()) {
                signal.run();
            }
            return inside(stage, me, scope, playing(me, op.body()));
        }).isPresent();
        if (!returned && !trigger.isSignalled()) {
            stage.surprise(me, "a body that nobody has stopped", null);
        }
    }

    void signal(int stop) {
        for (Stage.Stop one : List.copyOf(stage.stops.get(stop))) {
            stage.log.add(new Stopping(one.scope()));
            boolean _ = one.trigger().signal();
        }
    }

    void shield(Life me, List<Op> body) throws Exception {
        int scope = enter(stage, me, Op.Kind.SHIELD, 0);
        Miou.<Exception>shield(() -> {
            boolean _ = inside(stage, me, scope, playing(me, body));
        });
    }

    void protect(Life me, Op.Protect op) throws Exception {
        int[] runs = new int[1];
        try {
            Miou.<Exception>protect(() -> player.play(me, op.body()), _ -> {
                runs[0]++;
                int scope = enter(stage, me, Op.Kind.SHIELD, 0);
                boolean _ = inside(stage, me, scope, playing(me, op.finalizer()));
            });
        } finally {
            if (runs[0] != 1) {
                stage.surprise(me, "a finalizer that ran " + runs[0] + " times", null);
            }
        }
    }
}
