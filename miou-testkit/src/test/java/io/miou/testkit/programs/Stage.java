package io.miou.testkit.programs;

import io.miou.TaskCancelled;
import io.miou.sync.Channel;
import io.miou.sync.Computation;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.testkit.World;
import io.miou.testkit.programs.Event.Passed;
import io.miou.testkit.programs.Event.Surprise;
import io.miou.testkit.programs.Event.Unwound;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The state that the tasks of one random program share. One domain of its world runs at a time, so nothing here is
 * locked.
 */
final class Stage {

    final Program program;
    final World world;
    final List<Event> log = new ArrayList<>();
    final List<Life> tasks = new ArrayList<>();
    final List<Thing> things = new ArrayList<>();
    final List<Channel<Integer>> channels = new ArrayList<>();
    final List<Computation<Integer>> computations = new ArrayList<>();
    final Mutex[] mutexes = {new Mutex(), new Mutex()};
    final Semaphore semaphore = new Semaphore(Program.capacity(2));

    /** The scopes that each stop ends, and with which trigger. */
    final List<List<Stop>> stops = new ArrayList<>();

    private int lastId;

    record Stop(int scope, Trigger trigger) {
    }

    Stage(Program program, World world) {
        this.program = program;
        this.world = world;
        for (int i = 0; i < Program.CHANNELS; i++) {
            channels.add(Channel.of(i));
        }
        for (int i = 0; i < Program.COMPUTATIONS; i++) {
            computations.add(new Computation<>());
        }
        for (int i = 0; i < Program.STOPS; i++) {
            stops.add(new ArrayList<>());
        }
    }

    int newId() {
        return ++lastId;
    }

    long now() {
        return world.elapsed().toNanos();
    }

    /** Runs something that is a suspension point, and notes what cancellation does to it. */
    <T> T suspend(Life me, Callable<T> operation) throws Exception {
        T result;
        try {
            result = operation.call();
        } catch (TaskCancelled e) {
            log.add(new Unwound(me.id, me.scope, now()));
            throw e;
        }
        log.add(new Passed(me.id, me.scope));
        return result;
    }

    void surprise(Life me, String what, Throwable thrown) {
        log.add(new Surprise(me.id, what, thrown));
    }
}
