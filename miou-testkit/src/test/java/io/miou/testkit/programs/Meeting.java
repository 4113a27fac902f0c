package io.miou.testkit.programs;

import io.miou.sync.Channel;
import io.miou.testkit.programs.Event.Completed;
import io.miou.testkit.programs.Event.Drained;
import io.miou.testkit.programs.Event.Got;
import io.miou.testkit.programs.Event.Inside;
import io.miou.testkit.programs.Event.Learnt;
import io.miou.testkit.programs.Event.NotSent;
import io.miou.testkit.programs.Event.Outside;
import io.miou.testkit.programs.Event.Sending;
import io.miou.testkit.programs.Event.Sent;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The steps in which tasks meet others that are not their relatives. Each wait has a limit, so that every program ends.
 */
final class Meeting {

    private final Stage stage;
    private final Player player;

    Meeting(Stage stage, Player player) {
        this.stage = stage;
        this.player = player;
    }

    private <T> T patiently(Life me, int patience, Callable<T> operation) throws Exception {
        return Scoping.limited(stage, me, patience, () -> stage.suspend(me, operation));
    }

    void pass(Life me, Op.Pass op) throws Exception {
        int gate = op.gate();
        boolean isMutex = gate < stage.mutexes.length;
        boolean[] inside = new boolean[1];
        try {
            Boolean _ = patiently(me, op.patience(), () -> {
                if (isMutex) {
                    if (!stage.mutexes[gate].tryLock()) {
                        lockUnlessHeld(gate);
                    }
                } else {
                    stage.semaphore.acquire();
                }
                inside[0] = true;
                stage.log.add(new Inside(gate, me.id));
                return true;
            });
            if (inside[0]) {
                player.play(me, op.body());
            }
        } catch (HeldAlready e) {
            // By itself: it is not reentrant.
        } finally {
            if (inside[0]) {
                stage.log.add(new Outside(gate, me.id));
                if (isMutex) {
                    stage.mutexes[gate].unlock();
                } else {
                    stage.semaphore.release();
                }
            }
        }
    }

    private static final class HeldAlready extends Exception {
        private static final long serialVersionUID = 1L;

        HeldAlready() {
            super("held already", null, false, false);
        }
    }

    private void lockUnlessHeld(int gate) throws HeldAlready {
        try {
            stage.mutexes[gate].lock();
        } catch (IllegalStateException e) {
            throw new HeldAlready();
        }
    }

    void send(Life me, Op.Send op) throws Exception {
        int item = stage.newId();
        stage.log.add(new Sending(op.channel(), item));
        boolean[] sent = new boolean[1];
        try {
            Boolean _ = patiently(me, op.patience(), () -> {
                stage.channels.get(op.channel()).send(item);
                sent[0] = true;
                return true;
            });
        } finally {
            stage.log.add(sent[0] ? new Sent(op.channel(), item) : new NotSent(op.channel(), item));
        }
    }

    void receive(Life me, Op.Receive op) throws Exception {
        Boolean _ = patiently(me, op.patience(), () -> {
            int item = stage.channels.get(op.channel()).receive();
            stage.log.add(new Got(op.channel(), item));
            return true;
        });
    }

    /** Receives what is left. By the main task, when all others have ended. */
    void drain() {
        for (int i = 0; i < stage.channels.size(); i++) {
            Channel<Integer> channel = stage.channels.get(i);
            for (Optional<Integer> item = channel.tryReceive(); item.isPresent(); item = channel.tryReceive()) {
                stage.log.add(new Got(i, item.get()));
            }
        }
        stage.log.add(new Drained());
    }

    void complete(Life me, int computation) {
        boolean first = stage.computations.get(computation).tryReturn(me.id);
        stage.log.add(new Completed(computation, me.id, first));
    }

    void await(Life me, Op.AwaitComputation op) throws Exception {
        Integer value = patiently(me, op.patience(), () -> stage.computations.get(op.computation()).await());
        if (value != null) {
            stage.log.add(new Learnt(op.computation(), value));
        }
    }
}
