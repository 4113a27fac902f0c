package io.miou.testkit;

import io.miou.Action;
import io.miou.Miou;
import io.miou.spi.Backend;
import io.miou.spi.BackendContext;
import io.miou.spi.BackendProvider;
import io.miou.testkit.faults.Dice;
import io.miou.testkit.network.Net;
import io.miou.testkit.network.SimulatedBackend;
import io.miou.testkit.turns.Agenda;
import io.miou.testkit.turns.Recorder;
import io.miou.testkit.turns.StandstillException;
import io.miou.testkit.turns.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A simulated world, in which one program runs.
 *
 * <p>Threads: any may open one and call {@link #run}, {@link #seed}, {@link #elapsed}; {@link #advance} and {@link #network} are for fibers of its
 * program, {@link #trace} for when that has ended.
 */
public final class World {

    /** How long threads outside the world may take, in real time, to wake a program that sleeps for ever. */
    private static final long STANDSTILL_NANOS = 3_000_000_000L;

    private static final int PATIENCE = 100;

    private final Simulation simulation;
    private final Agenda agenda;
    private final Recorder recorder;
    private final Turns turns;
    private final Net net;
    private final Network network;
    private final AtomicBoolean used = new AtomicBoolean();

    World(Simulation simulation) {
        this.simulation = simulation;
        SplittableRandom seeds = new SplittableRandom(simulation.seed());
        this.agenda = new Agenda(seeds.split());
        this.recorder = new Recorder(simulation.traceLimit());
        this.turns = new Turns(agenda,
                Choosers.of(simulation.schedule(), seeds.split(), simulation.domains() + 1), recorder,
                STANDSTILL_NANOS, () -> Miou.dump().toString());
        this.net = new Net(agenda, new Dice(seeds.split(), simulation.faults()), recorder);
        this.network = new Network(net);
        if (simulation.hasManualTime()) {
            turns.mayMove(0);
        }
    }

    /**
     * Runs a program, once; the calling thread is domain 0 meanwhile.
     *
     * @param <T> its result
     * @param main task of the program
     * @return its result
     * @throws StandstillError if it can never end
     * @throws LeftBehindError if it ends well, and leaves something behind that is nobody's
     * @throws IllegalStateException if this world was used before
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> main) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("a world is for one run; open another with Simulation.open");
        }
        List<String> left = new ArrayList<>();
        T result;
        try {
            result = Miou.launcher().domains(simulation.domains()).seed(simulation.seed()).eventInterval(1)
                    .violations(simulation.violations()).backend(new Provider()).run(() -> {
                        // From the first poll on everything is a turn.
                        Miou.yield();
                        T value = main.call();
                        left.addAll(settled());
                        return value;
                    });
        } catch (IllegalStateException e) {
            throw standstillOr(e);
        }
        if (!left.isEmpty()) {
            throw new LeftBehindError(left);
        }
        return result;
    }

    /**
     * Runs a program, once, as {@link #run(Callable)}.
     *
     * @param main task of the program
     */
    public void run(Action main) {
        run(() -> {
            main.run();
            return null;
        });
    }

    /** {@return what is left} What a scope has cancelled may take a while to end, after the main task has returned. */
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

    private static RuntimeException standstillOr(IllegalStateException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StandstillException) {
                throw new StandstillError(String.valueOf(cause.getMessage()), failure);
            }
        }
        return failure;
    }

    /** {@return the seed} */
    public long seed() {
        return simulation.seed();
    }

    /** {@return how much time has passed in this world} */
    public Duration elapsed() {
        return Duration.ofNanos(agenda.elapsed());
    }

    /**
     * Lets time pass, in a world with {@linkplain Simulation#manualTime manual time}, and does what is due meanwhile. Suspends the calling fiber.
     *
     * @param time how much; not negative
     * @throws IllegalStateException if the clock of this world moves by itself
     */
    public void advance(Duration time) {
        if (!simulation.hasManualTime()) {
            throw new IllegalStateException(
                    "the clock of this world moves by itself; use Miou.sleep, or open it with Simulation.manualTime");
        }
        turns.mayMove(time.toNanos());
        Miou.sleep(time);
    }

    /** {@return the network of this world, to do it harm} */
    public Network network() {
        return network;
    }

    /** {@return what happened, when the run is over} */
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
