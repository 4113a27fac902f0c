package io.miou.testkit.programs;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.RuleViolation;
import io.miou.TaskCancelled;
import io.miou.TaskFailedException;
import io.miou.testkit.programs.Event.Ended;
import io.miou.testkit.programs.Event.Ran;
import io.miou.testkit.programs.Event.Ready;
import io.miou.testkit.programs.Event.Started;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Plays the tasks of a random program and writes down what they do and what happens to them. */
final class Player {

    /** A task is to return at once. */
    static final class LeaveNow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaveNow() {
            super("leave now", null, false, false);
        }
    }

    private static final Duration END = Duration.ofSeconds(10);

    private final Stage stage;
    private final Starting starting;
    private final Joining joining;
    private final Owning owning;
    private final Scoping scoping;
    private final Meeting meeting;

    Player(Stage stage) {
        this.stage = stage;
        this.joining = new Joining(stage);
        this.starting = new Starting(stage, this, joining);
        this.owning = new Owning(stage);
        this.scoping = new Scoping(stage, this);
        this.meeting = new Meeting(stage, this);
    }

    int play(Life main) throws Exception {
        return live(main, stage.program.main());
    }

    /** The body of a task. */
    int live(Life me, List<Op> ops) throws Exception {
        me.domain = Domain.self().id();
        me.lived = true;
        stage.log.add(new Started(me.id));
        if (me.startToken != 0) {
            stage.log.add(new Ran(me.startToken));
        }
        try {
            try {
                play(me, ops);
                tidy(me);
            } catch (LeaveNow e) {
                // It leaves everything as it is.
            }
            stage.log.add(new Ended(me.id, null));
            return me.id;
        } catch (Throwable e) {
            me.thrown = e;
            stage.log.add(new Ended(me.id, e));
            throw e;
        }
    }

    private void tidy(Life me) throws Exception {
        while (!me.children.isEmpty() || !me.usable().isEmpty()) {
            joining.tidy(me);
            owning.tidy(me);
        }
        if (me.isMain()) {
            // Those that a scope has cancelled may be ending still.
            Miou.sleep(END);
            meeting.drain();
        }
    }

    void play(Life me, List<Op> ops) throws Exception {
        for (Op op : ops) {
            try {
                play(me, op);
            } catch (TaskCancelled | LeaveNow | TaskFailedException | CancellationException | ProgramFailure
                    | io.miou.StillHasChildrenError | io.miou.ResourceLeakedError e) {
                throw e;
            } catch (RuleViolation | RuntimeException e) {
                stage.surprise(me, op.getClass().getSimpleName(), e);
                throw e;
            }
        }
    }

    private void play(Life me, Op op) throws Exception {
        switch (op) {
            case Op.Spawn it -> starting.spawn(me, it);
            case Op.Parallel it -> starting.parallel(me, it);
            case Op.Everywhere it -> starting.everywhere(me, it);
            case Op.Joining it -> joining.join(me, it);
            case Op.Caring it -> joining.care(me, it.care());
            case Op.Meddling it -> joining.meddle(me, it);
            case Op.Sleep it -> sleep(me, it.millis());
            case Op.Yield _ -> giveWay(me);
            case Op.Blocking it -> blocking(me, it.fails());
            case Op.Own it -> owning.own(me, it.release());
            case Op.Claiming it -> owning.claim(me, it);
            case Op.Limited it -> scoping.limited(me, it);
            case Op.Until it -> scoping.until(me, it);
            case Op.Signal it -> scoping.signal(it.stop());
            case Op.Shield it -> scoping.shield(me, it.body());
            case Op.Protect it -> scoping.protect(me, it);
            case Op.Swallow it -> swallow(me, it.body());
            case Op.Pass it -> meeting.pass(me, it);
            case Op.Send it -> meeting.send(me, it);
            case Op.Receive it -> meeting.receive(me, it);
            case Op.Complete it -> meeting.complete(me, it.computation());
            case Op.AwaitComputation it -> meeting.await(me, it);
            case Op.Throw _ -> throw new ProgramFailure("task " + me.id);
            case Op.Leave _ -> throw new LeaveNow();
        }
    }

    private void sleep(Life me, int millis) throws Exception {
        long begin = stage.now();
        stage.suspend(me, () -> {
            Miou.sleep(Duration.ofMillis(millis));
            return null;
        });
        if (stage.now() - begin < millis * 1_000_000L) {
            stage.surprise(me, "a sleep that was too short", null);
        }
    }

    private void giveWay(Life me) throws Exception {
        int token = stage.newId();
        stage.log.add(new Ready(me.domain, token));
        stage.suspend(me, () -> {
            Miou.yield();
            stage.log.add(new Ran(token));
            return null;
        });
    }

    private void blocking(Life me, boolean fails) throws Exception {
        ProgramFailure failure = new ProgramFailure("blocking code of task " + me.id);
        try {
            int answer = stage.suspend(me, () -> Miou.<Integer, ProgramFailure>blocking(() -> {
                if (fails) {
                    throw failure;
                }
                return me.id;
            }));
            if (fails || answer != me.id) {
                stage.surprise(me, "blocking code that gave " + answer, null);
            }
        } catch (ProgramFailure e) {
            if (e != failure) {
                stage.surprise(me, "what blocking code has thrown", e);
            }
            throw e;
        }
    }

    private void swallow(Life me, List<Op> body) {
        try {
            play(me, body);
        } catch (LeaveNow e) {
            throw e;
        } catch (Throwable e) {
            // A task may be as stubborn as it likes.
        }
    }
}
