package io.miou.testkit.programs;

import io.miou.TaskCancelled;
import io.miou.sync.Channel;
import io.miou.sync.Computation;
import io.miou.sync.Mutex;
import io.miou.sync.Semaphore;
import io.miou.sync.Trigger;
import io.miou.testkit.programs.Event.Passed;
import io.miou.testkit.programs.Event.Surprise;
import io.miou.testkit.programs.Event.Unwound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The state that the tasks of one random program share. Any thread. */
final class Stage implements AutoCloseable {

    final Program program;

    /** The log. Writing never blocks, so that it does not change who runs when. */
    final Queue<Event> log = new ConcurrentLinkedQueue<>();

    final List<Life> tasks = new CopyOnWriteArrayList<>();
    final List<Thing> things = new CopyOnWriteArrayList<>();

    /** Disowned, for any task to adopt. */
    final Queue<Thing> disowned = new ConcurrentLinkedQueue<>();

    final List<Channel<Integer>> channels = new ArrayList<>();
    final List<Computation<Integer>> computations = new ArrayList<>();
    final Mutex[] mutexes = {new Mutex(), new Mutex()};
    final Semaphore semaphore = new Semaphore(Program.capacity(2));

    /** The scopes that each stop ends, and with which trigger. */
    final List<List<Stop>> stops = new ArrayList<>();

    final Lines lines = new Lines(this);

    /** Null in a simulated world. */
    final Outside outside;

    private final LongSupplier clock;
    private final AtomicInteger lastId = new AtomicInteger();
    private final AtomicInteger lastToken = new AtomicInteger();

    record Stop(int scope, Trigger trigger) {
    }

    /**
     * Creates the state of a program.
     *
     * @param program to be run
     * @param clock in nanoseconds
     */
    Stage(Program program, LongSupplier clock) {
        this.program = program;
        this.clock = clock;
        this.outside = program.isOnMachine() ? new Outside(lines) : null;
        for (int i = 0; i < Program.CHANNELS; i++) {
            channels.add(Channel.of(i));
        }
        for (int i = 0; i < Program.COMPUTATIONS; i++) {
            computations.add(new Computation<>());
        }
        for (int i = 0; i < Program.STOPS; i++) {
            stops.add(new CopyOnWriteArrayList<>());
        }
    }

    int newId() {
        return lastId.incrementAndGet();
    }

    /** {@return a number for {@code Ready} and {@code Ran} that differs from every id} */
    int newToken() {
        return lastToken.decrementAndGet();
    }

    long now() {
        return clock.getAsLong();
    }

    static Duration micros(int micros) {
        return Duration.ofNanos(micros * 1_000L);
    }

    /** Runs something that is a suspension point, and notes what cancellation does to it. */
    <T> T suspend(Life me, Callable<T> operation) throws Exception {
        T result;
        try {
            result = operation.call();
        } catch (TaskCancelled e) {
            unwound(me);
            throw e;
        }
        log.add(new Passed(me.id, me.scope));
        return result;
    }

    void unwound(Life me) {
        log.add(new Unwound(me.id, me.scope, now()));
    }

    void surprise(Life me, String what, Throwable thrown) {
        log.add(new Surprise(me.id, what, thrown));
    }

    @Override
    public void close() {
        if (outside != null) {
            outside.close();
        }
    }
}
