package io.miou.testkit.programs;

import io.miou.Outcome;
import io.miou.TaskFailedException;
import io.miou.testkit.LeftBehindError;
import io.miou.testkit.Simulation;
import io.miou.testkit.StandstillError;
import io.miou.testkit.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * A run of a random program in a world of its own.
 *
 * @param program that was run
 * @param log what happened
 * @param failure what the world itself complained of, or null
 */
record Performance(Program program, List<Event> log, Throwable failure) {

    static Performance of(long seed) {
        return of(Generator.program(seed), Simulation.of(seed).traceLimit(0));
    }

    private static Performance of(Program program, Simulation simulation) {
        World world = simulation.domains(program.domains()).violations(program.violations()).open();
        Stage stage = new Stage(program, world);
        Life main = new Life(0, null);
        Throwable failure = null;
        try {
            stage.log.add(new Event.RunEnded(run(world, stage, main)));
        } catch (StandstillError | LeftBehindError e) {
            failure = e;
        }
        return new Performance(program, stage.log, failure);
    }

    private static Outcome<Integer> run(World world, Stage stage, Life main) {
        Player player = new Player(stage);
        try {
            return new Outcome.Success<>(world.run(() -> player.play(main)));
        } catch (StandstillError | LeftBehindError e) {
            throw e;
        } catch (CancellationException e) {
            return main.thrown == e ? new Outcome.Failure<>(e) : new Outcome.Cancelled<>();
        } catch (TaskFailedException e) {
            return new Outcome.Failure<>(main.thrown == e.getCause() ? e.getCause() : e);
        } catch (Throwable e) {
            return new Outcome.Failure<>(e);
        }
    }

    /** {@return what was wrong; empty if nothing was} */
    List<String> faults() {
        List<String> faults = new ArrayList<>(Model.faults(log, program.violations()));
        if (failure != null) {
            faults.add(failure.toString());
        }
        return faults;
    }
}
