package io.miou.testkit;

import io.miou.Action;
import io.miou.Violations;
import io.miou.testkit.faults.Faults;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a simulated world. Immutable; each method returns a new instance. Each run is a new world, always the
 * same for the same simulation. Any thread.
 *
 * {@snippet :
 * for (long seed = 0; seed < 1000; seed++) {
 *     Simulation.of(seed).faults(Faults.rough()).run(() -> {
 *         // a program, as for Miou.run
 *     });
 * }
 * }
 *
 * <p>{@link MiouTest} does this for a JUnit test.
 *
 * @since 0.1.0
 */
public final class Simulation {

    private static final int DEFAULT_DOMAINS = 2;
    private static final int DEFAULT_LINES = 100;
    private static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(10);
    private static final long DEFAULT_PATIENCE_TURNS = 500_000;

    private final long seed;
    private final int domains;
    private final Faults faults;
    private final Schedule schedule;
    private final boolean manualTime;
    private final int lines;
    private final Violations violations;
    private final Duration patience;
    private final long patienceTurns;

    private Simulation(long seed, int domains, Faults faults, Schedule schedule, boolean manualTime, int lines,
            Violations violations, Duration patience, long patienceTurns) {
        this.seed = seed;
        this.domains = domains;
        this.faults = faults;
        this.schedule = schedule;
        this.manualTime = manualTime;
        this.lines = lines;
        this.violations = violations;
        this.patience = patience;
        this.patienceTurns = patienceTurns;
    }

    /**
     * {@return a simulation with two pool domains, a network without faults, and a clock that moves by itself}
     *
     * @param seed the source of every choice
     */
    public static Simulation of(long seed) {
        return new Simulation(seed, DEFAULT_DOMAINS, Faults.none(), Schedule.mixed(), false, DEFAULT_LINES,
                Violations.FATAL, DEFAULT_PATIENCE, DEFAULT_PATIENCE_TURNS);
    }

    /**
     * {@return the same with another number of domains}
     *
     * @param poolDomains besides domain 0; 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public Simulation domains(int poolDomains) {
        if (poolDomains < 0) {
            throw new IllegalArgumentException("poolDomains is " + poolDomains + "; choose 0 or more");
        }
        return new Simulation(seed, poolDomains, faults, schedule, manualTime, lines, violations, patience,
                patienceTurns);
    }

    /**
     * {@return the same with other faults}
     *
     * @param wanted the faults and their frequencies
     */
    public Simulation faults(Faults wanted) {
        return new Simulation(seed, domains, wanted, schedule, manualTime, lines, violations, patience, patienceTurns);
    }

    /**
     * {@return the same with another way to choose the domain that runs next}
     *
     * @param wanted how
     */
    public Simulation schedule(Schedule wanted) {
        return new Simulation(seed, domains, faults, wanted, manualTime, lines, violations, patience, patienceTurns);
    }

    /** {@return the same with a clock that moves only by {@link World#advance}} */
    public Simulation manualTime() {
        return new Simulation(seed, domains, faults, schedule, true, lines, violations, patience, patienceTurns);
    }

    /**
     * {@return the same with a trace of another length}
     *
     * @param limit how many events are kept word for word; 0 or more
     */
    public Simulation traceLimit(int limit) {
        return new Simulation(seed, domains, faults, schedule, manualTime, limit, violations, patience, patienceTurns);
    }

    /**
     * {@return the same with another answer to broken rules}
     *
     * @param policy as of {@link io.miou.Launcher#violations}
     */
    public Simulation violations(Violations policy) {
        return new Simulation(seed, domains, faults, schedule, manualTime, lines, policy, patience, patienceTurns);
    }

    /**
     * {@return the same with another patience} The patience is the time that the main task may wait before that is a
     * {@link StandstillError}. It counts for a single wait without a time limit while other tasks go on, such as
     * periodic ones. The default is 10 minutes of the world's time and half a million turns.
     *
     * @param time of the world's clock, which must have passed; not negative
     * @param turns of domains, which must have passed too; 1 or more. Ten times as many suffice without the time
     * @throws IllegalArgumentException if one is less
     */
    public Simulation patience(Duration time, long turns) {
        if (time.isNegative() || turns < 1) {
            throw new IllegalArgumentException("patience is " + time + " and " + turns
                    + " turns; choose a time that is not negative, and 1 turn or more");
        }
        return new Simulation(seed, domains, faults, schedule, manualTime, lines, violations, time, turns);
    }

    /** {@return a new world, for one run} Use it to look at the trace after the run. */
    public World open() {
        return new World(this);
    }

    /**
     * Runs a program in a new world; the calling thread is domain 0 meanwhile, as in {@code Miou.run}.
     *
     * @param <T> its result
     * @param main task of the program
     * @return its result
     * @throws StandstillError if it can never end
     * @throws LeftBehindError if it ends well, and leaves something behind that no task owns
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> main) {
        return open().run(main);
    }

    /**
     * Runs a program without a result in a new world. Otherwise the same as {@link #run(Callable)}.
     *
     * @param main task of the program
     * @throws StandstillError if it can never end
     * @throws LeftBehindError if it ends well, and leaves something behind that no task owns
     */
    public void run(Action main) {
        open().run(main);
    }

    /**
     * Runs a program that gets its world, and has no result. Otherwise the same as {@link #run(Callable)}.
     *
     * @param main task of the program; is given the world
     * @throws StandstillError if it can never end
     * @throws LeftBehindError if it ends well, and leaves something behind that no task owns
     */
    public void runIn(WorldAction main) {
        World world = open();
        world.run(() -> main.run(world));
    }

    /**
     * Runs a program that gets its world. Otherwise the same as {@link #run(Callable)}.
     *
     * @param <T> its result
     * @param main task of the program; is given the world
     * @return its result
     * @throws StandstillError if it can never end
     * @throws LeftBehindError if it ends well, and leaves something behind that no task owns
     */
    public <T extends @Nullable Object> T callIn(WorldTask<? extends T> main) {
        World world = open();
        return world.run(() -> main.run(world));
    }

    long seed() {
        return seed;
    }

    int domains() {
        return domains;
    }

    Faults faults() {
        return faults;
    }

    Schedule schedule() {
        return schedule;
    }

    boolean hasManualTime() {
        return manualTime;
    }

    Violations violations() {
        return violations;
    }

    Duration patience() {
        return patience;
    }

    long patienceTurns() {
        return patienceTurns;
    }

    int traceLimit() {
        return lines;
    }

    @Override
    public String toString() {
        return "simulation of seed " + seed + ", " + domains + " pool domains, " + schedule + ", " + faults;
    }
}
