package io.miou.testkit.programs;

import io.miou.Miou;
import io.miou.Outcome;
import io.miou.testkit.programs.Event.Interrupting;
import io.miou.testkit.programs.Event.RunEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a random program on the real machine, with the engine of this process. */
final class MachineRun {

    private static final Duration HANG = Duration.ofSeconds(60);

    private MachineRun() {
    }

    static Performance of(Program program, String backend) throws InterruptedException {
        Leftovers leftovers = new Leftovers();
        List<String> complaints = new ArrayList<>();
        List<Event> log;
        try (Stage stage = new Stage(program, System::nanoTime)) {
            Thread thread = Thread.ofPlatform().name("program-main").daemon().unstarted(() -> run(stage, backend));
            thread.start();
            if (program.watched()) {
                stage.outside.watch();
            }
            if (program.interruptAfterMicros() > 0) {
                stage.outside.after(program.interruptAfterMicros(), () -> {
                    stage.log.add(new Interrupting());
                    thread.interrupt();
                });
            }
            if (!thread.join(HANG)) {
                complaints.add(hang());
            }
            log = List.copyOf(stage.log);
        }
        if (complaints.isEmpty()) {
            complaints.addAll(leftovers.faults());
        }
        return new Performance(program, program.watched() ? withoutOrder(log) : log, complaints);
    }

    private static void run(Stage stage, String backend) {
        Program program = stage.program;
        Life main = new Life(0, null);
        Player player = new Player(stage);
        Outcome<Integer> outcome = Performance.outcome(main,
                () -> Miou.launcher().backend(backend).domains(program.domains()).violations(program.violations())
                        .eventInterval(program.eventInterval()).seed(program.seed()).run(() -> player.play(main)));
        player.drain();
        stage.log.add(new RunEnded(outcome));
    }

    /**
     * Returns the events without those that depend on the order of the fibers: taking a fiber's stack trace may make it
     * run a little later.
     */
    private static List<Event> withoutOrder(List<Event> events) {
        return events.stream().filter(event -> !(event instanceof Event.Ready || event instanceof Event.Ran)).toList();
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
