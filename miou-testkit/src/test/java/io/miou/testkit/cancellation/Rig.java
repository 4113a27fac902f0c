package io.miou.testkit.cancellation;

import static org.assertj.core.api.Assertions.assertThat;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Promise;
import io.miou.Resource;
import io.miou.TaskCancelled;
import io.miou.sync.Trigger;
import io.miou.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/**
 * Lets a victim do one operation, and stops it after a given number of steps.
 *
 * <p>Threads: for the main task of one world; a victim writes its fate on its domain. One domain runs at a time, and
 * the world's turns make what one did visible to the next.
 */
final class Rig {

    /** A limit in the world's time, which costs nothing. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration TICK = Duration.ofMillis(1);
    private static final int TICKS_EVERY = 4;

    private final World world;
    private final Ending ending;
    private final int steps;
    private final boolean reliable;
    private final SplittableRandom random;
    private final List<Promise<Void>> helpers = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private boolean stopped;

    Rig(World world, Ending ending, int steps, boolean reliable) {
        this.world = world;
        this.ending = ending;
        this.steps = steps;
        this.reliable = reliable;
        this.random = new SplittableRandom(world.seed());
    }

    /** {@return whether the victim was stopped, or could have been, before it had ended} */
    boolean hasStopped() {
        return stopped;
    }

    /** {@return whether everything that is sent arrives, once} */
    boolean isReliable() {
        return reliable;
    }

    World world() {
        return world;
    }

    /**
     * Notes a complaint if the condition does not hold. Any task may call it: an exception of a cancelled task would be
     * lost.
     */
    void require(boolean isSo, String complaint) {
        if (!isSo) {
            complaints.add(complaint);
        }
    }

    void requireNoComplaints() {
        assertThat(complaints).isEmpty();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    // Others

    /**
     * Takes a few steps. Each is a yield or a millisecond, so that helpers and the one who cancels meet at the same
     * moment.
     */
    void rest() {
        for (int i = below(4); i > 0; i--) {
            step(below(TICKS_EVERY));
        }
    }

    private static void step(int number) {
        if (number % TICKS_EVERY == TICKS_EVERY - 1) {
            Miou.sleep(TICK);
        } else {
            Miou.yield();
        }
    }

    /** Starts a task that plays along, here or elsewhere; {@link #awaitHelpers} waits for it. */
    void help(Action action, Resource... given) {
        Action rested = () -> {
            rest();
            action.run();
        };
        helpers.add(random.nextBoolean()
                ? Miou.task().named("helper").give(given).async(rested)
                : Miou.task().named("helper").give(given).call(rested));
    }

    /** Waits for all helpers; one that never ends would be a lost wake-up. */
    void awaitHelpers() throws Exception {
        within(() -> {
            for (Promise<Void> helper : helpers) {
                helper.awaitChecked(Exception.class);
            }
            return null;
        });
        helpers.clear();
    }

    /** Runs a body that must end within {@link #PATIENCE}. */
    static <T> T within(Callable<T> body) throws Exception {
        try {
            return Miou.<T, Exception>timeout(PATIENCE, body::call);
        } catch (TimeoutException e) {
            throw new AssertionError("it never comes to an end: something was lost", e);
        }
    }

    // The victim

    private static final class Holder<T> {
        private Fate<T> fate = new Fate.Cut<>();
    }

    /** Lets the victim do it, with what it needs of the caller's, and stops it. */
    <T> Fate<T> attempt(Callable<? extends T> operation, Resource... needed) throws Exception {
        Holder<T> holder = new Holder<>();
        switch (ending) {
            case CANCEL_HERE, CANCEL_ELSEWHERE -> {
                Promise<Void> victim = start(() -> {
                    live(operation, holder);
                    handBack(needed);
                }, needed);
                takeSteps(victim);
                victim.cancel();
                assertThat(victim.state()).isEqualTo(Promise.State.CANCELLED);
            }
            case TRIGGER_HERE, TRIGGER_ELSEWHERE -> {
                Trigger stop = new Trigger();
                Promise<Void> victim = start(() -> {
                    try {
                        boolean _ = Miou.<Exception>until(stop, () -> live(operation, holder));
                    } finally {
                        handBack(needed);
                    }
                }, needed);
                takeSteps(victim);
                boolean _ = stop.signal();
                within(victim::await);
            }
            case LIMIT_HERE, LIMIT_ELSEWHERE -> {
                Promise<Void> victim = start(() -> {
                    try {
                        Miou.<Exception>timeout(TICK.multipliedBy(steps), () -> live(operation, holder));
                    } catch (TimeoutException e) {
                        stopped = true;
                    } finally {
                        handBack(needed);
                    }
                }, needed);
                within(victim::await);
            }
        }
        return holder.fate;
    }

    private Promise<Void> start(Action body, Resource... needed) {
        return ending.isHere
                ? Miou.task().named("victim").lend(needed).async(body)
                : Miou.task().named("victim").give(needed).call(body);
    }

    private void handBack(Resource... needed) {
        if (!ending.isHere) {
            for (Resource resource : needed) {
                resource.transfer();
            }
        }
    }

    /** {@return whether the caller has what the victim needed, still or again} */
    boolean hasBack() {
        return ending != Ending.CANCEL_ELSEWHERE;
    }

    private void takeSteps(Promise<Void> victim) {
        for (int i = 0; i < steps; i++) {
            step(i);
        }
        stopped = victim.state() == Promise.State.RUNNING;
    }

    private <T> void live(Callable<? extends T> operation, Holder<T> holder) {
        try {
            holder.fate = new Fate.Done<>(operation.call());
        } catch (TaskCancelled e) {
            requireCancelledForGood();
            throw e;
        } catch (Exception e) {
            require(!reliable, "it has failed: " + e);
            holder.fate = new Fate.Failed<>(e);
        }
    }

    /** Rule 8: again and again. */
    private void requireCancelledForGood() {
        try {
            Miou.yield();
        } catch (TaskCancelled e) {
            return;
        }
        require(false, "a suspension point has returned after another had thrown TaskCancelled");
    }
}
