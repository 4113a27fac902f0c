package io.miou.testkit;

import io.miou.Action;
import io.miou.Miou;
import io.miou.Owned;
import io.miou.Resource;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.testkit.faults.Dice;
import io.miou.testkit.network.Net;
import io.miou.testkit.network.SimulatedBackend;
import io.miou.testkit.turns.Agenda;
import io.miou.testkit.turns.Recorder;
import io.miou.testkit.turns.Standstill;
import io.miou.testkit.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A simulated world, in which one program runs.
 *
 * <p>Threads: any thread may open a world and call {@link #run}, {@link #seed} and {@link #elapsed}. {@link #advance}
 * and {@link #network} are for fibers of its program. {@link #trace} is for the time after the program has ended.
 *
 * @since 0.1.0
 */
public final class World {

    /**
     * The property for the time, in milliseconds of real time, that threads outside the world may take to wake a
     * program.
     */
    private static final String GRACE = "miou.testkit.grace";

    private static final long DEFAULT_GRACE_MILLIS = 3_000;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final int PATIENCE = 100;

    private final Simulation simulation;
    private final Agenda agenda;
    private final Recorder recorder;
    private final Turns turns;
    private final String name;
    private final ProgramObserver observer;
    private final Net net;
    private final Network network;
    private final AtomicBoolean used = new AtomicBoolean();

    World(Simulation simulation) {
        this.simulation = simulation;
        SplittableRandom seeds = new SplittableRandom(simulation.seed());
        this.agenda = new Agenda(seeds.split());
        this.recorder = new Recorder(simulation.traceLimit());
        this.name = "world " + NUMBERS.incrementAndGet() + " of seed " + simulation.seed();
        this.observer = new ProgramObserver(name);
        this.turns = new Turns(agenda,
                Choosers.of(simulation.schedule(), seeds.split(), simulation.domains() + 1), recorder,
                standstill(simulation), observer);
        this.net = new Net(agenda, new Dice(seeds.split(), simulation.faults()), recorder);
        this.network = new Network(net);
        if (simulation.hasManualTime()) {
            turns.mayMove(0);
        }
    }

    private static Standstill standstill(Simulation simulation) {
        long grace = TimeUnit.MILLISECONDS.toNanos(Long.getLong(GRACE, DEFAULT_GRACE_MILLIS));
        // A fiber that waits in the JDK may only be sleeping there.
        return new Standstill(simulation.patienceTurns(), simulation.patience().toNanos(), grace, 2 * grace);
    }

    /**
     * Runs a program, once; the calling thread is domain 0 meanwhile.
     *
     * @param <T> its result
     * @param main task of the program
     * @return its result
     * @throws StandstillError if it can never end
     * @throws LeftBehindError if it ends well, and leaves something behind that no task owns
     * @throws IllegalStateException if this world was used before
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> main) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("a world is for one run; open another with Simulation.open");
        }
        List<String> left = new ArrayList<>();
        T result;
        observer.begin();
        turns.begin();
        try {
            result = Miou.launcher().domains(simulation.domains()).seed(simulation.seed()).eventInterval(1)
                    .violations(simulation.violations()).backend(new Provider()).run(() -> live(main, left));
        } catch (RuntimeException | Error e) {
            requireNoStandstill(e);
            throw e;
        } finally {
            turns.end();
        }
        if (!left.isEmpty()) {
            throw new LeftBehindError(left);
        }
        return result;
    }

    private <T extends @Nullable Object> T live(Callable<? extends T> main, List<String> left) throws Exception {
        // By this the observer knows the program.
        try (Owned<String> _ = Resource.own(name, _ -> {
        })) {
            // From the first poll on everything is a turn.
            Miou.yield();
            T value = main.call();
            left.addAll(settled());
            return value;
        }
    }

    /**
     * Runs a program without a result, once. Otherwise the same as {@link #run(Callable)}.
     *
     * @param main task of the program
     * @throws StandstillError if it can never end
     * @throws LeftBehindError if it ends well, and leaves something behind that no task owns
     * @throws IllegalStateException if this world was used before
     */
    public void run(Action main) {
        run(() -> {
            main.run();
            return null;
        });
    }

    /**
     * {@return the things left behind} Code that a scope has cancelled may take a while to end, after the main task has
     * returned.
     */
    private List<String> settled() {
        List<String> left = left();
        for (int i = 0; i < PATIENCE && !left.isEmpty(); i++) {
            if (simulation.hasManualTime()) {
                Miou.yield();
            } else {
                Miou.sleep(Duration.ofSeconds(1));
            }
            left = left();
        }
        return left;
    }

    private List<String> left() {
        List<String> left = new ArrayList<>(net.open());
        left.addAll(turns.sleepersWithDeadline());
        return left;
    }

    private void requireNoStandstill(Throwable failure) {
        String message = turns.standstillMessage();
        if (message != null) {
            // The program was cancelled by an interrupt of this thread.
            boolean _ = Thread.interrupted();
            throw new StandstillError(message, failure instanceof CancellationException ? null : failure);
        }
    }

    /** {@return the seed} */
    public long seed() {
        return simulation.seed();
    }

    /** {@return the time that has passed in this world} */
    public Duration elapsed() {
        return Duration.ofNanos(agenda.elapsed());
    }

    /**
     * Lets time pass, in a world with {@linkplain Simulation#manualTime manual time}, and runs the actions that become
     * due meanwhile. Suspends the calling fiber.
     *
     * @param time how much; not negative
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if the clock of this world moves by itself
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("World.advance(" + time + "): time does not go back; choose 0 or more");
        }
        if (!simulation.hasManualTime()) {
            throw new IllegalStateException(
                    "the clock of this world moves by itself; use Miou.sleep, or open it with Simulation.manualTime");
        }
        turns.mayMove(time.toNanos());
        Miou.sleep(time);
    }

    /** {@return the network of this world, for faults on demand} */
    public Network network() {
        return network;
    }

    /** {@return the trace of the run, when it is over} */
    public Trace trace() {
        return new Trace(recorder.count(), recorder.hash(), recorder.lines());
    }

    @Override
    public String toString() {
        return "world of seed " + seed();
    }

    private final class Provider implements BackendProvider {

        @Override
        public String name() {
            return "simulated";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Backend open(BackendContext context) {
            return new SimulatedBackend(net, turns.newSeat(context.domain()));
        }
    }
}
