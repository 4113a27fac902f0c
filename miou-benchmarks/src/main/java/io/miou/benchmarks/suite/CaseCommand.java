package io.miou.benchmarks.suite;

import io.miou.benchmarks.options.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that measures some cases of JMH alone, without a page. */
@Command(name = "case", sortOptions = false, abbreviateSynopsis = true, showDefaultValues = true,
        description = "Measures the cases of JMH whose name contains what you give.",
        footer = Usage.MAVEN + "-Dbenchmark=\"Yield --parameter=fibers=carried\"")
public final class CaseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "NAME",
            description = "Regular expression, found in CLASS.METHOD: Yield, Spawn, SleepBenchmark.miou, ...")
    private List<Pattern> names;

    @Option(names = "--form", paramLabel = "FORM", defaultValue = "all", converter = Form.Converter.class,
            description = "How long: all (as each case says itself), quick or short (whether it runs).")
    private Form form;

    @Option(names = "--parameter", paramLabel = "NAME=VALUE[,VALUE]", showDefaultValue = Visibility.NEVER,
            description = "Values of a parameter instead of those that the case has. Once for each parameter.")
    private Map<String, String> parameters = Map.of();

    @Option(names = "--json", paramLabel = "FILE", defaultValue = "target/jmh.json",
            description = "File of the result.")
    private Path json;

    /** {@return what the options ask JMH for} */
    Options options() {
        requireKnown();
        var options = new OptionsBuilder().addProfiler(GCProfiler.class).resultFormat(ResultFormatType.JSON)
                .result(json.toString());
        names.forEach(name -> options.include(name.pattern()));
        parameters.forEach((parameter, values) -> options.param(parameter, values.split(",")));
        form.choose(options);
        return options.build();
    }

    private void requireKnown() {
        SortedSet<String> known = new TreeSet<>();
        for (Pattern name : names) {
            var found = find(name);
            if (found.isEmpty()) {
                throw new ParameterException(spec.commandLine(),
                        "no case of JMH has '" + name + "' in its name: choose from " + MicroBenchmarks.names());
            }
            found.forEach(each -> known.addAll(each.getParams().orElse(Map.of()).keySet()));
        }
        for (String parameter : parameters.keySet()) {
            if (!known.contains(parameter)) {
                throw new ParameterException(spec.commandLine(), "'" + parameter
                        + "' in --parameter is no parameter of the cases: choose from " + known);
            }
        }
    }

    private static SortedSet<BenchmarkListEntry> find(Pattern name) {
        return BenchmarkList.defaultList().find(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of(name.pattern()),
                List.of());
    }

    @Override
    public Integer call() throws Exception {
        Options options = options();
        Files.createDirectories(json.toAbsolutePath().getParent());
        new Runner(options).run();
        System.out.println("written to " + json.toAbsolutePath());
        return ExitCode.OK;
    }
}
