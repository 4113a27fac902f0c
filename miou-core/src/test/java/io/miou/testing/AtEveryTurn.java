package io.miou.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.Promise;
import io.miou.sync.Trigger;
import io.miou.task.Task;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Cancels an operation at each point of its life: before it begins, after one turn of its domain, after two, and so on
 * until it completes before that. On one domain turns are the same in every run, so no suspension point is left out,
 * nor the moment between the end of a wait and the return from it.
 *
 * @param <W> what the operation works on, made anew for each run
 */
public abstract class AtEveryTurn<W> {

    private static final int MOST_TURNS = 100_000;

    /** Makes what the operation works on, in the task that will run it. */
    protected abstract W prepare() throws Exception;

    /** The operation; an effect of it must be seen in its result. */
    protected abstract Object perform(W world) throws Exception;

    /**
     * Looks at what is left, in the same task, which is not cancelled.
     *
     * @param result empty if the operation was stopped
     * @param begun whether the operation had begun before it was stopped
     */
    protected abstract void check(W world, Optional<Object> result, boolean begun) throws Exception;

    /**
     * Looks at what is left when the task that performed it was cancelled, and so was every child that {@link #prepare}
     * had started; in another task. By default at nothing.
     *
     * @param returned whether the operation had returned before
     */
    protected void checkCancelled(W world, boolean returned) throws Exception {
        // What does not outlive its task needs no more.
    }

    /** Runs it again and again; fails if it was never stopped. */
    public void stopAndCancel(Variant variant) {
        stopAndCancel(variant::launcher);
    }

    /** Runs it again and again with a given launcher; fails if it was never stopped. */
    public void stopAndCancel(Supplier<Launcher> launcher) {
        assertThat(repeat(launcher, this::stopAfter)).as("how often it was stopped by a trigger").isPositive();
        assertThat(repeat(launcher, this::cancelAfter)).as("how often it was cancelled").isPositive();
    }

    /** A run that is stopped after a given number of turns. */
    private interface Attempt {
        boolean wasStopped(int turns) throws Exception;
    }

    private static int repeat(Supplier<Launcher> launcher, Attempt attempt) {
        for (int turns = 0; turns < MOST_TURNS; turns++) {
            int now = turns;
            // Messages, timers and the poller are looked at after every step.
            if (!launcher.get().domains(1).eventInterval(1).run(() -> attempt.wasStopped(now))) {
                return turns;
            }
        }
        throw new AssertionError("the operation does not end by itself");
    }

    private boolean stopAfter(int turns) throws Exception {
        int timers = Task.current().loop().timers().count();
        Trigger stop = new Trigger();
        Promise<Boolean> task = Miou.async(() -> {
            W world = prepare();
            Optional<Object> result = Miou.until(stop, () -> perform(world));
            assertThat(Task.current().loop().timers().count()).as("timers left").isEqualTo(timers);
            check(world, result, turns > 0);
            return result.isEmpty();
        });
        giveWay(turns);
        stop.signal();
        return task.await();
    }

    private boolean cancelAfter(int turns) throws Exception {
        int timers = Task.current().loop().timers().count();
        AtomicBoolean hasReturned = new AtomicBoolean();
        AtomicReference<W> prepared = new AtomicReference<>();
        Promise<Void> task = Miou.async(() -> {
            W world = prepare();
            prepared.set(world);
            Object result = perform(world);
            hasReturned.set(true);
            check(world, Optional.of(result), true);
        });
        giveWay(turns);
        task.cancel();
        assertThat(task.awaitOutcome()).isEqualTo(new Outcome.Cancelled<>());
        assertThat(Task.current().loop().timers().count()).as("timers left").isEqualTo(timers);
        if (prepared.get() != null) {
            checkCancelled(prepared.get(), hasReturned.get());
        }
        return !hasReturned.get();
    }

    /** Lets the other fibers run for a given number of turns. */
    public static void giveWay(int turns) {
        for (int i = 0; i < turns; i++) {
            Miou.yield();
        }
    }
}
