package io.miou.testkit.programs;

import io.miou.Domain;
import io.miou.Miou;
import io.miou.ResourceLeakedError;
import io.miou.StillHasChildrenError;
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

    /** The things that a task leaves behind. */
    private enum Left {
        ALL, CHILD, RESOURCE
    }

    /** A task is to return at once. */
    static final class LeaveNow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient Left left;

        LeaveNow(Left left) {
            super("leave now", null, false, false);
            this.left = left;
        }
    }

    private static final Duration END = Duration.ofSeconds(10);

    private final Stage stage;
    private final Starting starting;
    private final Joining joining;
    private final Owning owning;
    private final Scoping scoping;
    private final Meeting meeting;
    private final Waiting waiting;

    Player(Stage stage) {
        this.stage = stage;
        this.joining = new Joining(stage);
        this.starting = new Starting(stage, this, joining);
        this.owning = new Owning(stage);
        this.scoping = new Scoping(stage, this);
        this.meeting = new Meeting(stage, this);
        this.waiting = new Waiting(stage);
    }

    int play(Life main) throws Exception {
        return live(main, stage.program.main());
    }

    /** The body of a task. */
    int live(Life me, List<Op> ops) throws Exception {
        me.domain = Domain.self().id();
        me.lived = true;
        stage.log.add(new Started(me.id));
        if (me.startToken != Life.NO_TOKEN) {
            stage.log.add(new Ran(me.startToken));
        }
        if (stage.program.watched()) {
            stage.outside.lookAt(Thread.currentThread());
        }
        try {
            try {
                play(me, ops);
                tidy(me);
            } catch (LeaveNow e) {
                leave(me, e.left);
            }
            stage.log.add(new Ended(me.id, null));
            tellParent(me);
            return me.id;
        } catch (Throwable e) {
            me.thrown = e;
            stage.log.add(new Ended(me.id, e));
            tellParent(me);
            throw e;
        }
    }

    /** The parent becomes ready when a child ends that has nothing more to do. */
    private void tellParent(Life me) {
        if (me.endToken != Life.NO_TOKEN && !me.hadChildrenOrResources) {
            me.hasUsedEndToken = true;
            stage.log.add(new Ready(me.parent.domain, me.endToken));
        }
    }

    private void leave(Life me, Left left) throws Exception {
        if (left == Left.ALL) {
            return;
        }
        if (left == Left.RESOURCE) {
            tidy(me);
        }
        // What is cancelled breaks no rule.
        waiting.giveWay(me);
        if (left == Left.CHILD) {
            starting.spawn(me, new Op.Spawn(Op.Way.ASYNC, 0, 0, List.of(new Op.Yield())));
        } else {
            owning.own(me, Op.Release.QUIET);
        }
    }

    private void tidy(Life me) throws Exception {
        while (!me.children.isEmpty() || !me.usable().isEmpty()) {
            joining.tidy(me);
            owning.tidy(me);
        }
        if (me.isMain() && !stage.program.isOnMachine()) {
            // Those that a scope has cancelled may be ending still.
            Miou.sleep(END);
            drain();
        }
    }

    /** Receives what was sent and not received, when all tasks but main have ended. */
    void drain() {
        meeting.drain();
    }

    void play(Life me, List<Op> ops) throws Exception {
        for (Op op : ops) {
            try {
                play(me, op);
            } catch (TaskCancelled | LeaveNow | TaskFailedException | CancellationException | InterruptedException
                    | StillHasChildrenError | ResourceLeakedError e) {
                throw e;
            } catch (Throwable e) {
                if (!(e instanceof ProgramFailure)) {
                    stage.surprise(me, op.getClass().getSimpleName(), e);
                }
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
            case Op.Sleep it -> waiting.sleep(me, it.micros());
            case Op.Yield _ -> waiting.giveWay(me);
            case Op.Blocking it -> waiting.blocking(me, it);
            case Op.Spin it -> Waiting.spin(it.micros());
            case Op.AwaitFuture it -> waiting.future(me, it);
            case Op.AwaitOutside it -> waiting.outside(me, it.pick());
            case Op.WaitInJdk it -> waiting.inJdk(me, it);
            case Op.Queue it -> waiting.queue(me, it.line());
            case Op.Admit it -> stage.lines.admit(it.line(), me.domain);
            case Op.Own it -> owning.own(me, it.release());
            case Op.Claiming it -> owning.claim(me, it);
            case Op.CloseTwice it -> owning.closeTwice(me, it.pick());
            case Op.UseBorrowed it -> owning.useBorrowed(me, it.pick());
            case Op.AdoptDisowned _ -> owning.adoptDisowned(me);
            case Op.Limited it -> scoping.limited(me, it);
            case Op.Until it -> scoping.until(me, it);
            case Op.UntilLater it -> scoping.untilLater(me, it);
            case Op.Signal it -> scoping.signal(it.stop());
            case Op.Shield it -> scoping.shield(me, it.body());
            case Op.Protect it -> scoping.protect(me, it);
            case Op.Swallow it -> swallow(me, it.body());
            case Op.Pass it -> meeting.pass(me, it);
            case Op.Send it -> meeting.send(me, it);
            case Op.Receive it -> meeting.receive(me, it);
            case Op.Complete it -> meeting.complete(me, it.computation());
            case Op.AwaitComputation it -> meeting.await(me, it);
            case Op.Throw it -> throw ProgramFailure.of(it.kind(), "task " + me.id);
            case Op.Leave _ -> throw new LeaveNow(Left.ALL);
            case Op.Violate it -> throw new LeaveNow(it.child() ? Left.CHILD : Left.RESOURCE);
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
