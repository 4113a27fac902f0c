package io.miou.stress;

import io.miou.Launcher;
import io.miou.Miou;
import io.miou.Outcome;
import io.miou.TaskFailedException;
import io.miou.stress.Event.Interrupting;
import io.miou.stress.Event.RunEnded;
import io.miou.testing.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Runs one random program and says what went wrong. */
final class StressRun {

    private static final Duration HANG = Duration.ofSeconds(60);

    private StressRun() {
    }

    /** {@return what went wrong; empty if nothing did} */
    static List<String> faults(Program program, Variant variant) throws InterruptedException {
        Leftovers leftovers = new Leftovers();
        List<Event> events;
        try (World world = new World(program)) {
            Thread thread = Thread.ofPlatform().name("stress-main").daemon()
                    .unstarted(() -> world.log.add(new RunEnded(run(world, variant))));
            thread.start();
            if (program.watched()) {
                world.bell.watch();
            }
            if (program.interruptAfterMicros() > 0) {
                world.bell.after(program.interruptAfterMicros(), () -> {
                    world.log.add(new Interrupting());
                    thread.interrupt();
                });
            }
            if (!thread.join(HANG)) {
                return List.of(hang());
            }
            events = world.log.events();
        }
        List<String> faults = new ArrayList<>(Checker.faults(
                program.watched() ? withoutOrder(events) : events));
        faults.addAll(leftovers.faults());
        if (!faults.isEmpty()) {
            faults.addAll(0, describe(events));
        }
        return faults;
    }

    private static Outcome<Integer> run(World world, Variant variant) {
        Program program = world.program;
        Launcher launcher = variant.launcher().domains(program.poolDomains()).violations(program.violations())
                .eventInterval(program.eventInterval()).seed(program.seed());
        TaskRun main = new TaskRun(0, null);
        Interpreter interpreter = new Interpreter(world);
        try {
            return new Outcome.Success<>(launcher.run(() -> interpreter.live(main, program.main())));
        } catch (CancellationException e) {
            return main.thrown == e ? new Outcome.Failure<>(e) : new Outcome.Cancelled<>();
        } catch (TaskFailedException e) {
            return new Outcome.Failure<>(main.thrown == e.getCause() ? e.getCause() : e);
        } catch (Throwable e) {
            return new Outcome.Failure<>(e);
        }
    }

    /**
     * Returns the events without those that depend on the order of the fibers: taking a fiber's stack trace may make it
     * run a little later.
     */
    private static List<Event> withoutOrder(List<Event> events) {
        return events.stream().filter(event -> !(event instanceof Event.Ready || event instanceof Event.Ran)).toList();
    }

    private static List<String> describe(List<Event> events) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            lines.add(i + " " + events.get(i));
            Throwable thrown = events.get(i) instanceof Event.Surprise surprise ? surprise.thrown() : null;
            if (thrown != null) {
                for (StackTraceElement line : thrown.getStackTrace()) {
                    lines.add("      at " + line);
                }
            }
        }
        return lines;
    }

    private static String hang() {
        StringBuilder text = new StringBuilder("the run hangs\n").append(Miou.dump());
        for (Map.Entry<Thread, StackTraceElement[]> one : Thread.getAllStackTraces().entrySet()) {
            text.append(one.getKey()).append('\n');
            for (StackTraceElement line : one.getValue()) {
                text.append("    at ").append(line).append('\n');
            }
        }
        return text.toString();
    }
}
