package io.miou.benchmarks.soak;

import io.miou.benchmarks.options.Backend;
import io.miou.benchmarks.options.Durations;
import io.miou.benchmarks.options.Engine;
import io.miou.benchmarks.options.Refused;
import io.miou.benchmarks.options.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command that soaks. */
@Command(name = "soak", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Runs an echo server and a load of tasks for long, with many kinds of clients. Writes a report.%n"
                + "The exit status is 1 if something grows or goes wrong, or if no backend can run here.",
        footer = Usage.MAVEN + "-Dsoak=\"--minutes=10 --backends=nio,epoll\"")
public final class SoakCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--minutes", paramLabel = "MINUTES", defaultValue = "10", converter = Durations.Minutes.class,
            description = "Minutes on each backend and engine.")
    private Duration duration;

    @Option(names = "--every", paramLabel = "SECONDS", defaultValue = "10", converter = Durations.Seconds.class,
            description = "Seconds from one reading to the next.")
    private Duration interval;

    @Option(names = "--backends", paramLabel = "NAME", split = ",",
            defaultValue = "nio,epoll,kqueue", converter = Backend.Converter.class,
            description = "Backends: ${COMPLETION-CANDIDATES}. Those that this machine lacks are skipped.")
    private List<Backend> backends;

    @Option(names = "--fibers", paramLabel = "ENGINE", split = ",",
            defaultValue = "carried", converter = Engine.Converter.class,
            description = "Engines of fibers, each on each backend: ${COMPLETION-CANDIDATES}.")
    private List<Engine> engines;

    @Option(names = "--patience", paramLabel = "SECONDS", defaultValue = "10", converter = Durations.Seconds.class,
            description = "Seconds that the server waits for a client.")
    private Duration patience;

    @Option(names = "--directory", paramLabel = "PATH", defaultValue = "target/soak",
            description = "Directory of the report.")
    private Path directory;

    @Option(names = "--leak", paramLabel = "LEAK", defaultValue = "none", converter = Leak.Converter.class,
            description = "Fault that is put in on purpose, to see it found: ${COMPLETION-CANDIDATES}.")
    private Leak leak;

    @Option(names = "--redraw", description = "Only draws the plots of the directory again, from its "
            + SoakPlots.READINGS + ". Measures nothing.")
    private boolean redraws;

    /** {@return the plan that the options ask for} */
    SoakPlan plan() {
        List<Variant> variants = backends.stream().flatMap(backend -> engines.stream()
                .map(engine -> new Variant(backend.toString(), engine.toString()))).toList();
        return Refused.asWrongCommandLine(spec, () -> new SoakPlan(variants, SoakPlan.readings(duration, interval),
                interval, patience, directory, leak));
    }

    @Override
    public Integer call() throws Exception {
        if (redraws) {
            System.out.println(Refused.asWrongCommandLine(spec, () -> SoakPlots.read(directory)).draw(directory));
            return ExitCode.OK;
        }
        SoakPlan plan = plan();
        Soak soak = new Soak(plan, System.out);
        List<SoakResult> results = soak.run();
        System.out.println(new SoakReport(plan, results, soak.skipped()).write());
        boolean isRight = !results.isEmpty() && results.stream().allMatch(result -> result.findings().isEmpty());
        return isRight ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
