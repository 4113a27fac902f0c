package io.miou.testkit.cancellation;

import io.miou.TaskFailedException;
import io.miou.testkit.Simulation;
import io.miou.testkit.faults.Faults;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * Plays a scenario again and again and stops its victim a step later each time, until it ends by itself before. Several
 * worlds at a time.
 */
final class CancellationSweep {

    private static final int MOST_STEPS = 400;

    /** The most steps from one stop of the victim to the next in a heavy scenario; other seeds stop it elsewhere. */
    private static final int STRIDE = 12;

    private final LongAdder worlds = new LongAdder();

    private record Level(String name, Faults faults, boolean reliable) {
    }

    private static final List<Level> PLAIN = List.of(new Level("no faults", Faults.none(), true));
    private static final List<Level> OF_NETWORK = List.of(PLAIN.getFirst(),
            // Whatever travels arrives at the same moments as those at which others cancel.
            new Level("in step", Faults.none().shortTransfers(0.2).wouldBlock(0.2)
                    .delay(Duration.ofMillis(1), Duration.ofMillis(1)), true),
            new Level("rough", Faults.rough(), true), new Level("hostile", Faults.hostile(), false));

    /** {@return how many there were} */
    long worlds() {
        return worlds.sum();
    }

    /** {@return what went wrong in each of the ways to play it; empty if nothing did} */
    List<AssertionError> failures(Scenario scenario, long firstSeed, int seeds) throws InterruptedException {
        List<Callable<AssertionError>> ways = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            long one = seed;
            for (Ending ending : Ending.values()) {
                for (Level level : scenario.network() ? OF_NETWORK : PLAIN) {
                    ways.add(() -> sweep(scenario, one, ending, level));
                }
            }
        }
        // While the domains of one world hand over to each other, another world uses the processor. A heavy world is
        // alone: if it waits for a lock of the JDK that another world has, its clock moves on.
        int worldsAtOnce = scenario.heavy() ? 1 : 2 * Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(worldsAtOnce)) {
            return threads.invokeAll(ways).stream().map(Future::resultNow).filter(Objects::nonNull).toList();
        }
    }

    private AssertionError sweep(Scenario scenario, long seed, Ending ending, Level level) {
        boolean stopped = true;
        SplittableRandom random = new SplittableRandom(seed);
        for (int steps = 0; stopped; steps += scenario.heavy() ? 1 + random.nextInt(STRIDE) : 1) {
            String where = scenario + ", " + ending + " after " + steps + " steps, " + level.name() + ", seed " + seed;
            if (steps > MOST_STEPS) {
                return new AssertionError(where + ": the victim never ends");
            }
            worlds.increment();
            List<Rig> rigs = new ArrayList<>();
            try {
                int atStep = steps;
                Simulation.of(seed).faults(level.faults()).runIn(world -> {
                    Rig rig = new Rig(world, ending, atStep, level.reliable());
                    rigs.add(rig);
                    scenario.play().play(rig);
                    rig.requireNoComplaints();
                });
                stopped = rigs.getFirst().hasStopped();
            } catch (TaskFailedException e) {
                if (level.reliable() || !(rootOf(e) instanceof IOException)) {
                    return new AssertionError(where, e);
                }
                // The network has prevented the rest.
                stopped = rigs.getFirst().hasStopped();
            } catch (RuntimeException | Error e) {
                return new AssertionError(where, e);
            }
        }
        return null;
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null ? failure : rootOf(failure.getCause());
    }
}
