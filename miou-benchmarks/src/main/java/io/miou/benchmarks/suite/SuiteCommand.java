package io.miou.benchmarks.suite;

import io.miou.benchmarks.options.Backend;
import io.miou.benchmarks.options.Refused;
import io.miou.benchmarks.options.Usage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that measures everything, or the classes that are asked for, and writes the page. */
@Command(name = "suite", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Measures this machine: the cases of JMH, then the echo servers. Writes a page with plots.",
        footer = Usage.MAVEN + "-Dbenchmarks=\"quick --classes=Yield,Call\"")
public final class SuiteCommand implements Callable<Integer> {

    private final Class<?> program;
    private final Supplier<Map<String, String>> missingPeers;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FORM", defaultValue = "all", converter = Form.Converter.class,
            description = "all: each case as long as it says itself, which takes hours.%n"
                    + "quick: everything in less than half an hour.%n"
                    + "short: only tries whether everything runs; its numbers mean nothing.")
    private Form form;

    @Option(names = "--classes", paramLabel = "CLASS", split = ",", showDefaultValue = Visibility.NEVER,
            description = "Classes of JMH cases, such as Yield or Call. Without it: all, and the echo servers.")
    private List<String> classes = List.of();

    @Option(names = "--backends", paramLabel = "NAME", split = ",", showDefaultValue = Visibility.NEVER,
            converter = Backend.Converter.class,
            description = "Backends of Miou: ${COMPLETION-CANDIDATES}. Without it: the one that Miou itself chooses.")
    private List<Backend> backends = List.of();

    @Option(names = "--resume", showDefaultValue = Visibility.NEVER,
            description = "Keeps what an earlier run of this form has measured.")
    private boolean resumes;

    @Option(names = "--directory", paramLabel = "PATH",
            description = "Directory of the page. Without it: one in ../docs/benchmarks, for short in target.")
    private Optional<Path> directory;

    /**
     * Creates the command.
     *
     * @param program the main class, which is started once more for the comparison of echo servers
     * @param missingPeers the reasons why some benchmarks cannot run, by the beginning of their methods' names
     */
    public SuiteCommand(Class<?> program, Supplier<Map<String, String>> missingPeers) {
        this.program = program;
        this.missingPeers = missingPeers;
    }

    /** {@return the plan that the options ask for} */
    SuitePlan plan() {
        SortedSet<String> known = MicroBenchmarks.names();
        for (String name : classes) {
            if (!known.contains(name)) {
                throw new ParameterException(spec.commandLine(),
                        "'" + name + "' in --classes is no class of benchmarks: choose from " + known);
            }
        }
        return new SuitePlan(form, classes, Backend.names(backends), resumes,
                directory.orElseGet(() -> SuitePlan.directory(form)), SuitePlan.work(form));
    }

    @Override
    public Integer call() throws Exception {
        SuitePlan plan = plan();
        Equipment equipment = Equipment.here(missingPeers.get());
        Refused.asWrongCommandLine(spec, () -> equipment.choose(plan.backends()));
        System.out.println("written to " + new Suite(plan, equipment, program).run());
        return ExitCode.OK;
    }
}
