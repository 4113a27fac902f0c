package io.miou.testkit.programs;

import io.miou.Outcome;
import io.miou.TaskFailedException;
import io.miou.testkit.LeftBehindError;
import io.miou.testkit.Simulation;
import io.miou.testkit.StandstillError;
import io.miou.testkit.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/**
 * A run of a random program: in a world of its own, or on the real machine by {@link MachineRun}.
 *
 * @param program that was run
 * @param log what happened
 * @param complaints of the place itself
 */
record Performance(Program program, List<Event> log, List<String> complaints) {

    /** Runs the program of a seed in the world of that seed. */
    static Performance of(long seed) {
        Program program = Generator.program(seed, Place.SIMULATED_WORLD);
        World world = Simulation.of(seed).traceLimit(0).domains(program.domains()).violations(program.violations())
                .open();
        List<String> complaints = new ArrayList<>();
        try (Stage stage = new Stage(program, () -> world.elapsed().toNanos())) {
            Life main = new Life(0, null);
            Player player = new Player(stage);
            try {
                stage.log.add(new Event.RunEnded(outcome(main, () -> world.run(() -> player.play(main)))));
            } catch (StandstillError | LeftBehindError e) {
                complaints.add(e.toString());
            }
            return new Performance(program, List.copyOf(stage.log), complaints);
        }
    }

    /** {@return how a run has ended} */
    static Outcome<Integer> outcome(Life main, Callable<Integer> run) {
        try {
            return new Outcome.Success<>(run.call());
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
        List<String> faults = new ArrayList<>(Model.faults(log, program.violations(), program.place()));
        faults.addAll(complaints);
        return faults;
    }

    /** {@return the program and all that happened, a line for each event} */
    String story() {
        StringBuilder text = new StringBuilder().append(program);
        for (int i = 0; i < log.size(); i++) {
            text.append('\n').append(i).append(' ').append(log.get(i));
            if (log.get(i) instanceof Event.Surprise(int _, String _, Throwable thrown) && thrown != null) {
                for (StackTraceElement line : thrown.getStackTrace()) {
                    text.append("\n      at ").append(line);
                }
            }
        }
        return text.toString();
    }
}
